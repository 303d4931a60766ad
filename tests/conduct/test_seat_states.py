"""Every move of a seat on a committee, tried from every state against the rows themselves."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from common.errors import IllegalMove
from conduct.enums import SeatState
from conduct.models import Seat
from conduct.states import SEAT
from tests.factories.conduct import AT, SeatFactory

pytestmark = pytest.mark.django_db

BEGINNINGS: dict[SeatState, dict[str, Any]] = {
    SeatState.INVITED: {},
    **{state: {"state": state.value, "answered_at": AT} for state in SeatState if state is not SeatState.INVITED},
}


def _become(state: SeatState, row: Seat) -> None:
    row.become(state)
    for name, value in BEGINNINGS[state].items():
        setattr(row, name, value)
    row.save()


MOVES: dict[SeatState, Callable[[Seat], None]] = {state: partial(_become, state) for state in SeatState}


@pytest.mark.parametrize("then", list(SeatState))
@pytest.mark.parametrize("now", list(SeatState))
def test_seat_moves_only_as_its_table_says(now: SeatState, then: SeatState) -> None:
    row = SeatFactory(**BEGINNINGS[now])
    if SEAT.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if SEAT.allows(now, then) else now)
