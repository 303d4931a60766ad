"""What a membership asks: its years, the amount of each, when it is invoiced and who is reminded when.

Pure. Days are inclusive, amounts are ``Decimal`` euros and include VAT. Source: S0, S1; decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest
from typing import Final

from common.calendar import DAY, anniversary

NOTHING: Final = Decimal("0.00")
"""No money: what sums of amounts begin with, everywhere."""
CENT: Final = Decimal("0.01")
REST_AFTER_INVOICE: Final = timedelta(days=7)
"""Nobody is reminded of an invoice that is younger."""
STILL_REMINDED: Final = timedelta(days=300)
"""How late the last reminder may be where nights were missed; less than the year in which we know that it was sent."""
TO_PAY_AT_MOST: Final = 120
AHEAD_AT_MOST: Final = 365
REMINDED_AT_MOST: Final = 365
"""Days to pay, ahead of a year, and before or after the last day to pay: more are taken as so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipYear:
    """One year of a membership, counted from 1; its days follow from the first day of the first one."""

    number: int
    first: date
    last: date


def year(anchor: date, number: int) -> MembershipYear:
    """The year of this number of a membership whose years are counted from ``anchor``."""
    return MembershipYear(number=number, first=anniversary(anchor, number - 1), last=anniversary(anchor, number) - DAY)


def year_of(anchor: date, on: date) -> MembershipYear | None:
    """The year a day lies in; none before the first one."""
    if on < anchor:
        return None
    number = on.year - anchor.year
    return year(anchor, number + (anniversary(anchor, number) <= on))


def years_before(anchor: date, on: date) -> list[MembershipYear]:
    """The years before the first one, counted back from it, that are not over on a day: paid for elsewhere, if any."""
    years: list[MembershipYear] = []
    while on < anchor and (not years or on < years[0].first):
        years.insert(0, year(anchor, -len(years)))
    return years


@dataclass(frozen=True)
class Amounts:
    """What each level asks a year, from which day on: level's key → (first day, amount), the earliest first."""

    rows: Mapping[str, Sequence[tuple[date, Decimal]]]

    def of(self, level: str, on: date) -> Decimal:
        """What a level asks for a year that begins on a day; nothing where no row says more."""
        return next((amount for first, amount in reversed(self.rows.get(level, ())) if first <= on), NOTHING)

    def asks_from(self, level: str, on: date) -> bool:
        """Whether a level asks anything for a year that begins on a day or later."""
        later = [amount for first, amount in self.rows.get(level, ()) if first > on]
        return any((self.of(level, on), *later))

    def with_row(self, level: str, first: date, amount: Decimal) -> "Amounts":
        """The same with one row more, or another amount in it."""
        rows = {day: value for day, value in self.rows.get(level, ()) if day != first} | {first: amount}
        return Amounts({**self.rows, level: tuple(sorted(rows.items()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTitle:
    """A title that stands on the day asked for; ``rank`` is its level's."""

    title: int
    code: str
    level: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked, and the title whose level decides it."""

    amount: Decimal
    by: HeldTitle | None


def asked(amounts: Amounts, titles: Iterable[HeldTitle], on: date) -> Asked:
    """The highest amount among the titles that stand on the first day of a year; the highest level among equals."""
    ranked = sorted(titles, key=lambda held: (-amounts.of(held.level, on), -held.rank, held.code))
    return Asked(amount=amounts.of(ranked[0].level, on) if ranked else NOTHING, by=ranked[0] if ranked else None)


def difference(amounts: Amounts, level: str, on: date, already: Decimal) -> Decimal:
    """What a title awarded in mid-year asks beside what the year asks already."""
    return max(amounts.of(level, on) - already, NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When invoices are made and reminded of, in days; ``before`` and ``after`` the last day to pay."""

    ahead: int = 60
    to_pay: int = 30
    before: tuple[int, ...] = (30, 7)
    after: tuple[int, ...] = (14, 30, 60)

    def __post_init__(self) -> None:
        bounded = {
            "ahead": min(self.ahead, AHEAD_AT_MOST),
            "to_pay": min(self.to_pay, TO_PAY_AT_MOST),
            "before": tuple(min(days, REMINDED_AT_MOST) for days in self.before),
            "after": tuple(min(days, REMINDED_AT_MOST) for days in self.after),
        }
        for name, days in bounded.items():
            object.__setattr__(self, name, days)

    @property
    def steps(self) -> tuple[int, ...]:
        """Days from the last day to pay on which somebody is reminded, the earliest first."""
        return tuple(sorted({-days for days in self.before} | set(self.after)))

    def due_on(self, first_day: date, issued_on: date) -> date:
        """The last day to pay: the first day of the year, and never less than ``to_pay`` days after the invoice."""
        return max(first_day, issued_on + timedelta(days=self.to_pay))

    def asks_by(self, on: date) -> date:
        """The latest day on which a year may begin that is asked for on a day."""
        return on + timedelta(days=self.ahead)

    def made_by(self, first_day: date) -> date:
        """The day from which the invoice of a year may be made."""
        return first_day - timedelta(days=self.ahead)

    def step(self, due_on: date, issued_on: date, on: date) -> int | None:
        """The reminder that is due by a day: the latest one reached, unless the invoice is too young for it."""
        reached = [days for days in self.steps if due_on + timedelta(days=days) <= on]
        if not reached or due_on + timedelta(days=reached[-1]) < issued_on + REST_AFTER_INVOICE:
            return None
        return reached[-1]

    def windows(self, on: date) -> Iterator[tuple[int, date, date]]:
        """Each reminder with the first and the last of the days to pay of which it is the latest one on a day."""
        for step, following in zip_longest(self.steps, self.steps[1:]):
            until = on - timedelta(days=step)
            yield step, until - STILL_REMINDED if following is None else on - timedelta(days=following) + DAY, until

    def reminders(self, due_on: date, issued_on: date) -> Iterator[date]:
        """The days on which somebody is reminded of an invoice that stays unpaid."""
        days = (due_on + timedelta(days=step) for step in self.steps)
        return (day for day in days if day >= issued_on + REST_AFTER_INVOICE)


def vat_in(gross: Decimal, rate: Decimal) -> Decimal:
    """The VAT within an amount, at a rate in per cent, to the cent; of a credit its negative."""
    return (gross * rate / (100 + rate)).quantize(CENT, rounding=ROUND_HALF_UP)


def leaves_on(on: date, anchor: date, paid_through: date | None) -> date:
    """The last day of a membership cancelled on a day: the end of the year that runs, or of a later one that is paid.

    Before its first year begins it is the day before that one: what was brought in as paid is used up.
    """
    running = year_of(anchor, on)
    end = running.last if running else anchor - DAY
    return max(end, paid_through or end)


def paid_until(brought: date | None, years: Iterable[tuple[date, bool]]) -> date | None:
    """Until when all that was asked is paid: the last day before the first year of which something is not.

    ``years`` are the last day of the year each contribution is for, and whether it is paid; ``brought`` is the last
    day that was paid for elsewhere. ``None`` where nothing is paid.
    """
    paid: dict[date, bool] = {}
    for last, is_paid in years:
        paid[last] = paid.get(last, True) and is_paid
    until = brought
    for last, is_paid in sorted(paid.items()):
        if not is_paid:
            break
        until = last
    return until
