"""Awards and lapses where the facts changed on the way: what was paid ran out, was put right, or came another way."""

import datetime as dt

import pytest
from django.utils import timezone

from applications.emails.finalising import LAPSES
from applications.enums import Item
from applications.models import Application, Appointment, Finalisation
from applications.selectors import finalising as selectors
from common import duties, subjects
from comms.models import Message
from members import services as register
from members.enums import CreditWhy, Ground, OutcomeKind
from members.models import Credential, Document, Invoice, Title
from members.services import cancelling
from tests.applications.finalising import ACCEPTED, accepted, at, identified, member_of, minute, nights, paid
from tests.factories.accounts import UserFactory
from tests.factories.applications import SUBMITTED, AppointmentFactory
from tests.factories.exams import DocumentVersionFactory
from tests.factories.money import InvoiceTermsFactory
from tests.members.years import awarded as holder
from tests.members.years import pay

pytestmark = pytest.mark.django_db


def _again(row: Finalisation) -> Finalisation:
    return Finalisation.objects.select_related("application", "credential", "invoice").get(pk=row.pk)


def _facts(row: Finalisation) -> selectors.Found:
    (found,) = selectors.found_of(selectors.rows().filter(pk=row.pk))
    return found


def test_g_035_a_first_year_that_asked_nothing_is_asked_once_the_paid_year_ran_out() -> None:
    InvoiceTermsFactory(effective_on=dt.date(2020, 1, 1))
    member = holder("S-CISO", 2026, 3, 1).member
    pay(Invoice.objects.get(member=member), 2026, 3, 10)
    row = accepted(at(2027, 1, 5), person=member.user, title=Title.objects.get(code="S-CDPO"))
    assert row.invoice is None
    cancelling.cancel(member, by=member.user, at=at(2027, 1, 10))
    identified(row, at(2027, 6, 20))
    for hour in (10, 11):
        minute(at(2027, 6, 20, hour=hour))
    row = _again(row)
    assert (row.credential, row.invoice and row.invoice.open) == (None, 150)
    assert row.lapses_on == dt.date(2027, 7, 20)
    assert _facts(row).facts[Item.PAID] is None
    assert row.invoice is not None
    paid(row.invoice, at(2027, 7, 1))
    minute(at(2027, 7, 1, hour=10))
    credential = _again(row).credential
    assert credential is not None
    assert credential.awarded_on == dt.date(2027, 7, 1)
    assert Invoice.objects.filter(member=member).count() == 2


def test_an_invoice_that_another_award_used_is_asked_anew_once_that_title_ended() -> None:
    row = accepted()
    other = accepted(ACCEPTED + dt.timedelta(1), person=row.application.person, title=Title.objects.get(code="S-CDPO"))
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    identified(row, at(2026, 8, 5))
    minute(at(2026, 8, 6))
    held = Credential.objects.get()
    ending = register.Ruling(
        credential=held.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=dt.date(2026, 8, 20)
    )
    register.record_outcomes([ending], at=at(2026, 8, 20))
    identified(other, at(2026, 9, 5))
    minute(at(2026, 9, 6))
    other = _again(other)
    assert (other.credential, other.invoice and other.invoice.open) == (None, 150)


def test_an_invoice_put_right_and_not_made_anew_is_ours_so_nothing_lapses_and_nobody_is_warned_of_it() -> None:
    row = accepted()
    assert row.invoice is not None
    clerk = UserFactory(roles=("finance",))
    register.put_right(row.invoice.pk, CreditWhy.MISTAKE, again=False, by=clerk, at=at(2026, 8, 1))
    identified(row, at(2026, 8, 4))
    nights(dt.date(2026, 11, 20), dt.date(2027, 2, 20))
    assert _again(row).application.state == "accepted"
    assert not Message.objects.filter(kind="applications.acceptance_lapses").exists()


def test_a_version_published_after_the_signature_on_the_same_day_is_not_missing() -> None:
    row = accepted()
    assert _facts(row).facts[Item.SIGNED] is not None
    terms, policy = (Document.objects.get(key=key) for key in ("terms-of-use", "cpe-policy"))
    later, earlier = (SUBMITTED + dt.timedelta(hours=hours) for hours in (2, -2))
    DocumentVersionFactory(document=terms, effective_on=SUBMITTED.date(), published_at=later)
    assert _facts(row).facts[Item.SIGNED] is not None
    DocumentVersionFactory(document=policy, effective_on=SUBMITTED.date(), published_at=earlier)
    assert _facts(row).facts[Item.SIGNED] is None


def test_a_title_that_was_held_another_way_and_ended_is_awarded_from_that_day_on() -> None:
    row = accepted()
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    other = register.award(member_of(row), row.application.title, on=dt.date(2026, 8, 4), by=None, at=at(2026, 8, 4))
    identified(row, at(2026, 8, 5))
    minute(at(2026, 8, 6))
    ending = register.Ruling(
        credential=other.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=dt.date(2026, 8, 25)
    )
    register.record_outcomes([ending], at=at(2026, 8, 20))
    minute(at(2026, 8, 21))
    assert _again(row).credential is None
    minute(at(2026, 8, 25))
    awarded = _again(row)
    if awarded.credential is None:
        assert awarded.invoice is not None
        paid(awarded.invoice, at(2026, 8, 26))
        minute(at(2026, 8, 26, hour=10))
        awarded = _again(row)
    assert awarded.credential is not None
    assert awarded.credential.awarded_on >= dt.date(2026, 8, 25)


def test_a_lapsed_list_says_nothing_of_what_was_paid_for_a_later_acceptance() -> None:
    row = accepted()
    nights(dt.date(2026, 11, 20), dt.date(2027, 2, 5))
    assert _again(row).application.state == "lapsed"
    later = accepted(at(2027, 3, 1), person=row.application.person)
    assert later.invoice is not None
    paid(later.invoice, at(2027, 3, 5))
    found = _facts(row)
    assert found.facts[Item.PAID] is None
    assert found.invoice == row.invoice


def test_a_warning_is_not_sent_once_nothing_of_it_is_missing() -> None:
    row = accepted()
    nights(dt.date(2026, 11, 23), dt.date(2026, 11, 24))
    warning = Message.objects.get(kind="applications.acceptance_lapses")
    assert LAPSES.still_true(warning)
    assert row.invoice is not None
    paid(row.invoice, at(2026, 11, 24, hour=8))
    assert LAPSES.still_true(warning)
    identified(row, at(2026, 11, 24, hour=8))
    assert not LAPSES.still_true(warning)


def test_an_appointment_without_a_verdict_stays_while_an_acceptance_waits_for_it() -> None:
    row = accepted()
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    AppointmentFactory(application=row.application, starts_at=at(2026, 9, 1), taken_at=at(2026, 8, 4))
    duties.perform("common.retention", now=at(2026, 12, 15))
    assert Appointment.objects.exists()
    nights(dt.date(2026, 11, 20), dt.date(2027, 2, 20))
    assert _again(row).application.state == "accepted"


def test_who_is_forgotten_while_accepted_owes_nothing() -> None:
    row = accepted()
    assert row.invoice is not None
    forgotten = row.invoice
    subjects.scrub(row.application.person, at=timezone.now())
    forgotten.refresh_from_db()
    assert (Application.objects.count(), forgotten.open) == (0, 0)
    assert forgotten.credit_note.why == CreditWhy.ACCEPTANCE_LAPSED
