"""The planner: what is missing, what there is room for, what closes the gap, and what if."""

import datetime as dt
from html import unescape

import pytest

from cpe import planner_words
from cpe.rules.pace import Way
from cpe.rules.policy import ONE
from cpe.shipped import POLICY
from members.enums import Ground, OutcomeKind
from members.services import Ruling, record_outcomes
from tests.cpe.test_ledger import a_member, report
from tests.cpe.test_member_pages import AT, FIRST, done, now, seen, strip
from tests.people import person

pytestmark = pytest.mark.django_db

__all__ = ["now"]


def planned(member, **query):
    return strip(seen(member, "/cpe/planner/", **query))


def row_of(page, name):
    """What the table says of an activity."""
    table = page.partition("What there is room for")[2]
    return table.partition(name)[2][:400]


def test_a_title_says_what_it_misses_and_how_its_year_goes():
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    done(member, "other-course", "17", dt.date(2026, 5, 1))
    page = planned(member)
    assert "S-ISP: 17 of 60 credits 43 credits to go by 31 December 2026." in page
    assert "17 of 20 credits from 1 January 2026 to 31 December 2026." in page
    assert "This year 23 credits can still count: 17 of 40 are used." in page
    assert "Behind" in page
    assert "More is missing than can still count." not in page
    assert (
        "Year 2, 1 January 2025 to 31 December 2025: room for 40 credits of what you did then and have not reported."
        in page
    )
    assert "Year 3, 1 January 2026 to 31 December 2026: room for 23 credits." in page
    assert "What you do from today on can bring 23 credits of the 43 credits that are missing" in page
    assert "Tell us that you will not make it" in page


def test_every_activity_says_its_room_and_whether_it_closes_the_gap():
    member = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=FIRST)
    done(member, "other-course", "38", dt.date(2024, 5, 5), at=AT)
    done(member, "other-course", "9", dt.date(2025, 5, 5), at=AT)
    done(member, "webinar-attended", "3", dt.date(2026, 5, 5))
    done(member, "book", "320", dt.date(2026, 5, 6))
    page = planned(member)
    assert "7 credits to go by 31 December 2026." in page
    webinar = row_of(page, "Attend a webinar")
    assert webinar.lstrip().startswith("Counts for S-ISP and S-CISO.")
    assert "7 3 of 10 used 7 hours in 3 reports would close the gap 7 3 of 10 used" in webinar
    shared = "At most 5 credits a year together with “Read white papers or articles”. 2 3 of 5 used"
    assert shared in row_of(page, "Read books")
    assert "2 3 of 5 used" in row_of(page, "Read white papers or articles 1 credit") or "2 3 of 5 used" in row_of(
        page, "1 credit for every 150 pages"
    )


def test_a_full_year_leaves_room_for_one_title_alone():
    member = a_member(S_ISP=FIRST, S_CISO=FIRST)
    done(member, "other-course", "40", dt.date(2026, 5, 6))
    told = row_of(planned(member), "Teach a related course")
    assert "0 the 40 of the year are reached" in told
    assert "Counts for" not in told.partition("Prepare new")[0]


def test_the_minimum_met_asks_for_nothing():
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    for year in (2024, 2025, 2026):
        done(member, "other-course", "20", dt.date(year, 5, 5), at=AT)
    page = planned(member)
    assert "The minimum is met. Nothing is missing; what is above it is not carried over." in page
    assert "Shortest ways" not in page
    assert "would close the gap" not in page


def test_after_the_cycle_nothing_helps_but_reporting(now):
    now["at"] = dt.datetime(2027, 1, 20, 9, 0, tzinfo=dt.UTC)
    page = planned(a_member(S_ISP=dt.date(2024, 1, 1)))
    told = "60 credits are missing. Only what you completed by 31 December 2026 counts; report it by 31 March 2027."
    assert told in page
    assert (
        "Year 3, 1 January 2026 to 31 December 2026: room for 40 credits of what you did then and have not reported."
        in page
    )
    assert "More is missing than can still count." not in page
    assert "What there is room for" not in page


def test_a_full_year_names_what_was_done_before_and_is_not_reported():
    """40 of 60 with this year full: nothing done from today on helps, an earlier course does."""
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    done(member, "other-course", "40", dt.date(2026, 5, 5))
    page = planned(member)
    told = "Nothing that you do until 31 December 2026 counts any more: this year is full. What you did from"
    assert told in page
    assert "From 1 January 2027 on, what you do counts for the next cycle." in page
    assert "This year is full: 40 of 40 are used. From 1 January 2027 on it counts for the next cycle." in page
    assert "Shortest ways" not in page
    done(member, "other-course", "20", dt.date(2025, 5, 1))
    assert "The minimum is met." in planned(member)


