"""How a private link stands on a day. Pure. Source: S0."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from applications.enums import ReferenceState, Stand

DONE: Final[Mapping[ReferenceState, Stand]] = {
    ReferenceState.ANSWERED: Stand.ANSWERED,
    ReferenceState.DECLINED: Stand.DECLINED,
    ReferenceState.WITHDREW: Stand.WITHDREW,
}
"""What somebody did themselves is told as that, whatever became of the application since."""


def stand(state: ReferenceState, *, revoked: bool, under_way: bool, ends_on: date | None, on: date) -> Stand:
    """How a link stands: revoked first, then what its holder did, then the application, then the last day."""
    if revoked or state == ReferenceState.REPLACED:
        return Stand.REVOKED
    if state in DONE:
        return DONE[state]
    if not under_way:
        return Stand.CLOSED
    if state != ReferenceState.ASKED or ends_on is None or ends_on < on:
        return Stand.ENDED
    return Stand.OPEN
