"""Every move of an event, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from common.errors import IllegalMove
from cpe import services
from cpe.enums import EventState
from cpe.models import Event
from cpe.states import EVENT
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS_AT, EventFactory

pytestmark = pytest.mark.django_db

LATER = BEGINS_AT + dt.timedelta(days=1)


def _hold(row: Event) -> None:
    services.hold_event(row.pk, by=UserFactory(roles=["cpe-reviewer"]), at=LATER)


def _call_off(row: Event) -> None:
    services.call_off(row.pk, "The room is gone.", by=UserFactory(roles=["cpe-reviewer"]), at=LATER)


def _become(state: EventState, row: Event) -> None:
    row.become(state)


MOVES: dict[EventState, Callable[[Event], None]] = {
    EventState.PLANNED: partial(_become, EventState.PLANNED),
    EventState.HELD: _hold,
    EventState.CALLED_OFF: _call_off,
}
BEGINNINGS = {EventState.PLANNED: {}, EventState.HELD: {"held": True}, EventState.CALLED_OFF: {"called_off": True}}


@pytest.mark.parametrize("then", list(EventState))
@pytest.mark.parametrize("now", list(EventState))
def test_event_moves_only_as_its_table_says(now: EventState, then: EventState) -> None:
    row = EventFactory(**BEGINNINGS[now])
    if EVENT.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if EVENT.allows(now, then) else now)
