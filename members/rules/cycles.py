"""The days of a certification cycle: three certification years, and the grace after the expiration date.

Pure. Days are inclusive. The anniversary of 29 February in a common year is 1 March. Source: S1.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final

from common.calendar import DAY, anniversary

YEARS: Final = 3
GRACE: Final = timedelta(days=90)

Days = tuple[date, date]
"""First and last day of a period, both inclusive."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """One cycle of a credential: everything follows from its first day."""

    number: int
    first: date

    @cached_property
    def years(self) -> tuple[Days, ...]:
        """The three certification years, each from one anniversary to the day before the next."""
        begins = [anniversary(self.first, years) for years in range(YEARS + 1)]
        return tuple((begin, after - DAY) for begin, after in pairwise(begins))

    @cached_property
    def expires_on(self) -> date:
        """The expiration date, the last day of the cycle."""
        return anniversary(self.first, YEARS) - DAY

    @property
    def last_day(self) -> date:
        """The last day to report and pay, unless it was extended."""
        return self.expires_on + GRACE

    def holds(self, day: date) -> bool:
        """Whether the day is one of the cycle's."""
        return self.first <= day <= self.expires_on

    def year_of(self, day: date) -> int:
        """Which certification year the day lies in: 0, 1 or 2. Raises ``ValueError`` outside the cycle."""
        if not self.holds(day):
            raise ValueError("This day lies outside the cycle.")
        return (day >= self.years[1][0]) + (day >= self.years[2][0])

    def following(self) -> "Window":
        """The cycle that starts when this one is over."""
        return Window(number=self.number + 1, first=self.expires_on + DAY)


def latest_first_day_over_by(on: date, years: int = YEARS) -> date:
    """The latest first day of a cycle whose first ``years``, all of them unless said, are over before ``on``."""
    day = anniversary(on, -years)
    return day if anniversary(day, years) <= on else day - DAY


def first_days_expiring(first: date, last: date, *, years: int = YEARS) -> Days:
    """The first days of the cycles whose expiration date, or the last day of whose first ``years``, lies between two
    days, both inclusive."""
    return latest_first_day_over_by(first, years) + DAY, latest_first_day_over_by(last + DAY, years)
