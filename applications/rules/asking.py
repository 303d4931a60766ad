"""How long somebody who is asked for a reference has, and when they and the applicant are reminded.

Pure, in working days after the day somebody was asked; each person has a clock of their own. Source: S0.
"""

from collections.abc import Collection
from datetime import date
from enum import IntEnum
from typing import Final

from common.calendar import add_working_days, working_days_between


class Step(IntEnum):
    """What happens on which working day without an answer."""

    REMINDED = 3
    REMINDED_AGAIN = 7
    REPLACE = 10
    LAST_DAY = 15


LATE: Final = Step.REMINDED_AGAIN
"""From this working day on somebody is late."""


def ends_on(asked_on: date, closed: Collection[date]) -> date:
    """The last day, inclusive, on which the link of somebody who was asked on a day opens the form."""
    return add_working_days(asked_on, Step.LAST_DAY, closed)


def steps_due(asked_on: date, on: date, closed: Collection[date]) -> list[Step]:
    """The steps whose working day has come by ``on``; that a link has ended tells its own last day."""
    gone = working_days_between(asked_on, on, closed) if on > asked_on else 0
    return [step for step in Step if step is not Step.LAST_DAY and gone >= step]


def late(asked_on: date, on: date, closed: Collection[date]) -> bool:
    """Whether an answer that has not come by ``on`` is late."""
    return on > asked_on and working_days_between(asked_on, on, closed) >= LATE
