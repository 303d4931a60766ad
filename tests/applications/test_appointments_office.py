"""Appointments in the back office: offered one by one or in a row, changed, removed, called off, agreed by mail."""

import datetime as dt
import re

import pytest
from django.test import Client

from accounts.models import User
from applications.enums import DocumentKind, IdentityVerdict, IdentityWay
from applications.models import Application, Appointment
from applications.services import checking
from applications.services import identity as services
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory
from tests.factories.assessment import declared
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
BEGINS = dt.datetime(2026, 7, 13, 8, 0, tzinfo=dt.UTC)
QUARTER = dt.timedelta(minutes=15)
LIST = "/office/applications/appointment/"
PLACE = "https://video.example/room"


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def checker() -> User:
    return person("Checker", "identity-checker")


@pytest.fixture
def client(checker: User) -> Client:
    return signed_in(checker)


def _page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _offer(checker: User, **changed) -> dict[str, object]:
    said = {
        "checker": checker.pk,
        "way": "video",
        "day": "2026-07-13",
        "begins": "10:00",
        "minutes": 15,
        "count": 1,
        "pause": 0,
        "place": PLACE,
        "application": "",
    }
    return {**said, **changed}


def _taken(checker: User, **given) -> Appointment:
    row: Application = ApplicationFactory(**given)
    slot: Appointment = AppointmentFactory(checker=checker, starts_at=BEGINS, application=row, taken_at=AT, place=PLACE)
    Application.objects.filter(pk=row.pk).update(identity_way="video")
    return slot


def test_appointments_are_offered_in_a_row(client: Client, checker: User) -> None:
    answer = client.post(f"{LIST}add/", _offer(checker, count=3, pause=5))
    assert answer["Location"] == LIST
    rows = list(Appointment.objects.order_by("starts_at"))
    assert [row.starts_at for row in rows] == [
        BEGINS,
        BEGINS + dt.timedelta(minutes=20),
        BEGINS + dt.timedelta(minutes=40),
    ]
    assert {(row.checker, row.minutes, row.way, row.place, row.application) for row in rows} == {
        (checker, 15, "video", PLACE, None)
    }
    assert "3 appointments are offered." in _page(client.get(LIST))
    assert AuditLine.objects.filter(act="applications.appointment-offered", by_id=checker.pk).count() == 3


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"begins": "10:10"}, "Checker has an appointment at that time already."),
        ({"begins": "09:50", "count": 2}, "Checker has an appointment at that time already."),
        ({"day": "2026-07-08"}, "This time has passed."),
        ({"begins": "23:30", "count": 3}, "The last of them would begin after midnight."),
        ({"minutes": 5}, "10"),
        ({"begins": "ten"}, "Write the time as hours and minutes, such as 09:30."),
        ({"place": ""}, "Please fill this in."),
        ({"place": "Room 4"}, "Write an address that begins with https://."),
        ({"place": "http://video.example/room"}, "Write an address that begins with https://."),
        ({"application": "A-NONE"}, "No application of this reference waits for an appointment."),
    ],
)
def test_offer_that_cannot_be_gets_a_sentence(
    client: Client, checker: User, changed: dict[str, object], sentence: str
) -> None:
    AppointmentFactory(checker=checker, starts_at=BEGINS)
    answer = client.post(f"{LIST}add/", _offer(checker, **changed))
    assert answer.status_code == 200
    assert sentence in _page(answer)
    assert Appointment.objects.count() == 1
    assert answer.context["form"]["place"].value() == changed.get("place", PLACE)


def test_place_of_a_meeting_in_person_is_any_text_and_that_by_video_stays_a_link(client: Client, checker: User) -> None:
    client.post(f"{LIST}add/", _offer(checker, way="in-person", place="Room 4"))
    assert Appointment.objects.get().place == "Room 4"
    slot = AppointmentFactory(checker=checker, starts_at=BEGINS + 4 * QUARTER)
    said = {"day": "2026-07-13", "begins": "11:00", "minutes": 15, "place": "Room 4"}
    answer = client.post(f"{LIST}{slot.pk}/change/", said)
    assert answer.context["form"].errors.keys() == {"place"}
    with pytest.raises(services.AppointmentRefused, match="begins with https://"):
        services.change(slot, starts_at=slot.starts_at, minutes=15, place="Room 4", by=checker, at=AT)


