"""Events of our own in the back office: planned, changed, called off and held; who signed up, also as CSV."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from common.models import AuditLine
from cpe.models import Event
from tests.factories.events import BEGINS_AT, EventFactory, SignUpFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = BEGINS_AT - dt.timedelta(days=7)
PLAN = {
    "title": "Phishing now",
    "activity": "webinar-attended",
    "day": "2026-07-08",
    "begins": "19:00",
    "ends": "21:00",
    "breaks": "0",
    "place": "https://meet.example.org/phishing",
    "words": "What changed.",
}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> dict[str, dt.datetime]:
    moment = {"at": AT}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["at"])
    return moment


@pytest.fixture
def office() -> Client:
    return signed_in(person("Reviewer", "cpe-reviewer"))


def _page(client: Client, row: Event, what: str) -> str:
    return f"/office/cpe/event/{row.pk}/{what}/"


def _told(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_event_is_planned_and_shown(office: Client) -> None:
    answer = office.post("/office/cpe/event/add/", PLAN, follow=True)
    row = Event.objects.get()
    assert (row.begins_at, row.ends_at, row.seats) == (BEGINS_AT, BEGINS_AT + dt.timedelta(hours=2), None)
    page = _told(answer)
    assert "The event is planned." in page
    assert "8 July 2026, 19:00 to 21:00" in page
    assert "What changed." in page
    assert f"/office/cpe/event/{row.pk}/edit/" in page
    assert f"/office/cpe/event/{row.pk}/hold/" not in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": ""}, "Give it a title."),
        ({"activity": ""}, "Choose what being there counts as."),
        ({"activity": "book"}, "know no such kind of event"),
        ({"day": "tomorrow"}, "Write the day as year, month and day"),
        ({"day": "", "begins": ""}, "Say on which day."),
        ({"begins": "seven"}, "Write the time as hours and minutes"),
        ({"ends": "18:00"}, "It ends before it begins."),
        ({"ends": "23:00"}, "is for at most 3 hours"),
        ({"breaks": "-1"}, "Write how many minutes, or 0."),
        ({"breaks": "a lot"}, "Write a whole number."),
        ({"breaks": "99999999999999999999"}, "32000"),
        ({"seats": "0"}, "Write at least 1"),
        ({"seats": "9" * 30}, "10000"),
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "The clocks are put forward in this hour."),
        ({"words": "x" * 4001}, "at most 4 000 characters"),
        ({"track": "999999"}, "Choose a track from the list."),
        ({"place": ""}, "Say where it is."),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(office: Client, more: dict[str, str], says: str) -> None:
    answer = office.post("/office/cpe/event/add/", {**PLAN, **more})
    assert answer.status_code == 200
    page = _told(answer)
    assert says in page
    assert "https://meet.example.org/phishing" in page or "place" in more
    assert not Event.objects.exists()


def test_event_is_changed_and_what_was_changed_meanwhile_is_told_once(office: Client) -> None:
    row = EventFactory(title="Phishing", seats=3)
    SignUpFactory.create_batch(2, event=row)
    address = _page(office, row, "edit")
    page = _told(office.get(address))
    assert 'value="2026-07-08"' in page
    assert 'value="19:00"' in page
    assert 'name="as_read" value="0"' in page
    refused = office.post(address, {**PLAN, "as_read": "0", "seats": "1"})
    assert "2 people signed up already." in _told(refused)
    assert office.post(address, {**PLAN, "as_read": "0", "seats": "5"}).status_code == 302
    refused = office.post(address, {**PLAN, "as_read": "0", "title": "Mine"})
    assert "Somebody changed this event meanwhile." in _told(refused)
    assert 'value="Mine"' in _told(refused)
    assert 'name="as_read" value="1"' in _told(refused)
    assert office.post(address, {**PLAN, "as_read": "1", "title": "Mine"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.edition) == ("Mine", 2)
    assert office.post(address, {**PLAN, "as_read": "nonsense", "title": "Theirs"}).status_code == 200


def test_event_of_several_days_comes_back_into_its_form(office: Client) -> None:
    course = {"activity": "seco-foundation", "last_day": "2026-07-10", "breaks": "2160"}
    office.post("/office/cpe/event/add/", {**PLAN, **course})
    row = Event.objects.get()
    assert row.day == dt.date(2026, 7, 10)
    page = _told(office.get(_page(office, row, "edit")))
    assert 'value="2026-07-10"' in page
    assert 'value="2026-07-08"' in page
    assert "8 July 2026, 19:00 to 10 July 2026, 21:00" in page


def test_event_is_called_off_with_words(office: Client) -> None:
    row = SignUpFactory().event
    address = _page(office, row, "call-off")
    assert "Write in a sentence why" in _told(office.post(address, {"words": " "}))
    assert "The event is called off." in _told(office.post(address, {"words": "The room is gone."}, follow=True))
    assert "This cannot be done now" in _told(office.get(address))
    for step in ("edit", "hold"):
        assert "it stays as it is" in _told(office.get(_page(office, row, step)))
    answer = office.post(_page(office, row, "hold"), follow=True)
    assert "This is “called off” now and cannot become “took place”." in _told(answer)


def test_event_is_held_once_it_is_over(office: Client, now: dict[str, dt.datetime]) -> None:
    row = EventFactory()
    assert "It is not over yet." in _told(office.post(_page(office, row, "hold"), follow=True))
    now["at"] = row.ends_at
    office = signed_in(person("Later", "cpe-reviewer"))
    assert "Over, nobody said" in _told(office.get("/office/cpe/event/?when=over"))
    assert row.title in _told(office.get("/office/cpe/event/?when=over"))
    assert row.title not in _told(office.get("/office/cpe/event/?when=coming"))
    assert "/hold/" in _told(office.get(f"/office/cpe/event/{row.pk}/change/"))
    assert "Noted: the event took place." in _told(office.post(_page(office, row, "hold"), follow=True))
    assert row.title not in _told(office.get("/office/cpe/event/?when=over"))


def test_sign_ups_are_read_as_a_page_and_as_a_table_and_each_look_is_noted(office: Client) -> None:
    row = EventFactory()
    names = [SignUpFactory(event=row, member__user__given_name=name).member for name in ("=Ada", "Noor")]
    gone = SignUpFactory(event=row, withdrawn=True).member
    page = _told(office.get(_page(office, row, "sign-ups")))
    assert all(member.user.email in page for member in names)
    assert gone.user.email not in page
    table = b"".join(office.get(f"/office/cpe/event/{row.pk}/sign-ups.csv")).decode("utf-8-sig")
    lines = table.splitlines()
    assert lines[0] == "number,name,e-mail,signed up"
    assert len(lines) == 3
    assert ",'=Ada" in lines[1], "a spreadsheet takes it for no formula"
    assert lines[1].endswith(",2026-06-02 11:00")
    assert AuditLine.objects.about(row).count() == 2
    assert "Nobody signed up." in _told(office.get(_page(office, EventFactory(), "sign-ups")))


def test_who_only_reads_changes_nothing() -> None:
    row, clerk = EventFactory(), signed_in(person("Clerk", "back-office"))
    page = _told(clerk.get(f"/office/cpe/event/{row.pk}/change/"))
    assert "/edit/" not in page
    assert "/sign-ups/" in page
    for what in ("edit", "call-off", "hold"):
        assert clerk.post(_page(clerk, row, what)).status_code == 403
    assert clerk.get("/office/cpe/event/add/").status_code == 403
    assert clerk.get("/office/cpe/event/999999/sign-ups/").status_code == 404


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (dt.timedelta(hours=-1), "Members can sign up until it begins."),
        (dt.timedelta(hours=1), "has begun: nobody can sign up."),
        (dt.timedelta(days=1), "over already. Its attendance list can be brought in."),
    ],
)
def test_what_is_planned_late_says_what_can_be_done(
    now: dict[str, dt.datetime], later: dt.timedelta, told: str
) -> None:
    now["at"] = BEGINS_AT + later
    page = _told(signed_in(person("Reviewer", "cpe-reviewer")).post("/office/cpe/event/add/", PLAN, follow=True))
    assert told in page
    assert ("Members can sign up" in page) == (later < dt.timedelta())
