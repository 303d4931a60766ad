"""Until when an appeal may be made.

Pure. Days are inclusive. Source: S1, S2.
"""

from datetime import date, timedelta
from typing import Final

from common.calendar import add_months_within

DAYS: Final = timedelta(days=90)
MONTHS: Final = 3
LONGEST: Final = timedelta(days=92)
"""The most days that three calendar months have."""


def last_day(letter_on: date) -> date:
    """The last day to appeal: 90 days or three calendar months after the day of the letter, whichever is later.

    Where the month is too short for that day, three months end on its last one.
    """
    return max(letter_on + DAYS, add_months_within(letter_on, MONTHS))


def earliest_letter(on: date) -> date:
    """No letter from before this day can be answered by an appeal any more; of this day or the next two, some can."""
    return on - max(DAYS, LONGEST)
