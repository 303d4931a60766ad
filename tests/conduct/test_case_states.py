"""Every move of a case, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from common.errors import IllegalMove
from conduct.enums import CaseState
from conduct.models import Case
from conduct.states import CASE
from tests.factories.conduct import AT, CaseFactory

pytestmark = pytest.mark.django_db

_TOLD: dict[str, Any] = {"named_at": AT}
_ASKED: dict[str, Any] = {**_TOLD, "asked_at": AT, "explain_by": dt.date(2026, 12, 2)}
_CLOSED: dict[str, Any] = {**_ASKED, "outcome": "no-breach", "closed_at": AT, "kept_until": dt.date(2027, 11, 2)}
BEGINNINGS: dict[CaseState, dict[str, Any]] = {
    CaseState.FORMING: {},
    CaseState.NAMED: {"state": "named", **_TOLD},
    CaseState.EXPLAINING: {"state": "explaining", **_ASKED},
    CaseState.DELIBERATING: {"state": "deliberating", **_ASKED},
    CaseState.PROPOSED: {"state": "proposed", **_ASKED},
    CaseState.CLOSED: {"state": "closed", **_CLOSED},
}


def _become(state: CaseState, row: Case) -> None:
    row.become(state)
    for name, value in BEGINNINGS[state].items():
        setattr(row, name, value)
    row.save()


MOVES: dict[CaseState, Callable[[Case], None]] = {state: partial(_become, state) for state in CaseState}


@pytest.mark.parametrize("then", list(CaseState))
@pytest.mark.parametrize("now", list(CaseState))
def test_case_moves_only_as_its_table_says(now: CaseState, then: CaseState) -> None:
    row = CaseFactory(**BEGINNINGS[now])
    if CASE.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if CASE.allows(now, then) else now)
