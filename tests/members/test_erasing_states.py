"""Every move of a request to be forgotten, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from common.errors import DomainError
from members import services
from members.enums import ErasureState
from members.models import Erasure
from members.states import ERASURE
from tests.factories.accounts import UserFactory
from tests.factories.exams import ErasureFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 20, 9, tzinfo=dt.UTC)


def _by(act: Callable[..., object]) -> Callable[[Erasure], object]:
    return lambda row: act(row, by=UserFactory(roles=["privacy-officer"]), at=AT)


MOVES: dict[ErasureState, Callable[[Erasure], object]] = {
    ErasureState.ASKED: _by(services.send_back),
    ErasureState.PUT_FORWARD: _by(services.put_forward),
    ErasureState.CARRIED_OUT: _by(services.carry_out),
    ErasureState.TAKEN_BACK: lambda row: services.take_erasure_back(row, by=row.person, at=AT),
}
BEGINNINGS = {
    ErasureState.ASKED: {},
    ErasureState.PUT_FORWARD: {"forward": True},
    ErasureState.CARRIED_OUT: {"carried_out": True},
    ErasureState.TAKEN_BACK: {"taken_back": True},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ErasureState))
def test_request_moves_only_as_its_table_says(now: ErasureState, then: ErasureState) -> None:
    row = ErasureFactory(**BEGINNINGS[now])
    if ERASURE.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(DomainError):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if ERASURE.allows(now, then) else now)
