"""When an applicant who was asked something is reminded, and from when on they are silent.

Pure, in working days after the day of the question.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from common.calendar import working_days_between

NUDGES: Final = (5, 10)
"""Working days after a question on which the applicant is reminded, once each."""
SILENT: Final = NUDGES[-1]
"""After more working days than these without an answer a colleague looks after it."""


def nudge_due(asked_on: date, on: date, closed: Collection[date]) -> int | None:
    """The reminder that a question which still waits has come to by a day: the latest of those whose day has come."""
    gone = working_days_between(asked_on, on, closed) if on > asked_on else 0
    return max((step for step in NUDGES if gone >= step), default=None)
