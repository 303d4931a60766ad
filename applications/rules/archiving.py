"""When an application that was rejected has no way back any more. Pure. Source: S0."""

from datetime import date, timedelta
from typing import Final

from applications.rules.judging import OBJECTION_DAYS

WAY_BACK: Final = timedelta(days=OBJECTION_DAYS)


def last_final(on: date) -> date:
    """The latest day such that a rejection of that day cannot be objected to any more on a day."""
    return on - WAY_BACK - timedelta(days=1)
