"""How long a draft is kept: six months after its last change; its owner is warned 14 and 7 days before. Pure."""

from datetime import date, timedelta
from typing import Final

from common.calendar import add_months

MONTHS: Final = 6
WARNED: Final = (14, 7)
"""Days before the last one on which its owner is warned."""


def kept_until(changed_on: date) -> date:
    """The last day, inclusive, on which a draft last changed on that day is kept."""
    return add_months(changed_on, MONTHS)


def warned_on(changed_on: date) -> tuple[date, ...]:
    """The days from which on its owner is warned, in order."""
    return tuple(kept_until(changed_on) - timedelta(days=days) for days in WARNED)
