"""What the home says of days ahead and debts, of what waits, and of ways to finish: with what all other pages say."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from members.enums import DiaryKind
from members.rules.cycles import Window
from members.rules.diary import Entry
from seco_portal.selectors.titles import days
from tests.members.money import holder, terms
from tests.people import signed_in
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
    ways = page.partition("Shortest ways to finish")[2].partition("Last activities")[0]
    assert "Organise and give a webinar: 4 webinars, for 20 credits" in ways
    assert "60 credits" not in ways