def test_times_that_only_touch_and_those_of_other_checkers_are_fine(client: Client, checker: User) -> None:
    AppointmentFactory(starts_at=BEGINS)
    for begins in ("10:15", "10:00", "10:30"):
        assert client.post(f"{LIST}add/", _offer(checker, begins=begins)).status_code == 302
    assert Appointment.objects.filter(checker=checker).count() == 3


def test_time_agreed_by_mail_is_put_down_and_told(client: Client, checker: User) -> None:
    row = ApplicationFactory(submitted=True, identity_way="in-person")
    client.post(f"{LIST}add/", _offer(checker, application=f" {row.reference.lower()} "))
    slot = Appointment.objects.get()
    row.refresh_from_db()
    assert (slot.application, slot.taken_at, row.identity_way) == (row, AT, "video")
    assert Message.objects.get().recipient == row.person.email
    answer = client.post(f"{LIST}add/", _offer(checker, begins="12:00", application=row.reference))
    assert "No application of this reference waits for an appointment." in _page(answer)
    assert "agreed at a time" in _page(
        client.post(f"{LIST}add/", _offer(checker, count=2, application=ApplicationFactory(submitted=True).reference))
    )


def test_nobody_checks_their_own_identity(checker: User) -> None:
    row = ApplicationFactory(submitted=True, person=checker)
    said = {"way": IdentityWay.VIDEO, "minutes": 15, "place": PLACE, "at": AT}
    with pytest.raises(services.AppointmentRefused, match="Nobody checks their own identity"):
        services.offer(checker, [BEGINS], agreed_with=row, by=checker, **said)
    assert not Appointment.objects.exists()


def test_change_is_told_to_whoever_took_it(client: Client, checker: User) -> None:
    slot = _taken(checker)
    assert str(slot) == "13 July 2026, 10:00, by video"
    change = f"{LIST}{slot.pk}/change/"
    assert "what you change here is mailed to them" in _page(client.get(change))
    said = {"day": "2026-07-14", "begins": "11:00", "minutes": 20, "place": "https://video.example/other"}
    assert client.post(change, said)["Location"] == change
    slot.refresh_from_db()
    assert (slot.starts_at, slot.minutes) == (dt.datetime(2026, 7, 14, 9, 0, tzinfo=dt.UTC), 20)
    told = letter(Message.objects.get())
    assert told.subject == "Changed: identity check on 14 July 2026, 11:00"
    assert "https://video.example/other" in told.text
    assert "Before, it was on 13 July 2026 at 10:00." in told.text
    line = AuditLine.objects.get(act="applications.appointment-changed")
    assert (line.person_id, line.fields) == (slot.application.person_id, ["minutes", "place", "starts_at"])
    client.post(change, said)
    assert Message.objects.count() == 1, "nothing changed, nothing told"


def test_free_one_is_changed_without_a_mail_and_removed(client: Client, checker: User) -> None:
    slot = AppointmentFactory(checker=checker, starts_at=BEGINS)
    AppointmentFactory(checker=checker, starts_at=BEGINS + 4 * QUARTER)
    said = {"day": "2026-07-13", "begins": "10:05", "minutes": 15, "place": PLACE}
    assert client.post(f"{LIST}{slot.pk}/change/", said).status_code == 302
    meets = client.post(f"{LIST}{slot.pk}/change/", {**said, "begins": "11:10"})
    assert "Checker has an appointment at that time already." in _page(meets)
    assert "Remove the appointment on 13 July 2026, 10:05?" in _page(client.get(f"{LIST}{slot.pk}/delete/"))
    assert client.post(f"{LIST}{slot.pk}/delete/")["Location"] == LIST
    assert not Appointment.objects.filter(pk=slot.pk).exists()
    assert client.post(f"{LIST}{slot.pk}/delete/").status_code == 404
    assert not Message.objects.exists()
    assert AuditLine.objects.filter(act="applications.appointment-removed").exists()


