"""How long a withdrawn application is kept: twelve months. Pure. Source: S0."""

from datetime import date
from typing import Final

from common.calendar import DAY, add_months

MONTHS: Final = 12


def kept_until(withdrawn_on: date) -> date:
    """The last day, inclusive, on which an application withdrawn on that day is kept."""
    return add_months(withdrawn_on, MONTHS)


def last_over(on: date) -> date:
    """The latest day such that what was withdrawn on it is not kept any more on a day."""
    day = add_months(on, -MONTHS)
    while kept_until(day) >= on:
        day -= DAY
    return day
