"""Days by hand (golden cases), and what holds for all of them."""

import datetime as dt
import itertools
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import (
    Period,
    Span,
    add_months,
    add_working_days,
    anniversary,
    answer_day,
    answer_due,
    day_bounds,
    first_day_reaching,
    is_working_day,
    last_day_before_anniversary,
    local_day,
    merge,
    span,
    working_days_between,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=30)
LENGTHS = st.integers(min_value=0, max_value=3000)
PERIODS = st.lists(st.builds(lambda first, days: (first, first + dt.timedelta(days)), DAYS, LENGTHS), max_size=6)
TERM = Span(60)


# Working days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 7, 3), 1, date(2026, 7, 6)),
        (date(2026, 7, 4), 1, date(2026, 7, 6)),
        (date(2026, 7, 6), -5, date(2026, 6, 29)),
        (date(2026, 7, 5), -1, date(2026, 7, 3)),
        (date(2026, 7, 5), 0, date(2026, 7, 5)),
        (date(2026, 7, 6), 2, date(2026, 7, 9)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, {date(2026, 7, 7)}) == end


@given(DAYS, st.integers(min_value=-300, max_value=300).filter(bool), CLOSED)
def test_days_added_are_days_counted(day: date, count: int, closed: frozenset[date]) -> None:
    end = add_working_days(day, count, closed)
    assert is_working_day(end, closed)
    assert working_days_between(day, end, closed) == count


@given(DAYS, LENGTHS, LENGTHS, CLOSED)
def test_counts_of_two_stretches_add_up(first: date, one: int, other: int, closed: frozenset[date]) -> None:
    second = first + dt.timedelta(one)
    third = second + dt.timedelta(other)
    together = working_days_between(first, third, closed)
    assert working_days_between(first, second, closed) + working_days_between(second, third, closed) == together


# Anniversaries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "years", "then", "last"),
    [
        (date(2028, 2, 29), 3, date(2031, 3, 1), date(2031, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29), date(2032, 2, 28)),
        (date(2027, 2, 28), 1, date(2028, 2, 28), date(2028, 2, 27)),
        (date(2027, 3, 1), 1, date(2028, 3, 1), date(2028, 2, 29)),
        (date(2024, 1, 1), 3, date(2027, 1, 1), date(2026, 12, 31)),
        (date(2023, 7, 1), 3, date(2026, 7, 1), date(2026, 6, 30)),
        (date(2000, 2, 29), 0, date(2000, 2, 29), date(2000, 2, 28)),
    ],
)
def test_anniversary(day: date, years: int, then: date, last: date) -> None:
    assert anniversary(day, years) == then
    assert last_day_before_anniversary(day, years) == last


@given(DAYS, DAYS, st.integers(min_value=0, max_value=50))
def test_anniversaries_keep_the_order_of_days(one: date, other: date, years: int) -> None:
    first, second = sorted([one, other])
    assert anniversary(first, years) <= anniversary(second, years)
    assert anniversary(first, years) < anniversary(first, years + 1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2026, 3, 31), 1, date(2026, 5, 1)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 3, 31), -1, date(2026, 3, 1)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_too_short_ends_with_the_first_of_the_next(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("ends", "day_90"),
    [(date(2026, 12, 31), date(2027, 3, 31)), (date(2026, 6, 30), date(2026, 9, 28))],
    ids=["G-160", "G-162"],
)
def test_ninety_days_of_grace_are_plain_days(ends: date, day_90: date) -> None:
    assert ends + dt.timedelta(90) == day_90


# Moments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T21:59:59Z", date(2026, 6, 30)),
        ("2026-06-30T22:00:00Z", date(2026, 7, 1)),
        ("2026-12-31T22:59:59Z", date(2026, 12, 31)),
        ("2026-12-31T23:00:00Z", date(2027, 1, 1)),
    ],
)
def test_day_of_a_moment_is_the_day_here(moment: str, day: date) -> None:
    assert local_day(dt.datetime.fromisoformat(moment)) == day


def test_a_moment_without_time_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(dt.datetime(2026, 7, 1))  # noqa: DTZ001  what is asked here


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_nights_of_summer_time_are_an_hour_off(day: date, hours: int) -> None:
    begin, end = day_bounds(day)
    assert end - begin == dt.timedelta(hours=hours)
    assert begin.tzinfo is dt.UTC


