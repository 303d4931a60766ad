"""How long the proof of an activity is kept.

Pure. Days are inclusive. Proof may be asked for until twelve months after a cycle ended, and is kept that long: four
years from the first day of the cycle. Source: S1.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from common.calendar import DAY, anniversary
from members.rules.cycles import YEARS, Window

KEPT: Final = YEARS + 1
"""Years from the first day of a cycle, or from the day of an activity that no cycle holds."""


def asked_until(done: date, cycles: Iterable[date]) -> date:
    """The last day on which proof of what was completed on a day may be asked for; ``cycles`` by their first days."""
    held = (first for first in cycles if Window(number=1, first=first).holds(done))
    return anniversary(max(held, default=done), KEPT) - DAY


def latest_first_day_past_asking(on: date) -> date:
    """The latest first day of a cycle whose proof is not asked for any more on a day."""
    day = anniversary(on, -KEPT)
    return day if anniversary(day, KEPT) <= on else day - DAY


def latest_day_in_such_a_cycle(on: date) -> date:
    """The last day that a cycle can hold whose proof is not asked for any more on a day."""
    return Window(number=1, first=latest_first_day_past_asking(on)).expires_on
