"""The identity check as an applicant chooses it: way, time, calendar file, giving back; what frees a time again."""

import datetime as dt
import re

import pytest
from django.test import Client

from applications.enums import IdentityWay, Part
from applications.models import Application, Appointment
from applications.rules.progress import Lack
from applications.selectors import identity as selectors
from applications.selectors.form import form_of
from applications.services import drafts
from applications.services import identity as services
from applications.services.drafts import ApplicationRefused
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
BEGINS = dt.datetime(2026, 7, 13, 8, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
VIDEO, IN_PERSON = IdentityWay.VIDEO, IdentityWay.IN_PERSON


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def draft() -> Application:
    return ApplicationFactory(person=person("Ada"))


@pytest.fixture
def client(draft: Application) -> Client:
    return signed_in(draft.person)


def _at(draft: Application, rest: str = "") -> str:
    return f"/applications/{draft.reference.lower()}/identity/{rest}"


def _page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _acts() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("act", flat=True))


# Acts -----------------------------------------------------------------------------------------------


def test_time_is_taken_told_and_changed_for_another_one(draft: Application) -> None:
    first, second = AppointmentFactory(starts_at=BEGINS), AppointmentFactory(starts_at=BEGINS + HOUR)
    row = services.choose(draft, VIDEO, first.pk, by=draft.person, at=AT)
    first.refresh_from_db()
    assert (row.identity_way, first.application, first.taken_at) == ("video", draft, AT)
    told = letter(Message.objects.get())
    assert told.subject == "Identity check on 13 July 2026, 10:30"
    assert "by video on 13 July 2026 at 10:30, Amsterdam time" in told.text
    assert "https://video.example/room" in told.text
    assert "we keep no copy and no number" in told.text
    services.choose(draft, VIDEO, first.pk, by=draft.person, at=AT + HOUR)
    assert Message.objects.count() == 1, "sent twice"
    services.choose(draft, VIDEO, second.pk, by=draft.person, at=AT + HOUR)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.application, first.taken_at, second.application) == (None, None, draft)
    assert Message.objects.count() == 2
    assert _acts() == [
        "applications.appointment-taken",
        "applications.appointment-given-back",
        "applications.appointment-taken",
    ]
    line = AuditLine.objects.latest("pk")
    assert (line.about_model, line.about_id, line.person_id) == ("applications.appointment", second.pk, draft.person_id)


def test_mail_about_a_time_given_back_meanwhile_is_not_sent(draft: Application) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    message = Message.objects.get()
    assert services.emails.TAKEN.still_true(message)
    services.give_back(draft, by=draft.person, at=AT)
    assert not services.emails.TAKEN.still_true(message)


def test_none_of_the_times_means_that_we_propose_one(draft: Application) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    row = services.choose(draft, IN_PERSON, None, by=draft.person, at=AT)
    slot.refresh_from_db()
    assert (row.identity_way, slot.application) == ("in-person", None)
    assert form_of(row, AT).lacks[Part.IDENTITY] == ()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"starts_at": AT}, id="over"),
        pytest.param({"way": "in-person"}, id="other way"),
        pytest.param({"application": "another"}, id="taken"),
        pytest.param({"checker": "applicant"}, id="own"),
    ],
)
def test_time_that_is_not_free_is_refused_and_the_one_held_stays(draft: Application, given: dict[str, object]) -> None:
    people = {"another": ApplicationFactory, "applicant": lambda: draft.person}
    said = {name: people[value]() if value in people else value for name, value in given.items()}
    slot = AppointmentFactory(**{"starts_at": BEGINS + HOUR, **said})
    held = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, held.pk, by=draft.person, at=AT)
    with pytest.raises(services.AppointmentRefused, match="not free any more"):
        services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    held.refresh_from_db()
    assert held.application == draft
    with pytest.raises(services.AppointmentRefused):
        services.choose(draft, VIDEO, 4711, by=draft.person, at=AT)


def test_nobody_else_chooses_and_nobody_after_submission(draft: Application) -> None:
    handed_in = ApplicationFactory(submitted=True)
    for refused, row, by in ((Forbidden, draft, UserFactory()), (ApplicationRefused, handed_in, handed_in.person)):
        with pytest.raises(refused):
            services.choose(row, VIDEO, None, by=by, at=AT)
        with pytest.raises(refused):
            services.give_back(row, by=by, at=AT)


@pytest.mark.parametrize("end", ["thrown away", "expired"])
def test_draft_that_goes_gives_its_time_back(draft: Application, end: str) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    if end == "expired":
        drafts.remove([draft.pk], at=AT + dt.timedelta(days=200))
    else:
        drafts.throw_away(draft, by=draft.person, at=AT)
    slot.refresh_from_db()
    assert (slot.application, slot.taken_at) == (None, None)
    assert Appointment.objects.free(AT).get() == slot


def test_times_are_offered_day_by_day_for_eight_weeks_and_each_once(draft: Application) -> None:
    late = dt.datetime(2026, 7, 13, 22, 30, tzinfo=dt.UTC)  # the 14th in Amsterdam
    for begins in (BEGINS, BEGINS, late, AT, AT + dt.timedelta(weeks=8, minutes=1)):
        AppointmentFactory(starts_at=begins)
    AppointmentFactory(starts_at=BEGINS, way="in-person")
    days = selectors.by_day(selectors.to_choose(draft, VIDEO, AT))
    assert [(day.day, [slot.starts_at for slot in slots]) for day, slots in days] == [(13, [BEGINS]), (14, [late])]


