"""The one objection to a rejection: until when it can be made, and by when it is decided. Pure. Source: S0."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from applications.rules.judging import OBJECTION_DAYS
from common.calendar import add_working_days

ANSWER_DAYS: Final = 20
"""Working days after the day of an objection within which it is decided."""
REACH: Final = timedelta(days=60)
"""No objection is to be decided later than so many days after it was made."""


def open_until(rejected_on: date) -> date:
    """The last day, inclusive, on which a rejection of that day can be objected to."""
    return rejected_on + timedelta(days=OBJECTION_DAYS)


def open_from(on: date) -> date:
    """The first day whose rejections can still be objected to on a day."""
    return on - timedelta(days=OBJECTION_DAYS)


def decided_by(made_on: date, closed: Collection[date]) -> date:
    """The working day by which an objection that was made on a day is decided."""
    return add_working_days(made_on, ANSWER_DAYS, closed)


def made_before(on: date, closed: Collection[date]) -> date:
    """The first day whose objections are not late on a day: those that were made before it are."""
    day = on
    while decided_by(day - timedelta(days=1), closed) >= on:
        day -= timedelta(days=1)
    return day
