"""From acceptance to award: how long it may take, when somebody is warned, and on which day the title is awarded.

Pure. Source: S0.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from applications.enums import Item
from common.calendar import add_months, local_day

MONTHS: Final = 6
"""An acceptance that is not completed within so many months lapses."""
TO_PAY: Final = 30
"""Calendar days after the acceptance until which the first invoice is to be paid."""
WARNED: Final = (60, 14)
"""Calendar days before the last one on which the applicant is warned."""
REST: Final = timedelta(days=7)
"""How long an acceptance stays at least after the second warning."""
BANK: Final = timedelta(days=7)
"""How long after the last day we wait for what the bank tells of it."""


def lapses_on(accepted_on: date) -> date:
    """The last day, inclusive, on which the last fact is in time."""
    return add_months(accepted_on, MONTHS)


def pay_by(accepted_on: date) -> date:
    """The day by which the first invoice is to be paid."""
    return accepted_on + timedelta(days=TO_PAY)


def missing(facts: Mapping[Item, datetime | None]) -> tuple[Item, ...]:
    """The items that are not there yet, in the order of the list."""
    return tuple(item for item in Item if facts.get(item) is None)


def awarded_on(facts: Mapping[Item, datetime | None]) -> date | None:
    """The day on which the portal learned the last of the facts; none while one is missing."""
    moments = [facts.get(item) for item in Item]
    known = [moment for moment in moments if moment is not None]
    return local_day(max(known)) if len(known) == len(moments) else None


def warning_due(last: date, on: date) -> int | None:
    """The warning that is due by a day, by its days before the last one: of two that were missed the later."""
    reached = [days for days in WARNED if last - timedelta(days=days) <= on]
    return reached[-1] if reached else None


def last_day(lapses_on: date, warned_on: date | None) -> date | None:
    """The last day, inclusive, in time: a week after the second warning at the earliest; none before that was written.

    Where a night was missed, the acceptance waits for its warning, not the applicant.
    """
    return None if warned_on is None else max(lapses_on, warned_on + REST)


def in_time(days: Mapping[Item, date | None], last: date | None) -> bool:
    """Whether all facts are there, each by the last day: so whenever somebody looks, the answer is the same."""
    known = [days.get(item) for item in Item]
    return all(day is not None and (last is None or day <= last) for day in known)