@given(st.datetimes(min_value=dt.datetime(1990, 1, 1), max_value=dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001
def test_a_moment_lies_within_its_day(moment: dt.datetime) -> None:
    day = local_day(moment)
    begin, end = day_bounds(day)
    assert day == moment.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    assert begin <= moment < end
    assert day_bounds(day + dt.timedelta(1))[0] == end


# Lengths of time ------------------------------------------------------------------------------------

RUNNING = [(date(2021, 3, 1), None)]


@pytest.mark.parametrize(
    ("periods", "on", "expected"),
    [
        pytest.param([(date(2019, 3, 1), date(2024, 2, 29))], None, Span(60), id="G-020"),
        pytest.param(
            [(date(2018, 1, 1), date(2020, 12, 31)), (date(2020, 1, 1), date(2022, 6, 30))], None, Span(54), id="G-022"
        ),
        pytest.param([(date(2020, 1, 1), date(2023, 12, 31))], None, Span(48), id="G-024"),
        pytest.param(RUNNING, date(2026, 2, 27), Span(59, 27), id="G-029 one day short"),
        pytest.param(RUNNING, date(2026, 2, 28), Span(60), id="G-029 met"),
        pytest.param(
            [(date(year, 1, 1), date(until, 12, 31)) for year, until in ((2015, 2015), (2017, 2019), (2021, 2021))],
            None, Span(60), id="G-235",
        ),
        pytest.param([(date(2026, 1, 1), date(2026, 1, 30))], None, Span(1), id="30 days make a month"),
        pytest.param(
            [(date(2026, 1, 1), date(2026, 1, 20)), (date(2026, 3, 1), date(2026, 3, 15))], None, Span(1, 5),
            id="days of two periods make a month",
        ),
        pytest.param([(date(2024, 2, 29), date(2025, 2, 28))], None, Span(12), id="a year from 29 February"),
        pytest.param([(date(2026, 1, 31), date(2026, 2, 28))], None, Span(1), id="a month that is too short"),
        pytest.param([(date(2026, 5, 5), date(2026, 5, 5))], None, Span(0, 1), id="one day"),
        pytest.param([(date(2026, 5, 5), None)], date(2026, 5, 4), Span(), id="not begun"),
        pytest.param([], None, Span(), id="nothing"),
    ],
)  # fmt: skip
def test_span(periods: list[Period], on: date | None, expected: Span) -> None:
    assert span(periods, on) == expected
    assert (span(periods, on) >= TERM) == (expected.months >= 60)


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        pytest.param(RUNNING, date(2026, 2, 28), id="G-029"),
        pytest.param([(date(2021, 3, 1), date(2021, 12, 31))], date(2026, 2, 28), id="the last one goes on"),
        pytest.param([(date(2019, 3, 1), date(2024, 3, 31))], date(2024, 2, 29), id="met already"),
        pytest.param(
            [(date(2018, 1, 1), date(2019, 12, 31)), (date(2022, 1, 1), None)], date(2024, 12, 30), id="a gap"
        ),
        pytest.param(
            [(date(2015, 1, 1), date(2019, 12, 30)), (date(2022, 5, 1), None)], date(2019, 12, 30), id="30 days"
        ),
        pytest.param([(date(2015, 1, 1), date(2019, 12, 29)), (date(2022, 5, 1), None)], date(2022, 5, 1), id="a day"),
    ],
)
def test_first_day_the_term_is_met(periods: list[Period], day: date) -> None:
    assert first_day_reaching(periods, 60) == day


def test_a_running_period_needs_its_day_and_a_period_its_order() -> None:
    with pytest.raises(ValueError, match="running"):
        span(RUNNING)
    with pytest.raises(ValueError, match="before it begins"):
        span([(date(2026, 2, 1), date(2026, 1, 31))])
    with pytest.raises(ValueError, match="Without a period"):
        first_day_reaching([], 60)
    with pytest.raises(ValueError, match="not negative"):
        Span(-1)


@given(PERIODS, st.randoms(use_true_random=False))
def test_order_of_periods_never_matters(periods: list[Period], chance: object) -> None:
    shuffled = [*periods]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(periods)
    assert span(shuffled) == span(periods)


