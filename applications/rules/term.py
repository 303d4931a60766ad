"""The term: how long somebody worked in a title's field, and how long of that at level.

Pure. Days are calendar days, periods include both ends; overlapping periods count once, whole months from the first
day of each, 30 days make a month. A running job counts up to and including the day asked about. Part-time counts by
the calendar. Source: S0.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from common.calendar import Period, Span, first_day_reaching, merge, span

MONTHS: Final = 60
"""Five years."""
DAYS_A_MONTH: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One position: its days, whether it was in the title's field, and whether it was at level."""

    first: date
    last: date | None = None
    in_field: bool = True
    at_level: bool = True

    @property
    def period(self) -> Period:
        """Its first and last day, without one while it is running."""
        return self.first, self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a work history comes to on a day.

    ``met_on`` is the first day the term is met, were the running or else the last period to go on. Where that day has
    passed without the term being met, ``again_on`` is the first one if work is taken up again on the day asked about.
    """

    periods: tuple[Period, ...]
    length: Span
    at_level: Span
    met: bool
    met_on: date | None
    again_on: date | None
    missing: Span


def term(jobs: Collection[Job], on: date) -> Term:
    """The sum of a work history on a day."""
    begun = [job for job in jobs if job.in_field and job.first <= on]
    periods = [job.period for job in begun]
    length = span(periods, on=on)
    lacking = max(MONTHS * DAYS_A_MONTH - _days(length), 0)
    met_on = first_day_reaching(periods, MONTHS) if periods else None
    over = bool(lacking and met_on and met_on <= on)
    return Term(
        periods=tuple(merge(periods)),
        length=length,
        at_level=span([job.period for job in begun if job.at_level], on=on),
        met=not lacking,
        met_on=met_on,
        again_on=first_day_reaching([*periods, (on, None)], MONTHS) if over else None,
        missing=Span(days=lacking),
    )


def _days(length: Span) -> int:
    return length.months * DAYS_A_MONTH + length.days
