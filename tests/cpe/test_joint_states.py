"""Every move of a decision of two people, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from common.errors import IllegalMove
from cpe.enums import JointState
from cpe.models import JointDecision
from cpe.services import joint
from cpe.states import JOINT
from tests.factories.accounts import UserFactory
from tests.factories.joint import PUT_FORWARD_AT, JointDecisionFactory

pytestmark = pytest.mark.django_db

LATER = PUT_FORWARD_AT + dt.timedelta(days=9)


def _confirm(row: JointDecision) -> None:
    joint.confirm(row, by=UserFactory(roles=["back-office"]), at=LATER)


def _decline(row: JointDecision) -> None:
    joint.decline(row, words="No.", by=UserFactory(roles=["back-office"]), at=LATER)


def _take_back(row: JointDecision) -> None:
    joint.take_back(row, by=row.put_forward_by, at=LATER)


def _become(state: JointState, row: JointDecision) -> None:
    row.become(state)


MOVES: dict[JointState, Callable[[JointDecision], None]] = {
    JointState.PUT_FORWARD: partial(_become, JointState.PUT_FORWARD),
    JointState.CONFIRMED: _confirm,
    JointState.DECLINED: _decline,
    JointState.TAKEN_BACK: _take_back,
}
BEGINNINGS = {
    JointState.PUT_FORWARD: {},
    JointState.CONFIRMED: {"confirmed": True},
    JointState.DECLINED: {"declined": True},
    JointState.TAKEN_BACK: {"taken_back": True},
}


@pytest.mark.parametrize("then", list(JointState))
@pytest.mark.parametrize("now", list(JointState))
def test_decision_moves_only_as_its_table_says(now: JointState, then: JointState) -> None:
    row = JointDecisionFactory(**BEGINNINGS[now])
    if JOINT.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if JOINT.allows(now, then) else now)
