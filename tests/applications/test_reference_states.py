"""Every move of somebody who was named, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from applications.enums import ReferenceState
from applications.models import Reference
from applications.services.asking import ask
from applications.services.drafts import locked
from applications.services.forgetting import forget_named
from applications.states import REFERENCE
from common.errors import IllegalMove
from tests.factories.applications import ENDED, ReferenceFactory

pytestmark = pytest.mark.django_db

AT = ENDED + dt.timedelta(days=1)


def _ask(reference: Reference) -> None:
    ask(locked(reference.application_id), [reference], at=AT)


def _forget(reference: Reference) -> None:
    forget_named([reference.pk], at=AT)


def _become(state: ReferenceState, reference: Reference) -> None:
    reference.become(state)
    reference.ended_at, reference.declined = AT, "never-agreed" if state == ReferenceState.DECLINED else ""
    reference.save()


MOVES: dict[ReferenceState, Callable[[Reference], None]] = {
    ReferenceState.ASKED: _ask,
    ReferenceState.ANSWERED: partial(_become, ReferenceState.ANSWERED),
    ReferenceState.DECLINED: partial(_become, ReferenceState.DECLINED),
    ReferenceState.ENDED: partial(_become, ReferenceState.ENDED),
    ReferenceState.REPLACED: partial(_become, ReferenceState.REPLACED),
    ReferenceState.WITHDREW: _forget,
}
_UNDER_WAY = {"application__references_asked": True}
BEGINNINGS = {
    ReferenceState.NAMED: _UNDER_WAY,
    ReferenceState.ASKED: {**_UNDER_WAY, "asked": True},
    ReferenceState.ANSWERED: {**_UNDER_WAY, "answering": True},
    ReferenceState.DECLINED: {**_UNDER_WAY, "declining": True},
    ReferenceState.ENDED: {**_UNDER_WAY, "ended": True},
    ReferenceState.REPLACED: {**_UNDER_WAY, "asked": True, "state": "replaced", "ended_at": ENDED},
    ReferenceState.WITHDREW: {**_UNDER_WAY, "asked": True, "state": "withdrew", "ended_at": ENDED},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ReferenceState))
def test_reference_moves_only_as_its_table_says(now: ReferenceState, then: ReferenceState) -> None:
    reference = ReferenceFactory(**BEGINNINGS[now])
    if REFERENCE.allows(now, then):
        MOVES[then](reference)
    elif now == then == ReferenceState.WITHDREW:
        MOVES[then](reference)  # forgotten already
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](reference)
    reference.refresh_from_db()
    assert reference.state == (then if REFERENCE.allows(now, then) else now)
