"""When somebody who asks to be forgotten is. Pure. Source: S0, the data protection law's month."""

from datetime import date, timedelta
from typing import Final

from common.calendar import DAY, add_months

THINKING: Final = timedelta(days=14)
"""Whoever asks can think it over so long: nobody carries it out before."""
MONTH: Final = 1
"""Months in which a request is answered."""


def think_until(asked_on: date) -> date:
    """The last day, inclusive, that is left to think."""
    return asked_on + THINKING


def from_day(asked_on: date) -> date:
    """The first day on which it can be carried out."""
    return think_until(asked_on) + DAY


def due_on(asked_on: date) -> date:
    """The day by which it is carried out."""
    return add_months(asked_on, MONTH)