@pytest.mark.parametrize("submitted", [False, True])
def test_called_off_is_told_with_words_and_what_comes_next(client: Client, checker: User, submitted: bool) -> None:
    slot = _taken(checker, submitted=submitted)
    page = f"{LIST}{slot.pk}/delete/"
    assert "Call off the appointment on 13 July 2026, 10:00?" in _page(client.get(page))
    assert "Write in a sentence why; the applicant reads it." in _page(client.post(page))
    for unseen in ("a\x01b", "a\u202eb"):
        assert "contains characters that cannot be shown." in _page(client.post(page, {"words": unseen}))
    assert client.post(page, {"words": "Our colleague is ill."})["Location"] == LIST
    assert not Appointment.objects.exists()
    row = Application.objects.get()
    told = letter(Message.objects.get())
    assert told.subject == "Called off: identity check on 13 July 2026, 10:00"
    assert "Our colleague is ill." in told.text
    assert ("we write to you and propose another time" in told.text) == submitted
    assert ("choose another time in your application" in told.text) == (not submitted)
    assert row.identity_way == ("video" if submitted else "")
    assert Application.objects.without_appointment(AT).exists() == submitted
    line = AuditLine.objects.get(act="applications.appointment-called-off")
    assert (line.person_id, line.detail.reason) == (row.person_id, "Our colleague is ill.")


@pytest.mark.usefixtures("nobody_interested")
def test_change_and_calling_off_stand_in_the_applications_history_and_on_its_page(checker: User) -> None:
    slot = _taken(checker, submitted=True)
    row = slot.application
    services.change(slot, starts_at=BEGINS + QUARTER, minutes=15, place=PLACE, by=checker, at=AT)
    services.call_off(slot, words="Ill.", by=checker, at=AT + QUARTER)
    clerk = signed_in(declared(row, person("Clerk", "back-office")))
    history = _page(clerk.get(f"/office/applications/application/{row.pk}/history/"))
    assert "Changed the appointment of this application." in history
    assert "Called off the appointment of this application." in history
    told = _page(signed_in(row.person).get(f"/applications/{row.reference.lower()}/"))
    changed, off = "We changed the appointment at which", "We called off the appointment at which"
    assert told.index("You signed and submitted it.") < told.index(changed) < told.index(off)


def test_draft_says_that_its_appointment_was_called_off_until_another_one_is_taken(checker: User) -> None:
    slot = _taken(checker)
    row = slot.application
    applicant, page = signed_in(row.person), f"/applications/{row.reference.lower()}/identity/"
    told = "On 8 July 2026 we called off your appointment. Choose another time."
    assert told not in _page(applicant.get(page))
    services.call_off(slot, words="Ill.", by=checker, at=AT)
    assert told in _page(applicant.get(page))
    assert told in _page(applicant.get(f"/applications/{row.reference.lower()}/"))
    other = AppointmentFactory(checker=checker, starts_at=BEGINS)
    services.choose(row, IdentityWay.VIDEO, other.pk, by=row.person, at=AT)
    services.give_back(row, by=row.person, at=AT)
    assert told not in _page(applicant.get(page))


def test_appointment_that_passed_after_submission_is_replaced_and_today_counts_it(time_machine) -> None:
    checker = person("Checker", "identity-checker", "admissions")
    missed = _taken(checker, submitted=True)
    row = missed.application
    assert not Application.objects.without_appointment(AT).exists()
    after = BEGINS + dt.timedelta(days=1)
    time_machine.move_to(after, tick=False)
    assert list(Application.objects.without_appointment(after)) == [row]
    client = signed_in(checker)
    said = _offer(checker, day="2026-07-15", application=row.reference)
    assert client.post(f"{LIST}add/", said)["Location"] == LIST
    missed.refresh_from_db()
    assert missed.application is None
    assert Appointment.objects.get(application=row).starts_at == BEGINS + dt.timedelta(days=2)
    assert not Application.objects.without_appointment(after).exists()
    again = client.post(f"{LIST}add/", {**said, "begins": "11:00"})
    assert "No application of this reference waits for an appointment." in _page(again)