def test_a_held_title_asks_for_nothing(now):
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    for year in (2024, 2025, 2026):
        done(member, "other-course", "19", dt.date(year, 5, 1), at=now["at"])
    report(member, "book", "500", done=dt.date(2026, 12, 1), at=now["at"])
    now["at"] = dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC)
    page = unescape(planned(member))
    told = "Still valid, and nothing for you to report: we owe you a reviewer's decision about what you reported."
    assert told in page
    for told in ("report it by", "you will not make it", "can still count", "to go", "Shortest ways"):
        assert told not in page.partition("Every number of")[0], told
    page = unescape(strip(seen(member, "/cpe/")))
    assert "nothing for you to report: we owe you a reviewer's decision" in page
    assert "to go" not in page
    assert "were missing" not in page
    page = unescape(strip(seen(member, "/cpe/titles/s-isp/")))
    assert "57 of 60 credits: nothing for you to report, we owe you a decision." in page
    assert "may be reported until" not in page


def test_an_extension_moves_the_last_day_on_the_pages(now):
    now["at"] = dt.datetime(2027, 1, 20, 9, 0, tzinfo=dt.UTC)
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    two = [person(name, "back-office") for name in ("One", "Two")]
    extension = Ruling(
        credential=member.credentials.get().pk,
        kind=OutcomeKind.EXTENDED,
        ground=Ground.MERCY,
        effective_on=dt.date(2027, 1, 10),
        cycle=1,
        last_day=dt.date(2027, 6, 30),
    )
    record_outcomes([extension], at=now["at"], by=two[0], seconded_by=two[1], reason="Ill.")
    assert "report it by 30 June 2027." in planned(member)
    page = strip(seen(member, "/cpe/titles/s-isp/"))
    assert "The last day to report and pay was moved to 30 June 2027: two people granted it." in page
    assert "Two of us moved the last day to report them to 30 June 2027." in page


def test_what_if_tells_every_title_and_what_would_be_lost():
    member = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=FIRST)
    done(member, "webinar-attended", "3", dt.date(2026, 5, 5))
    done(member, "webinar-attended", "3", dt.date(2026, 5, 6))
    done(member, "webinar-attended", "3", dt.date(2026, 5, 7))
    page = planned(member, activity="webinar-attended", amount="3")
    assert "1 of 3 credits 3 hours, 1 credit per hour: 3 credits." in page
    assert "2 credits: above the 10 credits that this activity can bring" in page
    assert page.count("1 of 3 credits count for the cycle until") == 2
    page = planned(member, activity="other-course", amount="60")
    assert "31 of 60 credits count for the cycle until 31 December 2026." in page
    assert "All of it counts for the cycle until 31 December 2028." in page
    assert member.claims.count() == 3, "nothing was reported"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"activity": "", "amount": ""}, "Write how much of it you think of."),
        ({"activity": "gardening", "amount": "1"}, "Choose an activity from the list."),
        ({"activity": "book", "amount": "many"}, "Write an amount with at most four decimals, such as 3 or 1.25."),
        ({"activity": "book", "amount": "-1"}, "Write a number above zero."),
        ({"activity": "exam-question", "amount": "1.5"}, "This activity is counted in whole numbers."),
        ({"activity": "webinar-attended", "amount": "4"}, "a longer one is a course"),
        ({"activity": "teaching", "amount": "999999"}, "more hours than there are"),
        ({"activity": "book", "amount": "1" * 30}, "Write a smaller number."),
    ],
)
def test_what_cannot_be_tried_says_why_and_stays(query, says):
    page = seen(a_member(S_ISP=FIRST), "/cpe/planner/", **query)
    assert says in page
    assert f'value="{query["amount"]}"' in page or not query["amount"]


@pytest.mark.parametrize(
    ("key", "items", "amount", "says"),
    [
        ("webinar-attended", 2, 6, "Attend a webinar: 2 times 3 hours, 6 credits"),
        ("webinar-attended", 3, 7, "Attend a webinar: 7 hours in 3 reports, 6 credits"),
        ("other-course", 1, 6, "Take another course, training or self-study: 6 hours, 6 credits"),
    ],
)
def test_ways_are_told_as_somebody_would_say_them(key, items, amount, says):
    one = Way(activity=POLICY.activities[key], items=items, amount=amount * ONE, credits=24, closes=True)
    assert planner_words.way(one) == says
