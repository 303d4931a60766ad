"""What a register brought in from outside may say: days, credits, and which cycle a day begins.

Pure. Days are inclusive, credits are whole quarters. An imported title's first recorded cycle may begin long after its
award: its number follows by arithmetic where its first day is one of those reckoned from the award, else the register
must say it. Source: decided.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from common.calendar import anniversary
from common.money import to_quarters
from members.enums import ImportFault
from members.rules.cycles import Window

EARLIEST: Final = date(1980, 1, 1)
"""No award is older; an earlier day is a slip of the pen."""
OVER_FOR: Final = 3
"""Years for which a cycle may be over and still be brought in."""
PAID_WITHIN: Final = 4
"""Years around today within which fees can be paid until a day."""
MOST_CREDITS: Final = 1000
MOST_CYCLES: Final = 99

_DAYS: Final = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{2})-(?P<month>[0-9]{2})-(?P<year>[0-9]{4})"),
)
_CREDITS: Final = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,4})?")

Credits = tuple[int, int, int]
"""Quarters of a credit, a number a certification year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A title as a register from outside gives it; without ``first_cycle`` its level has none."""

    awarded_on: date
    first_cycle: Window | None
    credits: Credits
    fees_paid_until: date


def read_day(text: str) -> date | None:
    """A day written as year-month-day or day-month-year with hyphens; nothing where it could be read two ways."""
    for form in _DAYS:
        if found := form.fullmatch(text):
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def read_credits(text: str) -> int | None:
    """Credits with a decimal point or comma, as quarters; nothing for what is no whole number of them, or too many."""
    if not _CREDITS.fullmatch(text):
        return None
    try:
        quarters = to_quarters(Decimal(text.replace(",", ".")))
    except ValueError:
        return None
    return quarters if quarters <= to_quarters(MOST_CREDITS) else None


def cycles_until(awarded_on: date, on: date) -> Iterator[Window]:
    """The cycles reckoned from the award that have begun by a day, in order."""
    window = Window(number=1, first=awarded_on)
    while window.first <= on:
        yield window
        window = window.following()


def number_of(awarded_on: date, first_day: date) -> int | None:
    """Which cycle since the award begins on the day; ``None`` where the arithmetic knows none."""
    return next((window.number for window in cycles_until(awarded_on, first_day) if window.first == first_day), None)


def neighbours(awarded_on: date, first_day: date) -> tuple[date, date]:
    """The first days of cycles on either side of a day after the award, as reckoned from it."""
    windows = [*cycles_until(awarded_on, first_day)]
    return windows[-1].first, windows[-1].following().first


def faults_of_days(awarded_on: date, first_day: date | None, on: date) -> Iterator[tuple[str, ImportFault]]:
    """What makes no sense about award and cycle on a day: the column, and what is wrong with it."""
    if awarded_on > on:
        yield "awarded_on", ImportFault.AWARD_AHEAD
    if first_day is None:
        return
    if first_day > on:
        yield "cycle_first_day", ImportFault.CYCLE_AHEAD
    elif first_day < awarded_on:
        yield "cycle_first_day", ImportFault.CYCLE_BEFORE_AWARD
    elif Window(number=1, first=first_day).expires_on < anniversary(on, -OVER_FOR):
        yield "cycle_first_day", ImportFault.CYCLE_LONG_OVER


def fault_of_number(awarded_on: date, first_day: date, given: int | None) -> ImportFault | None:
    """What is wrong with the number of the cycle, given or not; ``first_day`` is not before the award."""
    reckoned = number_of(awarded_on, first_day)
    if reckoned is not None:
        return ImportFault.NUMBER_OTHER if given not in {None, reckoned} else None
    if given is None:
        return ImportFault.NUMBER_MISSING
    return ImportFault.NUMBER_TOO_HIGH if given > MOST_CYCLES else None


def years_ahead(window: Window, credits_: Sequence[int | None], on: date) -> Iterator[int]:
    """The certification years, counted from 1, that bring credits although they have not begun by the day."""
    for number, ((first, _last), brought) in enumerate(zip(window.years, credits_, strict=True), start=1):
        if brought and first > on:
            yield number


def may_be_paid_until(day: date, on: date) -> bool:
    """Whether fees can be paid until such a day."""
    return anniversary(on, -PAID_WITHIN) <= day <= anniversary(on, PAID_WITHIN)
