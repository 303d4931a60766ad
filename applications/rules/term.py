"""The term: how long somebody worked in a title's field, and how long of that at level.

Pure. Days are calendar days, periods include both ends; overlapping periods count once, whole months from the first
day of each, 30 days make a month. A running job counts up to and including the day asked about. Part-time counts by
the calendar. Source: S0.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from common.calendar import DAY, Period, Span, first_day_reaching, merge, span

MONTHS: Final = 60
"""Five years."""


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

    ``met_on`` is the first day the term is met: the job that runs on the day asked about goes on, or else, ``again``,
    work is taken up again on that day. ``missing`` is the time by the calendar until then; without any job all of it.
    """

    periods: tuple[Period, ...]
    length: Span
    at_level: Span
    met: bool
    met_on: date | None
    again: bool
    missing: Span


def term(jobs: Collection[Job], on: date) -> Term:
    """The sum of a work history on a day."""
    begun = [job for job in jobs if job.in_field and job.first <= on]
    periods = [job.period for job in begun]
    length = span(periods, on=on)
    met = length >= Span(MONTHS)
    again = bool(periods) and not met and all(last and last < on for _first, last in periods)
    met_on = first_day_reaching([*periods, (on, None)] if again else periods, MONTHS) if periods else None
    ahead = [] if met or met_on is None else [(on if again else on + DAY, met_on)]
    return Term(
        periods=tuple(merge(periods)),
        length=length,
        at_level=span([job.period for job in begun if job.at_level], on=on),
        met=met,
        met_on=met_on,
        again=again,
        missing=span(ahead) if periods else Span(MONTHS),
    )
