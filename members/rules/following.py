"""Whether one bank statement follows another, so that no money in between is missed. Pure; amounts are euros."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from common.calendar import DAY, is_working_day

NO_CLOSED_DAYS: Final[frozenset[date]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What a statement reaches over; days and balances are missing where the bank gave none."""

    key: int
    iban: str
    first_day: date | None
    last_day: date | None
    opening: Decimal | None = None
    closing: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A statement that does not follow the one before it: another balance, or days of which we know nothing.

    With balances, ``closed_with`` and ``opens_with`` say what they are; the days say what lies between.
    """

    key: int
    iban: str
    last_day: date
    first_day: date
    closed_with: Decimal | None = None
    opens_with: Decimal | None = None


def gaps(statements: Iterable[Extent], among: Collection[int]) -> Iterator[Gap]:
    """What is missing before these statements (``among``, by key), each compared with the last that ended before.

    Balances that agree prove that nothing was booked in between. Without balances, a working day between two
    statements is a day of which nobody knows. A statement that begins before another one ends needs no other.
    """
    of_account = defaultdict(list)
    for one in statements:
        if one.first_day and one.last_day:
            of_account[one.iban].append(one)
    for rows in of_account.values():
        for one in rows:
            if one.key in among and (gap := _before(one, rows)):
                yield gap


def _before(one: Extent, rows: Iterable[Extent]) -> Gap | None:
    first, last = _day(one.first_day), _day(one.last_day)
    others = [other for other in rows if other.key != one.key]
    if any(_day(other.first_day) < first <= _day(other.last_day) for other in others):
        return None
    earlier = [other for other in others if _day(other.last_day) < first <= last]
    before = max(earlier, key=lambda other: (_day(other.last_day), other.key), default=None)
    if before is None:
        return None
    gap = Gap(key=one.key, iban=one.iban, last_day=_day(before.last_day), first_day=first)
    if before.closing is not None and one.opening is not None:
        if before.closing == one.opening:
            return None
        return Gap(
            key=gap.key,
            iban=gap.iban,
            last_day=gap.last_day,
            first_day=gap.first_day,
            closed_with=before.closing,
            opens_with=one.opening,
        )
    day = gap.last_day + DAY
    while day < first:
        if is_working_day(day, NO_CLOSED_DAYS):
            return gap
        day += DAY
    return None


def _day(day: date | None) -> date:
    assert day is not None  # noqa: S101  those without days were left out
    return day
