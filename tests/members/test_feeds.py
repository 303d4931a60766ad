"""Private calendars: made, shown and ended by the member alone; what a program gets, and what it gets for a guess."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from common import private_links
from common.errors import Forbidden
from common.models import AuditLine
from members import diary_file, services
from members.enums import Ground, OutcomeKind
from members.models import CalendarFeed, ContributionAmount, Credential, Invoice, Level, Member, Title
from members.services import Ruling, feeds
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory, TitleFactory
from tests.members.money import holder, moment, night, pay
from tests.members.test_membership_page import _client, _text

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)
AT = moment(dt.date(2026, 7, 2))


@pytest.fixture
def today(time_machine: Any) -> Any:
    """Turn the clock to a day."""
    return lambda day: time_machine.move_to(moment(dt.date.fromisoformat(day)), tick=False)


@pytest.fixture
def member(today: Any) -> Member:
    """An officer of yesterday who made a calendar, on 2 July 2026."""
    today("2026-07-02")
    found = holder("S-CISO", on=AWARD)
    feeds.make_feed(found, by=found.user, at=AT)
    return found


def _path(member: Member) -> str:
    feed = CalendarFeed.objects.filter(member=member).latest("made_at", "pk")
    return f"/calendar/{private_links.secret_of(feed.seed)}.ics"


def _events(member: Member) -> dict[str, tuple[str, dt.date, str, int]]:
    """UID without its host → summary, day, status and sequence, as a calendar program reads it."""
    answer = Client().get(_path(member))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.content)
    return {
        str(event["uid"]).partition("@")[0]: (
            str(event["summary"]),
            event.decoded("dtstart"),
            str(event["status"]),
            int(event["sequence"]),
        )
        for event in read.walk("VEVENT")
    }


def _by_summary(member: Member) -> dict[str, tuple[dt.date, str]]:
    return {summary: (day, status) for summary, day, status, _count in _events(member).values()}


# The file -------------------------------------------------------------------------------------------


def test_a_calendar_holds_the_days_of_titles_and_of_contributions(member: Member) -> None:
    told = sorted((day, summary, status) for summary, day, status, _count in _events(member).values())
    assert told == [
        (dt.date(2026, 7, 31), "Contribution of EUR 150.00, invoice 2026-000001: last day to pay", "CONFIRMED"),
        (dt.date(2027, 7, 1), "Contribution of EUR 150.00: last day to pay", "CONFIRMED"),
        (dt.date(2029, 6, 30), "S-CISO: last day of the cycle", "CONFIRMED"),
        (dt.date(2029, 9, 28), "S-CISO: last day to report and pay", "CONFIRMED"),
    ]


def test_a_year_keeps_its_name_from_before_it_is_asked_until_it_is_paid(member: Member, today: Any) -> None:
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2))
    year, before = next((name, row[3]) for name, row in _events(member).items() if row[1] == dt.date(2027, 7, 1))
    assert _events(member)[year][2:] == ("CONFIRMED", before)
    today("2027-05-10")
    night(dt.date(2027, 5, 10))
    assert _events(member)[year][2:] == ("CONFIRMED", before + 1)
    pay(Invoice.objects.latest("pk"), on=dt.date(2027, 5, 12))
    assert _events(member)[year][2:] == ("CANCELLED", before + 2)


def test_a_year_to_come_whose_amount_changes_has_a_higher_number_and_keeps_it(member: Member, today: Any) -> None:
    def told() -> tuple[str, str, int]:
        found = next(row for row in _events(member).values() if row[1] == dt.date(2027, 7, 1))
        return found[0], found[2], found[3]

    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2))
    before = told()
    level = Title.objects.get(code="S-CISO").level
    amount = ContributionAmount.objects.create(level=level, effective_on=dt.date(2027, 1, 1), amount=160)
    dearer = told()
    assert "EUR 160.00" in dearer[0]
    assert dearer[2] > before[2]
    amount.amount = 170
    amount.save()
    corrected = told()
    assert "EUR 170.00" in corrected[0]
    assert corrected[2] > dearer[2]
    amount.delete()
    taken_back = told()
    assert taken_back[0] == before[0]
    assert taken_back[2] > corrected[2]
    today("2027-05-10")
    night(dt.date(2027, 5, 10))
    assert told()[2] > taken_back[2], "asked for by now"


def test_what_is_paid_is_struck_out(member: Member) -> None:
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2))
    assert [row[2] for row in _events(member).values() if row[1] == dt.date(2026, 7, 31)] == ["CANCELLED"]


def test_cancelling_the_membership_strikes_what_comes_after_it_and_taking_that_back_does_not(member: Member) -> None:
    before = _events(member)
    services.cancel(member, by=member.user, at=AT)
    told = _by_summary(member)
    assert told["S-CISO: last day, given up"] == (dt.date(2027, 6, 30), "CONFIRMED")
    assert told["S-CISO: last day of the cycle"][1] == "CANCELLED"
    gone = _events(member)
    assert before.keys() <= gone.keys()
    for name, (summary, day, status, count) in before.items():
        if name.startswith("year-") and day == dt.date(2027, 7, 1):
            assert (summary, day, status) == ("Contribution of EUR 150.00: last day to pay", day, "CONFIRMED")
            assert gone[name][:3] == (summary, day, "CANCELLED")
            assert gone[name][3] > count
    services.take_cancellation_back(member, by=member.user, at=AT)
    after = _events(member)
    assert _by_summary(member)["S-CISO: last day, given up"][1] == "CANCELLED"
    assert _by_summary(member)["S-CISO: last day of the cycle"][1] == "CONFIRMED"
    assert all(after[name][3] >= row[3] for name, row in before.items())
    assert before.keys() <= after.keys()


def test_when_every_title_gets_an_ending_the_year_that_was_to_come_is_struck_out(member: Member) -> None:
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2))
    year = next(name for name, row in _events(member).items() if row[1] == dt.date(2027, 7, 1))
    title = Credential.objects.get(member=member)
    ending = Ruling(credential=title.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=AT.date())
    services.record_outcomes([ending], at=AT)
    assert _events(member)[year][2] == "CANCELLED"
    assert "No day lies ahead, since no title of yours stands." in _text(_client(member.user).get("/calendar/"))


def test_a_year_that_never_asked_anything_is_in_no_calendar(today: Any) -> None:
    today("2026-07-02")
    TitleFactory(code="S-ISF", level=Level.objects.get(key="foundation"))
    free = holder("S-ISF", on=AWARD)
    feeds.make_feed(free, by=free.user, at=AT)
    assert _events(free) == {}
    assert "Titles without cycles have none." in _text(_client(free.user).get("/calendar/"))


def test_last_day_of_a_cycle_says_until_when_to_report_while_that_comes_before_an_end(member: Member) -> None:
    """The sentence; which titles it is left out of: test_diary.py."""
    content = re.sub(rb"\r\n[ \t]", b"", Client().get(_path(member)).content).decode()
    assert "You can report and pay for it until 28 September 2029." in content


def test_titles_have_days_of_their_own(member: Member) -> None:
    title = Title.objects.get(code="S-ISP")
    services.award(member, title, on=dt.date(2026, 7, 2), by=UserFactory(roles=("back-office",)), at=AT)
    told = _by_summary(member)
    assert told["S-ISP: last day of the cycle"][0] == dt.date(2029, 7, 1)
    assert told["S-CISO: last day of the cycle"][0] == dt.date(2029, 6, 30)


def test_the_same_facts_are_the_same_bytes_and_nobody_is_named(member: Member, today: Any) -> None:
    first = Client().get(_path(member)).content
    today("2026-07-03")
    assert Client().get(_path(member)).content == first
    told = re.sub(rb"\r\n[ \t]", b"", first).decode()
    assert member.user.given_name not in told
    assert member.user.email not in told
    assert told.count("CLASS:PRIVATE") == told.count("BEGIN:VEVENT") == told.count("DTEND;VALUE=DATE")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in told


def test_a_calendar_asks_the_same_for_one_title_and_for_five(member: Member) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            Client().get(_path(member))
        return len(found)

    asked()
    one = asked()
    for code in ("S-ISP", "S-ISME", "S-DPP", "S-DPE"):
        clerk = UserFactory(roles=("back-office",))
        services.award(member, Title.objects.get(code=code), on=dt.date(2026, 7, 2), by=clerk, at=AT)
    assert asked() == one <= 16


# The address ----------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_sets_no_cookie(member: Member) -> None:
    before, lines = CalendarFeed.objects.values().get(), AuditLine.objects.count()
    for method in ("get", "head"):
        answer = getattr(Client(), method)(_path(member))
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Client().head(_path(member)).content
    assert (CalendarFeed.objects.values().get(), AuditLine.objects.count()) == (before, lines)
    answer = Client().get(_path(member))
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert Client().post(_path(member)).status_code == 405


def test_the_address_is_found_in_capitals_and_is_not_kept(member: Member) -> None:
    path = _path(member)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert Client().get(f"/calendar/{secret.upper()}.ics").status_code == 200
    assert secret not in str(CalendarFeed.objects.values().get())


def test_an_ended_calendar_opens_nothing_and_another_one_has_another_address(member: Member) -> None:
    ended = _path(member)
    assert feeds.end_feed(member, by=member.user, at=AT) is True
    assert feeds.end_feed(member, by=member.user, at=AT) is False
    assert Client().get(ended).status_code == 404
    feeds.make_feed(member, by=member.user, at=AT + dt.timedelta(minutes=1))
    assert _path(member) != ended
    assert Client().get(_path(member)).status_code == 200
    assert Client().get(ended).status_code == 404
    acts = AuditLine.objects.filter(act__startswith="members.feed").values_list("act", flat=True).order_by("pk")
    assert list(acts) == ["members.feed-made", "members.feed-ended", "members.feed-made"]


def test_a_closed_account_has_no_calendar(member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(is_active=False)
    assert Client().get(_path(member)).status_code == 404


@pytest.mark.parametrize("secret", ["0" * 64, "x", "a-b_c", "0" * 3000])
def test_an_address_that_is_none_is_not_there(member: Member, secret: str) -> None:
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_guesses_are_bounded_and_right_addresses_are_not_hindered(member: Member) -> None:
    cache.clear()
    ended = _path(member)
    feeds.end_feed(member, by=member.user, at=AT)
    feeds.make_feed(member, by=member.user, at=AT + dt.timedelta(minutes=1))
    assert [Client().get(ended).status_code for _again in range(35)] == [404] * 35
    answers = [Client().get(f"/calendar/{number:064x}.ics") for number in range(40)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429] * 10
    assert "Please try again in an hour" in _text(answers[-1])
    assert "Many links that open nothing were tried from your connection" in _text(answers[-1])
    assert Client().get(_path(member)).status_code == 200


# The page -------------------------------------------------------------------------------------------


def test_a_member_makes_sees_and_ends_a_calendar(today: Any) -> None:
    today("2026-07-02")
    member = holder("S-CISO", on=AWARD)
    client = _client(member.user)
    page = _text(client.get("/calendar/"))
    assert "Make the calendar" in page
    assert "30 June 2029 S-CISO: last day of the cycle" in page
    for _twice in range(2):
        assert client.post("/calendar/").status_code == 302
    feed = CalendarFeed.objects.get()
    assert diary_file.address(feed) in _text(client.get("/calendar/"))
    assert diary_file.address(feed).endswith(_path(member))
    page = _text(client.post("/calendar/", {"end": "1"}, follow=True))
    assert "Your calendar is ended. Its address opens nothing any more." in page
    assert "Make the calendar" in page
    assert CalendarFeed.objects.get().ended_at == AT


def test_an_address_whose_key_is_gone_says_so(member: Member, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of ours", [settings.SECRET_KEY]
    assert diary_file.address(CalendarFeed.objects.get())
    settings.SECRET_KEY_FALLBACKS = []
    assert "This address cannot be shown any more" in _text(_client(member.user).get("/calendar/"))


def test_nobody_makes_or_ends_it_for_somebody_else(member: Member) -> None:
    other = UserFactory(roles=("back-office", "administrator"))
    for act in (feeds.make_feed, feeds.end_feed):
        with pytest.raises(Forbidden):
            act(member, by=other, at=AT)
    assert _client(UserFactory()).post("/calendar/").status_code == 404
    assert "There is nothing to show yet" in _text(_client(UserFactory()).get("/calendar/"))


def test_a_member_without_titles_has_an_empty_calendar() -> None:
    member = MemberFactory()
    feeds.make_feed(member, by=member.user, at=AT)
    assert _events(member) == {}
    assert "No day lies ahead, since no title of yours stands." in _text(_client(member.user).get("/calendar/"))