# Pages ------------------------------------------------------------------------------------------------


def test_way_and_time_are_chosen_on_pages_and_the_place_is_told_afterwards(draft: Application, client: Client) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    assert "sees your name and the title you apply for from then on" in _page(client.get(_at(draft)))
    assert "Choose one of the three." in _page(client.post(_at(draft)))
    assert client.post(_at(draft), {"way": "video"})["Location"] == _at(draft, "times/video/")
    draft.refresh_from_db()
    assert draft.identity_way == "", "nothing is chosen by looking"
    page = _page(client.get(_at(draft, "times/video/")))
    assert "Monday 13 July 2026" in page
    assert "10:30 – 10:45" in page
    assert "Europe/Amsterdam" in page
    assert "video.example" not in page
    assert "Choose a time, or that none of them suits you." in _page(client.post(_at(draft, "times/video/")))
    assert client.post(_at(draft, "times/video/"), {"slot": slot.pk})["Location"] == _at(draft)
    page = _page(client.get(_at(draft)))
    assert "Monday 13 July 2026, 10:30 – 10:45, Amsterdam time" in page
    assert "https://video.example/room" in page
    assert "Others can then take the time on Monday 13 July 2026, 10:30." in _page(client.get(_at(draft, "give-back/")))
    assert client.post(_at(draft, "give-back/"))["Location"] == _at(draft)
    slot.refresh_from_db()
    draft.refresh_from_db()
    assert (slot.application, draft.identity_way) == (None, "")
    assert client.get(_at(draft, "give-back/"))["Location"] == _at(draft)


def test_time_taken_by_somebody_else_meanwhile_gets_a_sentence_and_new_times(
    draft: Application, client: Client
) -> None:
    slot, other = AppointmentFactory(starts_at=BEGINS), AppointmentFactory(starts_at=BEGINS + HOUR)
    services.choose(ApplicationFactory(), VIDEO, slot.pk, by=Application.objects.latest("pk").person, at=AT)
    page = _page(client.post(_at(draft, "times/video/"), {"slot": slot.pk}))
    assert "This time is not free any more. Choose another one." in page
    assert f'value="{other.pk}"' in page
    assert not Appointment.objects.filter(application=draft).exists()


def test_without_free_times_one_is_proposed_by_mail(draft: Application, client: Client) -> None:
    page = _page(client.get(_at(draft, "times/in-person/")))
    assert "No time is free now" in page
    assert "Propose a time by mail" in page
    client.post(_at(draft, "times/in-person/"), {"slot": "none"})
    page = _page(client.get(_at(draft)))
    assert (
        "You would like to be seen in person. Once you submitted the form, we write to you and propose a time." in page
    )


def test_time_that_passed_unsubmitted_has_to_be_chosen_anew(draft: Application, time_machine) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    draft = services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    time_machine.move_to(BEGINS, tick=False)
    assert form_of(draft, BEGINS).lacks[Part.IDENTITY] == (Lack.APPOINTMENT,)
    client = signed_in(draft.person)
    page = _page(client.get(_at(draft)))
    assert "Choose another appointment: the one you chose is over." in page
    after = AppointmentFactory(starts_at=BEGINS + HOUR)
    client.post(_at(draft, "times/video/"), {"slot": after.pk})
    draft.refresh_from_db()
    assert form_of(draft, BEGINS).lacks[Part.IDENTITY] == ()


def test_calendar_file_tells_when_and_where(draft: Application, client: Client) -> None:
    calendar = pytest.importorskip("icalendar")
    assert client.get(_at(draft, "appointment.ics")).status_code == 404
    slot = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    answer = client.get(_at(draft, "appointment.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="identity-check.ics"'
    (event,) = calendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (BEGINS, BEGINS + dt.timedelta(minutes=15))
    assert str(event["location"]) == "https://video.example/room"
    assert str(event["summary"]) == "Identity check for S-CISO"


@pytest.mark.parametrize("rest", ["", "times/video/", "give-back/", "appointment.ics"])
def test_pages_of_somebody_else_are_not_there(draft: Application, rest: str) -> None:
    services.choose(draft, VIDEO, AppointmentFactory(starts_at=BEGINS).pk, by=draft.person, at=AT)
    client = signed_in(person("Nova"))
    assert client.get(_at(draft, rest)).status_code == 404
    if rest != "appointment.ics":
        assert client.post(_at(draft, rest), {"slot": "none"}).status_code == 404
    assert Appointment.objects.get().application == draft


def test_way_that_is_none_is_not_there(draft: Application, client: Client) -> None:
    assert client.get(_at(draft, "times/letter/")).status_code == 404


def test_time_given_up_for_a_proposal_is_named(draft: Application, client: Client) -> None:
    slot = AppointmentFactory(starts_at=BEGINS)
    services.choose(draft, VIDEO, slot.pk, by=draft.person, at=AT)
    assert "or none of these" in _page(client.get(_at(draft, "times/in-person/")))
    told = _page(client.post(_at(draft, "times/in-person/"), {"slot": "none"}, follow=True))
    assert "You gave back the appointment on 13 July 2026, 10:30. We propose a time by mail" in told
    assert Appointment.objects.free(AT).get() == slot
