"""What applicant and colleagues see between acceptance and award: the same list, in the page's words."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.emails import checking
from applications.models import Appointment, Finalisation
from comms import outbox
from comms.models import Message
from comms.rendering import letter
from members.models import Credential
from tests.applications.finalising import accepted, identified, minute, nights, paid, scanned, seen
from tests.factories.accounts import UserFactory
from tests.factories.applications import AppointmentFactory
from tests.factories.assessment import IdentityCheckFactory, declared
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Finalisation:
    return accepted(timezone.now())


def _page(row: Finalisation) -> str:
    return reverse("applications:application", args=[row.application.reference.lower()])


def _shown(by: User, url: str) -> str:
    return " ".join(signed_in(by).get(url).content.decode().split())


def _times(row: Finalisation, way: str = "video") -> str:
    return reverse("applications:appointment", args=[row.application.reference.lower(), way])


def _signed_in(row: Finalisation) -> Client:
    return signed_in(row.application.person)


def test_g_035_g_036_the_page_says_what_is_missing_and_nothing_is_awarded(row: Finalisation) -> None:
    scanned(row)
    shown = _shown(row.application.person, _page(row))
    assert row.invoice is not None
    assert f"Invoice {row.invoice.number}, EUR 150.00, to be paid by" in shown
    assert reverse("members:invoice", args=[row.invoice.number]) in shown
    assert "We look at your signature on the scan" in shown
    assert "Choose a time by video" in shown
    assert "Congratulations: we accepted your application" in shown
    assert not Credential.objects.exists()


def test_g_038_g_039_the_page_says_that_the_title_is_theirs(row: Finalisation) -> None:
    assert row.invoice is not None
    paid(row.invoice, timezone.now())
    identified(row, timezone.now())
    minute(timezone.now())
    shown = _shown(row.application.person, _page(row))
    assert "Congratulations: the title is yours" in shown
    assert f"Invoice {row.invoice.number}, EUR 150.00." in shown


def test_the_invoice_opens_for_who_is_in_the_register_and_holds_no_title(row: Finalisation) -> None:
    assert row.invoice is not None
    shown = _shown(row.application.person, reverse("members:invoice", args=[row.invoice.number]))
    assert "Contribution for the first membership year with S-CISO" in shown
    assert "150.00" in _shown(row.application.person, reverse("members:membership"))


def test_home_and_list_tell_it(row: Finalisation) -> None:
    told = "Still missing: First year paid, Identity verified. In time until"
    client = _signed_in(row)
    session = client.session
    session["asked_to_agree"] = True
    session.save()
    assert told in " ".join(client.get("/").content.decode().split())
    assert told in _shown(row.application.person, reverse("applications:list"))


@pytest.mark.usefixtures("nobody_interested")
def test_colleagues_see_the_same_list(row: Finalisation) -> None:
    url = reverse("admin:applications_application_change", args=[row.application_id])
    shown = _shown(person("Office", "back-office"), url)
    for words in ("From the acceptance to the title", "First year paid", "To be paid", "In time until"):
        assert words in shown
    listed = signed_in(person("Other", "back-office")).get(
        reverse("admin:applications_application_changelist"), {"queue": "finalising"}
    )
    assert [shown.pk for shown in listed.context["cl"].result_list] == [row.application_id]


def test_an_appointment_is_chosen_after_the_acceptance(row: Finalisation) -> None:
    ahead = timezone.now() + dt.timedelta(days=5)
    slot = AppointmentFactory(starts_at=ahead)
    other = AppointmentFactory(starts_at=ahead + dt.timedelta(hours=1))
    client = _signed_in(row)
    assert client.get(_times(row)).status_code == 200
    assert client.post(_times(row), {"slot": slot.pk}).status_code == 302
    assert Appointment.objects.get(application=row.application) == slot
    client.post(_times(row), {"slot": other.pk})
    assert Appointment.objects.get(application=row.application) == other
    assert "Your appointment is on" in _shown(row.application.person, _page(row))


def test_a_time_that_is_taken_gets_a_sentence(row: Finalisation) -> None:
    slot = AppointmentFactory(starts_at=timezone.now() + dt.timedelta(days=5), application=accepted().application)
    answer: Any = _signed_in(row).post(_times(row), {"slot": slot.pk})
    assert answer.status_code == 200
    assert "This time is not free any more." in answer.content.decode()


def test_nobody_else_chooses_and_no_other_way_is_there(row: Finalisation) -> None:
    assert signed_in(UserFactory()).get(_times(row)).status_code == 404
    assert _signed_in(row).get(_times(row, "by-letter")).status_code == 404
    seen(row, timezone.now())
    identified(row, timezone.now())
    answer = _signed_in(row).post(_times(row), {"slot": "none"})
    assert "This application waits for no appointment." in answer.content.decode()


def test_an_appointment_is_changed_and_given_back_by_its_applicant(row: Finalisation) -> None:
    ahead = timezone.now() + dt.timedelta(days=5)
    slot = AppointmentFactory(starts_at=ahead)
    client = _signed_in(row)
    client.post(_times(row), {"slot": slot.pk})
    (mail,) = Message.objects.filter(kind="applications.appointment_taken")
    told = letter(mail).text
    assert "choose another one on the page of your application, or give this one back there" in told
    assert "as long as it is not submitted" not in told
    shown = _shown(row.application.person, _page(row))
    for words in ("Choose another time by video", "Give the appointment back", "or give this one back."):
        assert words in shown
    assert "write to us; the address" not in shown
    back = reverse("applications:appointment-give-back", args=[row.application.reference.lower()])
    assert "Others can then take the time" in client.get(back).content.decode()
    assert "You gave the appointment back." in client.post(back, follow=True).content.decode()
    assert not Appointment.objects.filter(application=row.application).exists()
    shown = _shown(row.application.person, _page(row))
    assert "We write to you and propose a time" not in shown
    assert "Choose a time by video" in shown
    assert client.get(back).status_code == 302


def test_not_verified_after_the_acceptance_leads_to_the_own_choice(row: Finalisation) -> None:
    check = IdentityCheckFactory(
        application=row.application, verdict="not-verified", words="Too dark.", checked_at=timezone.now()
    )
    outbox.queue(checking.NOT_VERIFIED, checking.mail(check, row.application), at=timezone.now())
    told = letter(Message.objects.get(kind="applications.identity_not_verified")).text
    assert "Choose another appointment on the page of your application" in told
    assert "the day of our answer" not in told
    assert "We write to you and propose" not in told


def test_a_payment_in_part_says_what_came_and_what_is_open(row: Finalisation) -> None:
    assert row.invoice is not None
    paid(row.invoice, timezone.now(), amount=Decimal("149.99"))
    shown = _shown(row.application.person, _page(row))
    assert "EUR 150.00: EUR 149.99 came in, EUR 0.01 is still open" in shown
    assert "Paid in part" in shown


def test_colleagues_read_what_is_said_to_colleagues(row: Finalisation) -> None:
    scanned(row)
    url = reverse("admin:applications_application_change", args=[row.application_id])
    shown = _shown(declared(row.application, person("Office", "back-office")), url)
    assert "Nobody has noted yet that the signature on the scan was seen." in shown
    for words in ("you need do nothing", "Choose an appointment", "We look at your signature"):
        assert words not in shown


def test_after_the_award_nothing_is_in_time_any_more(row: Finalisation) -> None:
    _pay_and_identify(row)
    shown = _shown(row.application.person, _page(row))
    assert "With the last of these four the title was awarded." in shown
    assert "is in time" not in shown


def _pay_and_identify(row: Finalisation) -> None:
    assert row.invoice is not None
    paid(row.invoice, timezone.now())
    identified(row, timezone.now())
    minute(timezone.now())


def _office(row: Finalisation, at: str, time_machine: Any) -> tuple[str, str]:
    """Both pages on a day, the applicant's and a colleague's."""
    time_machine.move_to(f"{at}T12:00:00Z", tick=False)
    theirs = _shown(row.application.person, _page(row))
    colleague = declared(row.application, person(f"Office {at}", "back-office"))
    return theirs, _shown(colleague, reverse("admin:applications_application_change", args=[row.application_id]))


def test_one_last_day_is_told_by_mail_and_pages_after_a_warning_that_came_late(time_machine: Any) -> None:
    row = accepted()
    theirs, ours = _office(row, "2027-01-19", time_machine)
    assert "22 January 2027" in theirs
    nights(dt.date(2027, 1, 20), dt.date(2027, 1, 20))
    warning = Message.objects.get(kind="applications.acceptance_lapses")
    assert warning.facts["until"] == "2027-01-27"
    theirs, ours = _office(row, "2027-01-21", time_machine)
    for page in (theirs, ours):
        assert "27 January 2027" in page
        assert "22 January 2027" not in page
    nights(dt.date(2027, 1, 21), dt.date(2027, 1, 27))
    assert Finalisation.objects.get(pk=row.pk).ended_at is None


def test_after_the_lapse_nobody_is_invited_and_both_pages_name_the_last_day(time_machine: Any) -> None:
    row = accepted()
    nights(dt.date(2027, 1, 20), dt.date(2027, 2, 10))
    assert Finalisation.objects.get(pk=row.pk).ended_at is not None
    for page in _office(row, "2027-02-11", time_machine):
        assert "It was not there by 27 January 2027, the last day." in page
        assert "Choose an appointment" not in page
        assert "The applicant can choose one" not in page
        assert "You get a new one" not in page
        assert "22 January 2027" not in page
