"""The clock of an application that was submitted: until when we answer, and what that looks like on a day.

Pure. The clock itself is ``common.calendar.answer_due``. Source: S0.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from common.calendar import ANSWER_DAYS, DAY, add_working_days, working_days_between

AMBER_FROM: Final = 16
"""The working day of the clock from which the answer is pressing."""
MORE: Final = 10
"""Working days within which we answer once the day of our answer has passed, unless a person says otherwise."""


class Urgency(StrEnum):
    """How an application stands to the day of its answer."""

    STILL = "still"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def amber_until(on: date, closed: Collection[date]) -> date:
    """The latest day of an answer that is pressing on a day: the clock has run sixteen working days or more."""
    return add_working_days(on, ANSWER_DAYS - AMBER_FROM, closed)


def urgency(due_on: date | None, on: date, closed: Collection[date]) -> Urgency:
    """How an answer due on a day stands on another; without a day the clock stands still."""
    if due_on is None:
        return Urgency.STILL
    if due_on < on:
        return Urgency.RED
    return Urgency.AMBER if due_on <= amber_until(on, closed) else Urgency.GREEN


def new_promise(on: date, closed: Collection[date]) -> date:
    """The day we name on ``on``, after the one we named has passed."""
    return add_working_days(on, MORE, closed)


def moved(promised_on: date, asked_on: date, ended_on: date, closed: Collection[date]) -> date:
    """A day we named, once a question was asked and has ended: later by the working days it waited.

    One that had passed when the question was asked stays as it is.
    """
    if promised_on < asked_on:
        return promised_on
    left = working_days_between(asked_on - DAY, promised_on, closed)
    return max(promised_on, add_working_days(ended_on - DAY, left, closed))
