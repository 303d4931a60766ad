"""Every move of a proposed judgement, tried from every state against the rows themselves."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from common.errors import IllegalMove
from conduct.enums import JudgementState
from conduct.models import Judgement
from conduct.states import JUDGEMENT
from tests.factories.accounts import UserFactory
from tests.factories.conduct import AT, JudgementFactory

pytestmark = pytest.mark.django_db

BEGINNINGS: dict[JudgementState, dict[str, Any]] = {
    JudgementState.PROPOSED: {},
    JudgementState.CONFIRMED: {"confirmed": True},
    JudgementState.SENT_BACK: {"sent_back_once": True},
}


def _become(state: JudgementState, row: Judgement) -> None:
    row.become(state)
    row.decided_at, row.decided_by = AT, UserFactory(roles=("committee-member",))
    row.save()


MOVES: dict[JudgementState, Callable[[Judgement], None]] = {state: partial(_become, state) for state in JudgementState}


@pytest.mark.parametrize("then", list(JudgementState))
@pytest.mark.parametrize("now", list(JudgementState))
def test_judgement_moves_only_as_its_table_says(now: JudgementState, then: JudgementState) -> None:
    row = JudgementFactory(**BEGINNINGS[now])
    if JUDGEMENT.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if JUDGEMENT.allows(now, then) else now)