@given(PERIODS)
def test_merged_periods_hold_the_same_days_apart_from_each_other(periods: list[Period]) -> None:
    def days(of: list[Period]) -> set[int]:
        return {day for first, last in of if last for day in range(first.toordinal(), last.toordinal() + 1)}

    merged = merge(periods)
    assert days(merged) == days(periods)
    gaps = [(after[0] - before[1]).days for before, after in itertools.pairwise(merged) if before[1]]
    assert all(gap > 1 for gap in gaps)


@given(DAYS, LENGTHS.filter(bool), st.data())
def test_a_period_in_adjacent_pieces_is_as_long_as_the_whole(first: date, days: int, data: st.DataObject) -> None:
    last = first + dt.timedelta(days)
    cut = first + dt.timedelta(data.draw(st.integers(min_value=0, max_value=days - 1)))
    assert span([(cut + dt.timedelta(1), last), (first, cut)]) == span([(first, last)])


@given(PERIODS.filter(bool), st.integers(min_value=0, max_value=400))
def test_first_day_reaching_is_the_first(periods: list[Period], months: int) -> None:
    day = first_day_reaching(periods, months)
    going_on = [*merge(periods)[:-1], (merge(periods)[-1][0], None)]
    assert span(going_on, day) >= Span(months)
    assert months == 0 or span(going_on, day - dt.timedelta(1)) < Span(months)


@given(PERIODS, DAYS)
def test_a_day_more_is_never_less(periods: list[Period], on: date) -> None:
    assert span(periods, on) <= span(periods, on + dt.timedelta(1)) <= span(periods, on) + Span(0, 31)


# The answer clock -----------------------------------------------------------------------------------

ASKED, ANSWERED = date(2026, 7, 6), date(2026, 7, 13)
FIRST_OF_JULY, DUE = date(2026, 7, 1), date(2026, 7, 29)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], DUE),
        pytest.param([(ASKED, ANSWERED)], date(2026, 8, 5), id="G-061"),
        pytest.param([(ASKED, ANSWERED), (date(2026, 7, 8), date(2026, 7, 10))], date(2026, 8, 5), id="within"),
        pytest.param([(date(2026, 7, 8), ANSWERED), (ASKED, date(2026, 7, 9))], date(2026, 8, 5), id="overlapping"),
        pytest.param([(ASKED, date(2026, 7, 9)), (date(2026, 7, 9), ANSWERED)], date(2026, 8, 5), id="in a row"),
        pytest.param([(ASKED, ASKED)], DUE, id="answered the same day"),
        pytest.param([(date(2026, 7, 4), date(2026, 7, 6))], DUE, id="over a weekend"),
        pytest.param([(ASKED, None)], None, id="still open"),
        pytest.param([(DUE, None)], None, id="put on the last day"),
        pytest.param([(date(2026, 7, 30), None)], DUE, id="put after it was due"),
        pytest.param([(ASKED, None), (ASKED, ANSWERED)], None, id="one of two open"),
    ],
)  # fmt: skip
def test_answer_clock_stands_still_while_a_question_is_open(pauses: list[Period], due: date | None) -> None:
    assert answer_due(FIRST_OF_JULY, closed=frozenset(), pauses=pauses) == due


@pytest.mark.parametrize(
    ("on", "pauses", "day"),
    [
        (FIRST_OF_JULY, [], 0),
        (date(2026, 7, 2), [], 1),
        (DUE, [], 20),
        (date(2026, 7, 30), [], 21),
        (DUE, [(ASKED, ANSWERED)], 15),
        (DUE, [(ASKED, None)], 2),
        (date(2026, 7, 3), [(ASKED, None)], 2),
        (date(2026, 8, 5), [(ASKED, ANSWERED)], 20),
    ],
)
def test_day_of_the_answer_clock(on: date, pauses: list[Period], day: int) -> None:
    assert answer_day(FIRST_OF_JULY, on, closed=frozenset(), pauses=pauses) == day


@given(DAYS, CLOSED, PERIODS)
def test_answer_is_due_on_the_clocks_last_day(received: date, closed: frozenset[date], pauses: list[Period]) -> None:
    due = answer_due(received, closed=closed, pauses=pauses)
    assert due is not None
    assert answer_day(received, due, closed=closed, pauses=pauses) == 20
