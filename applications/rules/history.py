"""A job's days as somebody writes them, and how they are drawn. Pure.

A month without a day means from its first, until its last. What is drawn is measured in thousandths of the time from
the first day shown until today.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from applications.rules.term import MONTHS
from common.calendar import Period, Span

EARLIEST: Final = 1940
"""No job began in an earlier year."""
JOBS: Final = 20
"""More jobs one application does not hold."""
WIDTH: Final = 1000


class DateFault(StrEnum):
    """What is wrong with a day or month as it was written."""

    NO_MONTH = "no-month"
    NO_YEAR = "no-year"
    SHORT_YEAR = "short-year"
    MONTH = "month"
    DAY = "day"
    TOO_EARLY = "too-early"


class PeriodFault(StrEnum):
    """What is wrong with the days of a job."""

    BEGINS_AHEAD = "begins-ahead"
    ENDS_AHEAD = "ends-ahead"
    ENDS_THIS_MONTH = "ends-this-month"
    ENDS_BEFORE = "ends-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A day, or a month without one."""

    year: int
    month: int
    day: int | None = None

    @property
    def by_month(self) -> bool:
        """Whether only the month is known."""
        return self.day is None

    @property
    def first(self) -> date:
        """Where a job that begins then begins."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """Where a job that ends then ends."""
        return date(self.year, self.month, self.day or days_of_month(self.year, self.month))


def read(day: str, month: str, year: str) -> Written | DateFault:
    """What was written into three boxes, or what is wrong with it. The day may be left out."""
    if not month:
        return DateFault.NO_MONTH
    if not year:
        return DateFault.NO_YEAR
    if not 1 <= _number(month) <= 12:
        return DateFault.MONTH
    if len(year) != 4 or not _number(year):
        return DateFault.SHORT_YEAR
    if _number(year) < EARLIEST:
        return DateFault.TOO_EARLY
    if day and not 1 <= _number(day) <= days_of_month(int(year), int(month)):
        return DateFault.DAY
    return Written(year=int(year), month=int(month), day=int(day) if day else None)


def _number(typed: str) -> int:
    """A number of at most four digits; nothing where it is none."""
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else 0


def days_of_month(year: int, month: int) -> int:
    """How many days a month has."""
    return monthrange(year, month)[1]


def fault(begins: Written, ends: Written | None, on: date) -> PeriodFault | None:
    """What is wrong with the days of a job, asked on a day; without an end it is still running."""
    if begins.first > on:
        return PeriodFault.BEGINS_AHEAD
    if ends is None:
        return None
    if ends.last > on:
        same = ends.by_month and (ends.year, ends.month) == (on.year, on.month)
        return PeriodFault.ENDS_THIS_MONTH if same else PeriodFault.ENDS_AHEAD
    return PeriodFault.ENDS_BEFORE if ends.last < begins.first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time as it is drawn."""

    x: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The time that is drawn: from the first of January of a year until today."""

    year: int
    on: date

    def bar(self, period: Period) -> Bar:
        """Where a period is drawn; as narrow as it may be, it can be seen."""
        first, last = period
        x = self._at(first)
        return Bar(x=min(x, WIDTH - 4), width=max(self._at(min(last or self.on, self.on)) - x, 4))

    @property
    def years(self) -> tuple[int, ...]:
        """Where each later year begins."""
        return tuple(self._at(date(year, 1, 1)) for year in range(self.year + 1, self.on.year + 1))

    def _at(self, day: date) -> int:
        whole = (self.on - date(self.year, 1, 1)).days or 1
        return round(WIDTH * min((day - date(self.year, 1, 1)).days, whole) / whole)


def reached(length: Span) -> Bar:
    """How much of the five years a length of time is; five years and more fill it."""
    return Bar(x=0, width=min(WIDTH * (length.months * 30 + length.days) // (MONTHS * 30), WIDTH))


def axis(periods: Collection[Period], on: date) -> Axis:
    """The time in which these periods lie."""
    return Axis(year=min((first.year for first, _last in periods), default=on.year), on=on)
