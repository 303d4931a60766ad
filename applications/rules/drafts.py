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


def warning_due(changed_on: date, on: date) -> int | None:
    """The warning that is due by a day, by its days before the last one: of several that were missed the latest."""
    reached = [days for days, day in zip(WARNED, warned_on(changed_on), strict=True) if day <= on]
    return reached[-1] if reached else None


def kept_after_warning(changed_on: date, warned: date) -> date:
    """The last day, inclusive, on which a draft is kept whose owner got the last warning on a day.

    Seven days later at the earliest: where a night was missed, the draft waits for its warning, not the owner.
    """
    return max(kept_until(changed_on), warned + timedelta(days=WARNED[-1]))