def test_asking_before_one_is_called_off_leaves_a_line_of_the_look(client: Client, checker: User) -> None:
    slot = _taken(checker)
    client.get(f"{LIST}{slot.pk}/delete/")
    assert AuditLine.objects.latest("pk").person_id == slot.application.person_id


def test_what_was_overtaken_gets_a_sentence(client: Client, checker: User) -> None:
    slot = AppointmentFactory(checker=checker, starts_at=BEGINS)
    stale = Appointment.objects.get(pk=slot.pk)
    row = ApplicationFactory()
    services.choose(row, IdentityWay.VIDEO, slot.pk, by=row.person, at=AT)
    with pytest.raises(services.AppointmentRefused, match="Somebody took this appointment meanwhile"):
        services.remove(stale, by=checker, at=AT)
    services.give_back(row, by=row.person, at=AT)
    with pytest.raises(services.AppointmentRefused, match="Nobody has this appointment any more"):
        services.call_off(stale, words="Ill.", by=checker, at=AT)
    with pytest.raises(services.AppointmentRefused, match="is over"):
        services.remove(stale, by=checker, at=BEGINS)
    services.remove(stale, by=checker, at=AT)
    with pytest.raises(services.AppointmentRefused, match="changed just now"):
        services.remove(stale, by=checker, at=AT)


def test_only_who_offers_appointments_acts_on_them(checker: User) -> None:
    slot, by = _taken(checker), UserFactory(roles=("assessor",))
    place = {"minutes": 15, "place": PLACE, "by": by, "at": AT}
    for act in (
        lambda: services.offer(checker, [BEGINS + 4 * QUARTER], way=IdentityWay.VIDEO, **place),
        lambda: services.change(slot, starts_at=BEGINS + QUARTER, **place),
        lambda: services.remove(slot, by=by, at=AT),
        lambda: services.call_off(slot, words="Ill.", by=by, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()
    assert Appointment.objects.get().starts_at == BEGINS


def test_list_is_filtered_and_a_look_at_a_taken_one_leaves_a_line(client: Client, checker: User) -> None:
    slot = _taken(checker)
    AppointmentFactory(starts_at=BEGINS)
    AppointmentFactory(starts_at=AT - QUARTER)
    for state, count in (("free", 1), ("taken", 1), ("mine", 1), ("over", 1)):
        answer = client.get(f"{LIST}?state={state}")
        assert answer.context["cl"].result_count == count, state
    client.get(f"{LIST}{slot.pk}/change/")
    assert AuditLine.objects.latest("pk").person_id == slot.application.person_id
    over = Appointment.objects.get(starts_at=AT - QUARTER)
    assert client.get(f"{LIST}{over.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{over.pk}/change/", {"place": "x"}).status_code == 403
    answer = client.get(f"{LIST}{over.pk}/delete/")
    assert answer.status_code == 200
    assert "is over; it stays as it was" in _page(client.post(f"{LIST}{over.pk}/delete/", follow=True))


def test_appointment_that_is_not_needed_any_more_is_free_again_or_says_so(time_machine) -> None:
    time_machine.move_to("2026-07-24T09:00:00Z", tick=False)
    at = dt.datetime(2026, 7, 24, 9, 0, tzinfo=dt.UTC)
    checker = person("Checker", "identity-checker")
    row = ApplicationFactory(submitted=True)
    ahead = AppointmentFactory(application=row, starts_at=at + dt.timedelta(days=3), taken_at=at)
    checking.check_identity(
        row, way=IdentityWay.VIDEO, document=DocumentKind.PASSPORT, verdict=IdentityVerdict.VERIFIED, words="",
        by=checker, at=at,
    )  # fmt: skip
    ahead.refresh_from_db()
    assert ahead.application is None
    assert Message.objects.filter(kind="applications.appointment_not_needed").count() == 1
    over = ApplicationFactory(submitted=True, state="rejected", decided_at=at, due_on=None)
    AppointmentFactory(application=over, starts_at=at - dt.timedelta(days=1), taken_at=at)
    page = signed_in(checker).get("/office/applications/appointment/").content.decode()
    assert "Not needed any more" in page
    assert "Record the check" not in page
