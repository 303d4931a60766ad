"""From acceptance to award: how long it may take, when somebody is warned, and on which day the title is awarded.

Pure. Source: S0.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from applications.enums import Item
from common.calendar import add_months, local_day

MONTHS: Final = 6
"""An acceptance that is not completed within so many months lapses."""
TO_PAY: Final = 30
"""Calendar days after the acceptance until which the first invoice is to be paid."""
WARNED: Final = (60, 14)
"""Calendar days before the last one on which the applicant is warned."""


def lapses_on(accepted_on: date) -> date:
    """The last day, inclusive, on which the last fact is in time."""
    return add_months(accepted_on, MONTHS)


def missing(facts: Mapping[Item, datetime | None]) -> tuple[Item, ...]:
    """The items that are not there yet, in the order of the list."""
    return tuple(item for item in Item if facts.get(item) is None)


def awarded_on(facts: Mapping[Item, datetime | None]) -> date | None:
    """The day on which the portal learned the last of the facts; none while one is missing."""
    moments = [facts.get(item) for item in Item]
    known = [moment for moment in moments if moment is not None]
    return local_day(max(known)) if len(known) == len(moments) else None
