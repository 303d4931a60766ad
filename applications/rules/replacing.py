"""Naming somebody else, giving another address, sending a link again: when, how often, and how long it then opens.

Pure. Source: S0; 48 hours as people ask of such portals.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from applications.enums import ReferenceState
from applications.rules.asking import ends_on
from common.calendar import add_working_days

PAUSE: Final = timedelta(hours=48)
"""Between two mails with a link to one person, where the applicant asks for the second."""
AT_LEAST: Final = 5
"""Working days for which a link opens the form at a new address, whatever is left of the first fifteen."""
CAN_ACT: Final = (ReferenceState.NAMED, ReferenceState.ASKED)
"""People whose answer may still come; there are at most six of them."""
COUNTED: Final = (*CAN_ACT, ReferenceState.ANSWERED)
"""People who count, or still may."""
OVER: Final = (ReferenceState.DECLINED, ReferenceState.ENDED, ReferenceState.WITHDREW)
"""People in whose place somebody else can be named at any time."""


def again_from(newest: datetime) -> datetime:
    """From when on an applicant can have a link sent again, after the newest one was made."""
    return newest + PAUSE


def replaceable(state: ReferenceState, *, late: bool, returned: bool) -> bool:
    """Whether somebody else can be named in a person's place: not for one who answered, or is in time."""
    return state in OVER or (state == ReferenceState.ASKED and (late or returned))


def prolonged(asked_on: date, on: date, closed: Collection[date]) -> date:
    """The last day of a link that goes to another address on a day: five more at most than who was asked then has."""
    most = add_working_days(ends_on(asked_on, closed), AT_LEAST, closed)
    return min(add_working_days(on, AT_LEAST, closed), most)
