"""Which activities are attended at events of the institute's own, and how long one may be.

Pure. Lengths are minutes, amounts ten-thousandths of an hour. Source: S1, S2.
"""

from typing import Final

from cpe.rules.policy import ONE, Activity

ATTENDED: Final = frozenset({"webinar-attended", "coach-attended", "other-course"})
COURSES: Final = "seco-"
"""How the keys of the institute's own courses begin."""
MOST_DAYS: Final = 31
"""A longer course is planned in parts."""
MOST_OF_A_DAY: Final = 12 * 60
"""Nobody is at an event for longer than that on each of its days; the rest is a night, which is a break."""


def holds_nights(minutes: int, days: int) -> bool:
    """Whether the length of an event that touches so many days can only be with its nights."""
    return minutes > days * MOST_OF_A_DAY


def is_attended(key: str) -> bool:
    """Whether this activity can be one of the institute's own events."""
    return key in ATTENDED or key.startswith(COURSES)


def in_hours(seconds: int) -> int:
    """Seconds as ten-thousandths of an hour, rounded down."""
    return seconds * ONE // 3600


def is_too_long(activity: Activity, minutes: int) -> bool:
    """Whether it takes longer than one claim of the activity may be for."""
    return activity.longest is not None and minutes * ONE > activity.longest * 60
