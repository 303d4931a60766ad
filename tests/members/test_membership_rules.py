"""What a membership asks, reckoned: years, amounts by day, the difference, reminders, VAT, leaving."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import DAY
from members.rules.membership import (
    NOTHING,
    Amounts,
    HeldTitle,
    Schedule,
    asked,
    difference,
    leaves_on,
    vat_in,
    year,
    year_of,
)

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
cents = st.integers(0, 10_000_000).map(lambda number: Decimal(number) / 100)

D = Decimal
AMOUNTS = Amounts(
    {
        "practitioner": ((date(1900, 1, 1), D("0.00")), (date(2027, 1, 1), D("25.00"))),
        "officer": ((date(1900, 1, 1), D("150.00")), (date(2027, 7, 1), D("160.00"))),
    }
)


def _held(level: str, rank: int, code: str = "", title: int = 1) -> HeldTitle:
    return HeldTitle(title=title, code=code or level, level=level, rank=rank)


PRACTITIONER, OFFICER = _held("practitioner", 2, title=1), _held("officer", 4, title=2)


@pytest.mark.parametrize(
    ("anchor", "number", "first", "last"),
    [
        ((2025, 7, 1), 1, (2025, 7, 1), (2026, 6, 30)),
        ((2025, 7, 1), 3, (2027, 7, 1), (2028, 6, 30)),
        ((2024, 2, 29), 1, (2024, 2, 29), (2025, 2, 28)),
        ((2024, 2, 29), 2, (2025, 3, 1), (2026, 2, 28)),
        ((2024, 2, 29), 4, (2027, 3, 1), (2028, 2, 28)),
        ((2024, 2, 29), 5, (2028, 2, 29), (2029, 2, 28)),
    ],
)
def test_years_are_counted_from_the_first_day(anchor, number, first, last) -> None:
    found = year(date(*anchor), number)
    assert (found.number, found.first, found.last) == (number, date(*first), date(*last))


@given(days, st.integers(1, 40))
def test_years_follow_each_other_without_a_gap(anchor: date, number: int) -> None:
    assert year(anchor, number).last + DAY == year(anchor, number + 1).first


@given(days, days)
def test_every_day_lies_in_one_year_from_the_first_on(anchor: date, on: date) -> None:
    found = year_of(anchor, on)
    if on < anchor:
        assert found is None
    else:
        assert found is not None
        assert found.first <= on <= found.last
        assert found == year(anchor, found.number)


@pytest.mark.parametrize(
    ("level", "on", "amount"),
    [
        ("officer", (2026, 6, 30), "150.00"),
        ("officer", (2027, 6, 30), "150.00"),
        ("officer", (2027, 7, 1), "160.00"),
        ("practitioner", (2026, 12, 31), "0.00"),
        ("practitioner", (2027, 1, 1), "25.00"),
        ("expert", (2027, 1, 1), "0.00"),
        ("officer", (1899, 12, 31), "0.00"),
    ],
)
def test_an_amount_holds_from_its_day_on(level: str, on: tuple[int, int, int], amount: str) -> None:
    assert AMOUNTS.of(level, date(*on)) == D(amount)


def test_a_row_more_changes_its_level_from_its_day_on_and_nothing_else() -> None:
    more = AMOUNTS.with_row("officer", date(2027, 1, 1), D("155.00"))
    told = [more.of("officer", date(2026 + add, 12, 31)) for add in (0, 1)]
    assert told == [D("150.00"), D("160.00")]
    assert more.of("officer", date(2027, 1, 1)) == D("155.00")
    assert more.of("practitioner", date(2027, 1, 1)) == D("25.00")
    again = more.with_row("officer", date(2027, 1, 1), D("1.00"))
    assert (again.of("officer", date(2027, 1, 1)), len(again.rows["officer"])) == (D("1.00"), 3)
    assert AMOUNTS.of("officer", date(2027, 1, 1)) == D("150.00")


@given(st.sampled_from(["officer", "practitioner", "expert"]), days, cents, days)
def test_with_a_row_more_every_other_day_asks_what_it_asked(level: str, first: date, amount: Decimal, on: date) -> None:
    more = AMOUNTS.with_row(level, first, amount)
    if on < first:
        assert more.of(level, on) == AMOUNTS.of(level, on)
    assert more.of(level, first) == amount


def test_the_highest_amount_decides_and_among_equals_the_highest_level() -> None:
    found = asked(AMOUNTS, [PRACTITIONER, OFFICER], date(2026, 7, 1))
    assert (found.amount, found.by) == (D("150.00"), OFFICER)
    equal = Amounts({})
    assert asked(equal, [PRACTITIONER, OFFICER], date(2026, 7, 1)).by == OFFICER
    assert asked(equal, [], date(2026, 7, 1)).by is None
    assert asked(AMOUNTS, [], date(2026, 7, 1)).amount == NOTHING
    dearer = AMOUNTS.with_row("practitioner", date(2026, 1, 1), D("200.00"))
    assert asked(dearer, [PRACTITIONER, OFFICER], date(2026, 7, 1)).by == PRACTITIONER


def test_what_is_asked_does_not_depend_on_the_order_of_titles() -> None:
    titles = [OFFICER, PRACTITIONER, _held("officer", 4, "S-CDPO", 3)]
    assert asked(AMOUNTS, titles, date(2026, 7, 1)) == asked(AMOUNTS, titles[::-1], date(2026, 7, 1))


@pytest.mark.parametrize(
    ("already", "more"), [("0.00", "150.00"), ("25.00", "125.00"), ("150.00", "0.00"), ("200.00", "0.00")]
)
def test_a_higher_title_in_mid_year_asks_the_difference(already: str, more: str) -> None:
    assert difference(AMOUNTS, "officer", date(2026, 9, 1), D(already)) == D(more)


SCHEDULE = Schedule()
DUE = date(2026, 7, 1)


def test_invoices_are_made_sixty_days_ahead_and_due_on_the_first_day_or_after_thirty() -> None:
    assert SCHEDULE.made_by(DUE) == date(2026, 5, 2)
    assert SCHEDULE.due_on(DUE, date(2026, 5, 2)) == DUE
    assert SCHEDULE.due_on(DUE, date(2026, 6, 20)) == date(2026, 7, 20)
    assert SCHEDULE.due_on(DUE, date(2027, 1, 1)) == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("on", "step"),
    [
        ((2026, 5, 31), None),
        ((2026, 6, 1), -30),
        ((2026, 6, 23), -30),
        ((2026, 6, 24), -7),
        ((2026, 7, 14), -7),
        ((2026, 7, 15), 14),
        ((2026, 7, 31), 30),
        ((2026, 8, 30), 60),
        ((2030, 1, 1), 60),
    ],
)
def test_the_latest_reminder_reached_is_due(on: tuple[int, int, int], step: int | None) -> None:
    assert SCHEDULE.step(DUE, date(2026, 5, 2), date(*on)) == step


def test_nobody_is_reminded_of_a_young_invoice() -> None:
    issued = date(2026, 6, 1)
    due = SCHEDULE.due_on(issued, issued)
    assert due == DUE
    assert SCHEDULE.step(due, issued, issued) is None
    assert SCHEDULE.step(due, issued, issued + timedelta(22)) is None, "the one that was reached came with the invoice"
    assert SCHEDULE.step(due, issued, date(2026, 6, 24)) == -7
    assert list(SCHEDULE.reminders(due, issued)) == [
        date(2026, 6, 24), date(2026, 7, 15), date(2026, 7, 31), date(2026, 8, 30),
    ]  # fmt: skip


@given(days, st.integers(0, 400), st.integers(-10, 500))
def test_reminders_planned_are_those_that_come_due(due: date, before: int, ran: int) -> None:
    issued = due - timedelta(before)
    on = issued + timedelta(ran)
    planned = [day for day in SCHEDULE.reminders(due, issued) if day <= on]
    step = SCHEDULE.step(due, issued, on)
    assert (due + timedelta(step) if step is not None else None) == (planned[-1] if planned else None)


def test_a_schedule_without_reminders_reminds_nobody() -> None:
    silent = Schedule(before=(), after=())
    assert silent.step(DUE, date(2026, 5, 2), date(2027, 1, 1)) is None
    assert list(silent.reminders(DUE, date(2026, 5, 2))) == []


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [("150.00", "0", "0.00"), ("121.00", "21", "21.00"), ("150.00", "21", "26.03"), ("0.01", "21", "0.00")],
)
def test_vat_lies_within_the_amount_to_the_cent(gross: str, rate: str, vat: str) -> None:
    assert vat_in(D(gross), D(rate)) == D(vat)
    assert vat_in(-D(gross), D(rate)) == -D(vat)


@given(cents, st.integers(0, 5000).map(lambda number: Decimal(number) / 100))
def test_vat_and_net_are_the_whole(gross: Decimal, rate: Decimal) -> None:
    vat = vat_in(gross, rate)
    net = gross - vat
    assert NOTHING <= vat <= gross
    assert abs(net * rate / 100 - vat) <= D("0.01")


ANCHOR = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("on", "paid_through", "last_day"),
    [
        ((2026, 1, 1), None, (2026, 6, 30)),
        ((2026, 6, 30), None, (2026, 6, 30)),
        ((2026, 1, 1), (2026, 6, 30), (2026, 6, 30)),
        ((2026, 6, 1), (2027, 6, 30), (2027, 6, 30)),
        ((2026, 8, 1), (2026, 6, 30), (2027, 6, 30)),
        ((2025, 5, 1), None, (2025, 6, 30)),
        ((2025, 5, 1), (2026, 6, 30), (2026, 6, 30)),
    ],
    ids=["runs", "last day", "paid", "next paid", "unpaid year runs", "brought in", "brought in, first paid"],
)
def test_one_leaves_at_the_end_of_the_year_that_runs_or_is_paid(on, paid_through, last_day) -> None:
    paid = date(*paid_through) if paid_through else None
    assert leaves_on(date(*on), ANCHOR, paid) == date(*last_day)


@given(days, days)
def test_one_never_leaves_before_the_day_one_asks(anchor: date, on: date) -> None:
    last = leaves_on(on, anchor, None)
    assert last >= on if on >= anchor else last == anchor - DAY


def test_a_schedule_written_without_bounds_stays_within_the_calendar() -> None:
    far = Schedule(ahead=99999999, to_pay=99999999, before=(999,), after=(999,))
    day = date(2026, 7, 1)
    assert (far.made_by(day), far.due_on(day, day)) == (date(2025, 7, 1), date(2026, 10, 29))
    assert far.steps == (-365, 365)
