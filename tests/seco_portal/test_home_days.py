"""What the home says of days ahead and debts, of what waits, and of ways to finish: with what all other pages say."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from cpe.enums import ClaimStatus, Denial
from cpe.services import answer_help, ask_for_help, decide
from members.enums import DiaryKind
from members.rules.cycles import Window
from members.rules.diary import Entry
from seco_portal.selectors.titles import days
from tests.factories.ledger import ClaimQuestionFactory
from tests.members.money import holder, terms
from tests.people import person, signed_in
from tests.seco_portal.test_home_titles import JAN, _member, _page, _report

pytestmark = pytest.mark.django_db


def test_debts_do_not_take_the_places_of_the_days_ahead(time_machine):
    terms()
    time_machine.move_to("2024-07-02T11:00:00Z", tick=False)
    member = holder("S-CISO", on=dt.date(2024, 7, 1))
    time_machine.move_to("2026-08-20T11:00:00Z", tick=False)
    page = _page(member.user).partition("Next dates")[2]
    assert "30 Jun 2027 S-CISO: last day of the cycle" in page
    entries = [
        Entry(name=f"c{n}", kind=kind, day=dt.date(2026, n, 1), off=False, sequence=0, changed_at=None,
              code="S-CISO", window=Window(number=1, first=JAN), last_day=JAN, amount=Decimal(150))
        for n, kind in enumerate([DiaryKind.CONTRIBUTION] * 4 + [DiaryKind.EXPIRES] * 4, start=1)
    ]  # fmt: skip
    shown = days(entries, dt.date(2026, 4, 20))
    assert [(row.day.month, row.late) for row in shown] == [(1, True), (5, False), (6, False), (7, False)]
    assert shown[0].label == "4 contributions, EUR 600.00 in all: the first was to be paid by this day"


def test_what_waits_shows_what_the_limits_leave_it(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, (dt.date(2026, 2, 1), "38"))
    _report(member, (dt.date(2026, 11, 2), "320"), (dt.date(2026, 11, 3), "320"), activity="book")
    page = _page(member.user)
    assert "2 Nov 2026 Read books, 320 pages Zero trust in practice up to 2" in page
    assert "3 Nov 2026 Read books, 320 pages Zero trust in practice up to 0" in page


def test_what_was_done_after_the_end_is_for_the_cycle_to_come(time_machine):
    time_machine.move_to("2027-01-20T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, (dt.date(2027, 1, 10), "5"))
    told = "once renewed, the cycle from 1 January 2027 counts it"
    assert told in _page(member.user)
    page = re.sub(r"<[^>]+>", " ", signed_in(member.user).get("/cpe/").text)
    assert told in " ".join(page.split())


def test_ways_lead_to_what_cannot_wait(time_machine):
    time_machine.move_to("2025-11-30T11:00:00Z", tick=False)
    page = _page(_member(S_ISP=JAN).user)
    assert "60 credits to go, at least 20 of them by Wednesday 31 December 2025" in page
    assert "Shortest ways to finish" not in page
    ways = page.partition("Shortest ways to 20 credits")[2].partition("Last activities")[0]
    assert "Organise and give a webinar: 4 webinars, for 20 credits" in ways
    assert "60 credits" not in ways


def test_a_title_that_will_be_renewed_asks_for_nothing(time_machine):
    """Nothing is done before its day, and nothing is to be reported any more."""
    time_machine.move_to("2026-11-30T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, *((dt.date(year, 3, 1), "20") for year in (2024, 2025, 2026)))
    page = _page(member.user)
    assert "All met; it will be renewed as of 1 January 2027." in page
    dates = page.partition("Next dates")[2].partition("Last activities")[0]
    assert "31 Dec 2026 S-ISP: last day of the cycle Nothing is missing for the three years that end then." in dates
    assert "last day to report and pay" not in dates
    assert "What is missing" not in dates


def test_days_to_come_are_told_as_such(time_machine):
    time_machine.move_to("2026-11-30T11:00:00Z", tick=False)
    dates = _page(_member(S_ISP=JAN).user).partition("Next dates")[2].partition("Last activities")[0]
    told = "What is missing for the three years of the title until 31 December 2026 can be reported and paid until 31"
    assert told in dates
    assert "ended on" not in dates


def test_a_request_for_help_stands_beside_what_waits_with_the_day_of_its_answer(time_machine):
    time_machine.move_to("2026-11-20T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    at, other = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), _member(S_ISP=JAN)
    row, _other = (
        ask_for_help(one, one.credentials.get().pk, why="I was ill.", by=one.user, at=at) for one in (member, other)
    )
    page = _page(member.user)
    told = "You will not make it with S-ISP You told us on 20 November 2026; you have our answer by 18 December 2026."
    assert page.partition("What waits for our decision")[2].count(told) == 1
    answer_help(row, words="Yes.", by=person("Clerk", "back-office"), at=at)
    assert "What waits for our decision" not in _page(member.user)


def test_what_a_member_is_asked_about_does_not_wait_for_us(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, (dt.date(2026, 11, 2), "320"), activity="book")
    assert "What waits for our decision" in _page(member.user)
    ClaimQuestionFactory(claim=member.claims.get())
    assert "What waits for our decision" not in _page(member.user)


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ({"status": ClaimStatus.DENIED}, "“Zero trust in practice” was denied. How to appeal stands on its page."),
        ({"status": ClaimStatus.ACCEPTED, "granted": Decimal(2)}, "“Zero trust in practice” was accepted for less."),
        ({"status": ClaimStatus.ACCEPTED}, ""),
    ],
)
def test_the_last_day_to_appeal_is_a_date(time_machine, decision, says):
    time_machine.move_to("2026-11-20T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, (dt.date(2026, 11, 2), "320"), activity="book")
    claim = member.claims.get()
    why = {"why": Denial.OTHER, "words": "No proof of it."} if says else {}
    at = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    decide(claim, decision["status"], granted=decision.get("granted"), **why, by=person("Rev", "cpe-reviewer"), at=at)
    dates = _page(member.user).partition("Next dates")[2].partition("Last activities")[0]
    assert (f"20 Feb 2027 Claim {claim.pk}: last day to appeal {says}" in dates) == bool(says)
    time_machine.move_to("2027-02-21T11:00:00Z", tick=False)
    assert "last day to appeal" not in _page(member.user)


def test_more_than_the_target_of_a_year_reads_as_such(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, (dt.date(2026, 3, 1), "40"))
    page = _page(member.user)
    assert "40 this year, until 31 December 2026, and the target is 20: met" in page
    assert "40 of 20" not in page
