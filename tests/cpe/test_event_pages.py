"""Events of our own on the member's pages: what comes, signing up and withdrawing with one press, the calendar."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cpe.enums import Came
from cpe.models import Attendance, AttendanceList, SignUp
from members.models import Member
from tests.cpe.test_ledger import a_member
from tests.cpe.test_member_pages import seen
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS_AT, EventFactory, SignUpFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = BEGINS_AT - dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> dict[str, dt.datetime]:
    moment = {"at": AT}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["at"])
    return moment


def _press(member: Member, event: Any, what: str) -> str:
    answer = signed_in(member.user).post(f"/cpe/events/{event.pk}/{what}/", follow=True)
    return " ".join(answer.text.split())


def test_member_signs_up_and_withdraws_with_one_press_each() -> None:
    member = MemberFactory()
    event = EventFactory(title="Phishing now", seats=2, words="What changed since last year.")
    page = seen(member, "/cpe/events/")
    assert "Phishing now" in page
    assert "8 July 2026, 19:00 to 21:00" in page
    assert "2 seats are left." in page
    page = seen(member, f"/cpe/events/{event.pk}/")
    assert "What changed since last year." in page
    assert "https://meet.example.org" not in page, "the address is for who signed up"
    assert "It brings 2 credits. 1 credit per hour. Nothing unless at least 80 % of it was attended." in page
    page = _press(member, event, "sign-up")
    assert "You are signed up. A mail confirms it." in page
    assert 'href="https://meet.example.org/phishing"' in page
    assert "You signed up for" in seen(member, "/cpe/events/")
    page = _press(member, event, "withdraw")
    assert "You withdrew." in page
    assert "https://meet.example.org" not in page


def test_full_begun_or_called_off_event_says_so() -> None:
    member = a_member()
    full = EventFactory(seats=1)
    SignUpFactory(event=full)
    page = seen(member, f"/cpe/events/{full.pk}/")
    assert "Every seat is taken" in page
    assert "Sign up</button>" not in page
    assert "Every seat is taken. If somebody withdraws" in _press(member, full, "sign-up")
    off = EventFactory(called_off=True)
    assert "The speaker fell ill." in seen(member, f"/cpe/events/{off.pk}/")
    under_way = EventFactory(begins_at=AT - dt.timedelta(minutes=5))
    assert "Under way" in seen(member, f"/cpe/events/{under_way.pk}/")
    assert "It began on 1 July 2026" in _press(member, under_way, "sign-up")


def test_list_shows_own_events_first_and_what_was_called_off_of_them() -> None:
    member = MemberFactory()
    EventFactory(title="Sooner", begins_at=AT + DAY)
    EventFactory(title="Gone", called_off=True)
    SignUpFactory(event=EventFactory(title="Mine", begins_at=AT + 9 * DAY), member=member)
    SignUpFactory(event=EventFactory(title="Mine, off", called_off=True, begins_at=AT + 8 * DAY), member=member)
    page = seen(member, "/cpe/events/")
    places = [page.index(f"<bdi>{name}</bdi>") for name in ("Mine, off", "Mine", "Sooner")]
    assert places == sorted(places)
    assert "Gone" not in page
    assert "Sign up for a webinar or course of ours" in seen(a_member(), "/cpe/")


@pytest.mark.parametrize(
    ("came", "says"),
    [
        (Came.CLAIMED, "You were there for 1 hour 30 minutes of 2 hours."),
        (Came.REPORTED, "You had reported it yourself."),
        (Came.SHORT, "That is not long enough to count."),
        (Came.NO_TITLE, "You held no title that it could count for."),
    ],
)
def test_past_event_tells_what_became_of_it(came: Came, says: str, now: dict[str, dt.datetime]) -> None:
    member, event = MemberFactory(), EventFactory(held=True)
    claim = ClaimFactory(member=member, amount=Decimal(2)) if came in {Came.CLAIMED, Came.REPORTED} else None
    Attendance.objects.create(event=event, member=member, seconds=5400, came=came, claim=claim)
    now["at"] = BEGINS_AT + DAY
    for address in ("/cpe/events/", f"/cpe/events/{event.pk}/"):
        page = seen(member, address)
        assert says in page
        assert (f'href="/cpe/claims/{claim.pk}/"' in page) if claim else ("/cpe/claims/" not in page)


def test_past_event_without_an_attendance_tells_whether_there_is_a_list(now: dict[str, dt.datetime]) -> None:
    signed = SignUpFactory()
    now["at"] = BEGINS_AT + DAY
    assert "The attendance list is not brought in yet." in seen(signed.member, "/cpe/events/")
    AttendanceList.objects.create(
        event=signed.event, file_name="a.csv", digest="0", rows=1, people=1, unknown=0, claims_new=0,
        brought_in_at=now["at"], brought_in_by=UserFactory(),
    )  # fmt: skip
    assert "We did not find you on the attendance list." in seen(signed.member, f"/cpe/events/{signed.event_id}/")


def test_calendar_file_keeps_its_name_and_follows_changes() -> None:
    signed = SignUpFactory()
    event, client = signed.event, signed_in(signed.member.user)
    answer = client.get(f"/cpe/events/{event.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    first = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert first["UID"].startswith(f"event-{event.pk}@")
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (event.begins_at, event.ends_at)
    assert (str(first["LOCATION"]), first["SEQUENCE"], str(first["STATUS"])) == (event.place, 0, "CONFIRMED")
    event.state, event.why, event.edition = "called-off", "The room is gone.", 1
    event.save()
    second = Calendar.from_ical(client.get(f"/cpe/events/{event.pk}/calendar.ics").content).walk("VEVENT")[0]
    assert (second["UID"], second["SEQUENCE"], str(second["STATUS"])) == (first["UID"], 1, "CANCELLED")
    assert "The room is gone." in str(second["DESCRIPTION"])


def test_calendar_file_strikes_the_event_for_who_withdrew_and_brings_it_back(now: dict[str, dt.datetime]) -> None:
    member, event = MemberFactory(), EventFactory()
    client, found = signed_in(member.user), []
    assert client.get(f"/cpe/events/{event.pk}/calendar.ics").status_code == 404
    for press in ("sign-up", "withdraw", "sign-up"):
        page = _press(member, event, press)
        assert ("Take it out of your calendar" in page) == (press == "withdraw")
        entry = Calendar.from_ical(client.get(f"/cpe/events/{event.pk}/calendar.ics").content).walk("VEVENT")[0]
        found.append((str(entry["UID"]), str(entry["STATUS"]), entry["SEQUENCE"], entry.decoded("DTSTAMP")))
        assert ("LOCATION" in entry) == (press == "sign-up"), "the address is for who signed up"
        now["at"] += dt.timedelta(hours=1)
    names, states, counts, moments = zip(*found, strict=True)
    assert len(set(names)) == 1
    assert states == ("CONFIRMED", "CANCELLED", "CONFIRMED")
    assert counts == (0, 1, 2)
    assert list(moments) == sorted(set(moments))


def test_who_is_no_member_reads_and_does_not_sign_up() -> None:
    event, visitor = EventFactory(), person("Visitor")
    client = signed_in(visitor)
    assert "Members of the institute sign up here." in client.get(f"/cpe/events/{event.pk}/").text
    assert client.get("/cpe/events/").status_code == 200
    assert client.post(f"/cpe/events/{event.pk}/sign-up/").status_code == 404
    assert client.post(f"/cpe/events/{event.pk}/withdraw/").status_code == 404
    assert client.get(f"/cpe/events/{event.pk}/calendar.ics").status_code == 404
    member = MemberFactory()
    other = signed_in(member.user)
    assert other.get(f"/cpe/events/{event.pk}/calendar.ics").status_code == 404, "not signed up"
    for address in ("/cpe/events/999999/", f"/cpe/events/{10**30}/", "/cpe/events/999999/calendar.ics"):
        assert other.get(address).status_code == 404
    assert other.post("/cpe/events/999999/sign-up/").status_code == 404
    assert not SignUp.objects.exists()


def test_lists_ask_the_same_number_of_questions_for_one_and_for_many(now: dict[str, dt.datetime]) -> None:
    member = MemberFactory()
    client, asked = signed_in(member.user), []
    for number in (1, 20):
        for _ in range(number):
            SignUpFactory(event=EventFactory(), member=member)
            EventFactory()
            past = EventFactory(begins_at=AT - 30 * DAY, held=True)
            Attendance.objects.create(event=past, member=member, seconds=60, came=Came.SHORT)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/cpe/events/").status_code == 200
        asked.append(len(queries))
    assert asked == [8, 8]
    address = f"/cpe/events/{SignUp.objects.earliest('pk').event_id}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == 6
