"""On which days something is written about a cycle: reminders around its expiration date, a statement a year.

Pure. A reminder is known by its distance in days from the expiration date, below zero before it. The dates are those
of the terms in force on the day asked for. What was missed is caught up with until the next one is reached; of several
that were missed only the latest is written. Source: S0, S1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from common.calendar import DAY
from cpe.enums import Judged
from cpe.rules.cycles import Judgement
from members.rules.cycles import GRACE, Days, Window, first_days_expiring

STATED_FOR: Final = timedelta(days=60)
"""How long after a certification year its statement is still written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Days ``before`` and ``after`` the expiration date on which a member is reminded."""

    before: tuple[int, ...] = (180, 90, 30, 7)
    after: tuple[int, ...] = (1, 30, 60, 80, 89)

    @property
    def steps(self) -> tuple[int, ...]:
        """Days from the expiration date on which somebody is reminded, the earliest first."""
        return tuple(sorted({-days for days in self.before} | set(self.after)))

    def windows(self, on: date) -> Iterator[tuple[int, Days]]:
        """Each reminder with the expiration dates, first and last, of which it is the latest one on a day.

        As the last day of a cycle comes 90 days after; one that was moved is ``moved_steps``'.
        """
        for step, following in pairwise((*self.steps, GRACE.days + 1)):
            yield step, (on - timedelta(days=following) + DAY, on - timedelta(days=step))

    def step(self, window: Window, on: date, last_day: date) -> int | None:
        """The reminder that is due by a day: the latest one reached; ``None`` before the first and past the last."""
        passed = (on - window.expires_on).days
        reached = [step for step in self.of(window, last_day) if step <= passed]
        return reached[-1] if reached and on <= last_day else None

    def of(self, window: Window, last_day: date) -> tuple[int, ...]:
        """The reminders of one cycle; where its last day was moved, those of the second half of grace come again.

        They keep their distance from the last day.
        """
        moved = (last_day - window.last_day).days
        late = {step + moved for step in self.after if 2 * step > GRACE.days} if moved > 0 else set()
        return tuple(sorted({*self.steps, *late}))

    def days(self, window: Window, last_day: date) -> Iterator[tuple[int, date]]:
        """Each reminder of a cycle that stays open, with its day."""
        return ((step, window.expires_on + timedelta(days=step)) for step in self.of(window, last_day))


def stating(year: int, on: date) -> Days:
    """The first days of the cycles whose statement of a certification year, from 1, is due on a day."""
    return first_days_expiring(on - STATED_FOR, on - DAY, years=year)


def stated(window: Window, year: int, on: date) -> bool:
    """Whether the statement of a certification year, from 1, is due on a day: it is over, and not for long."""
    last = window.years[year - 1][1]
    return last < on <= last + STATED_FOR


def is_missing(judged: Judgement) -> bool:
    """Whether there is anything to remind of: credits or fees, and nothing that renewed the cycle already."""
    return judged.outcome is not Judged.RENEWED and bool(judged.missing or judged.fees_open)
