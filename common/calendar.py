"""Days: working days, anniversaries, the day here of a moment, lengths of time, and the answer clock.

Pure: no ORM, no clock. Days are calendar dates in Europe/Amsterdam, moments know their time zone; ``closed``
are the days of the institute's calendar on which nobody works. Source: S0, S1.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Europe/Amsterdam")
"""Where days and clock times are those of people; the one home of that name in our code."""

DAY: Final = timedelta(days=1)
ANSWER_DAYS: Final = 20
"""Working days within which a complete application is answered (S0: four workweeks)."""

Period = tuple[date, date | None]
"""First and last day, both inclusive; without a last day it is still running."""

Pause = tuple[date, date | None]
"""The day a question was put, and the day it was answered; without an answer it is still open."""


# Working days ---------------------------------------------------------------------------------------


def is_working_day(day: date, closed: Collection[date]) -> bool:
    """Monday to Friday, unless closed."""
    return day.weekday() < 5 and day not in closed


def add_working_days(day: date, count: int, closed: Collection[date]) -> date:
    """The working day ``count`` after the day, or before it when negative; the day itself is not counted."""
    step, left = (DAY, count) if count > 0 else (-DAY, -count)
    while left:
        day += step
        left -= is_working_day(day, closed)
    return day


def working_days_between(start: date, end: date, closed: Collection[date]) -> int:
    """Working days met on the way from ``start``, not counted, to ``end``, counted; negative on the way back."""
    step, sign = (DAY, 1) if end >= start else (-DAY, -1)
    return sign * sum(is_working_day(day, closed) for day in _days(start + step, end + step, step))


def latest_waiting(on: date, count: int, closed: Collection[date]) -> date:
    """The latest day since which so many working days have passed by the end of ``on``."""
    return add_working_days(on + DAY, -count, closed) - DAY


def _days(first: date, stop: date, step: timedelta = DAY) -> Iterator[date]:
    return (first + number * step for number in range((stop - first) // step))


# Anniversaries --------------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """The same day of another month; where that month is too short, the first day of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)  # December has 31 days


def add_months_within(day: date, months: int) -> date:
    """The same day of another month; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anniversary(day: date, years: int) -> date:
    """The same day in another year; 29 February has its anniversary on 1 March of common years."""
    return add_months(day, 12 * years)


def last_day_before_anniversary(day: date, years: int) -> date:
    """The last day of so many years beginning with ``day``."""
    return anniversary(day, years) - DAY


# Moments --------------------------------------------------------------------------------------------


def local_day(moment: datetime) -> date:
    """The day here at that moment. Raises ``ValueError`` for a moment without time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(HERE).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a day here begins, and when the next one does, in UTC: 23 to 25 hours apart."""
    begin, end = (datetime.combine(midnight, time(), HERE).astimezone(UTC) for midnight in (day, day + DAY))
    return begin, end


# Lengths of time ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole months, and days beyond them; 30 days make a month."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0:
            raise ValueError("A length of time is not negative.")
        more, days = divmod(self.days, 30)
        object.__setattr__(self, "months", self.months + more)
        object.__setattr__(self, "days", days)

    def __add__(self, other: "Span") -> "Span":
        return Span(self.months + other.months, self.days + other.days)


def merge(periods: Iterable[Period]) -> list[Period]:
    """The same days in as few periods as possible, in order: what overlaps or is adjacent becomes one.

    Raises ``ValueError`` for a period that ends before it begins.
    """
    merged: list[Period] = []
    for first, last in sorted(periods, key=lambda period: period[0]):
        if last is not None and last < first:
            raise ValueError("A period does not end before it begins.")
        begun, ended = merged[-1] if merged else (first, first - 2 * DAY)
        if ended is not None and first - ended > DAY:
            merged.append((first, last))
        elif ended is not None and (last is None or last > ended):
            merged[-1] = (begun, last)
    return merged


def span(periods: Iterable[Period], on: date | None = None) -> Span:
    """How long all periods are together, no day counted twice; ``on`` is the last day that counts.

    Each merged period counts whole months from its first day, then days; months and days are added up.
    Raises ``ValueError`` when a period is still running and ``on`` is not given.
    """
    total = Span()
    for first, last in merge(periods):
        ends = [end for end in (last, on) if end is not None]
        if not ends:
            raise ValueError("A running period needs the day until which it counts.")
        if first <= min(ends):
            total += _length(first, min(ends))
    return total


def first_day_reaching(periods: Iterable[Period], months: int) -> date:
    """The first day on which the periods together are ``months`` long, were the running or else the last one to go on.

    The day lies in the past when they were long enough by then. Raises ``ValueError`` without a period.
    """
    merged = merge(periods)
    if not merged:
        raise ValueError("Without a period nothing can go on.")
    going_on = [*merged[:-1], (merged[-1][0], None)]
    begin, latest = merged[0][0].toordinal(), merged[-1][0].toordinal() + 31 * months
    reached = bisect_left(
        range(begin, latest), Span(months), key=lambda ordinal: span(going_on, on=date.fromordinal(ordinal))
    )
    return date.fromordinal(begin + reached)


def _length(first: date, last: date) -> Span:
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    months -= add_months(first, months) > after
    return Span(months, (after - add_months(first, months)).days)


# The answer clock -----------------------------------------------------------------------------------


def answer_due(
    received_on: date, *, days: int = ANSWER_DAYS, closed: Collection[date], pauses: Iterable[Pause] = ()
) -> date | None:
    """The working day by which an answer is due; ``None`` while the clock stands still for an open question.

    Day 1 is the first working day after complete receipt. The clock stands still from the day a question is put
    until the day before its answer; several questions at a time stop it once.
    """
    still = _standing_still(pauses)
    stopped = [first for first, last in still if last is None]
    due = add_working_days(received_on, days, {*closed, *_days_of(still)})
    return None if stopped and due >= stopped[0] else due


def answer_day(received_on: date, on: date, *, closed: Collection[date], pauses: Iterable[Pause] = ()) -> int:
    """How many working days the answer clock has run by the end of ``on``: 0 on the day of complete receipt."""
    still = [(first, last or max(first, on)) for first, last in _standing_still(pauses)]
    return working_days_between(received_on, on, {*closed, *_days_of(still)})


def _standing_still(pauses: Iterable[Pause]) -> list[Period]:
    """The days without the clock. What is answered the day it is asked costs none."""
    return merge((asked, answered - DAY if answered else None) for asked, answered in pauses if answered != asked)


def _days_of(periods: Iterable[Period]) -> Iterator[date]:
    return (day for first, last in periods if last for day in _days(first, last + DAY))
