"""Every move of somebody who was named, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from applications.enums import Declined, ReferenceState
from applications.models import Reference
from applications.services import answering, reminding, replacing
from applications.services.asking import ask
from applications.services.drafts import locked
from applications.services.forgetting import forget_named
from applications.services.references import Named
from applications.states import REFERENCE
from common.errors import DomainError, IllegalMove
from tests.applications.referee import said
from tests.factories.applications import ASKED, ENDED, ReferenceFactory

pytestmark = pytest.mark.django_db

AT = ASKED + dt.timedelta(days=5)
LATE = ASKED + dt.timedelta(days=16)
OVER = ENDED + dt.timedelta(days=1)


def _ask(reference: Reference) -> None:
    ask(locked(reference.application_id), [reference], at=AT)


def _forget(reference: Reference) -> None:
    forget_named([reference.pk], at=AT)


def _give(reference: Reference) -> None:
    answering.give(reference, said(), at=AT)


def _decline(reference: Reference) -> None:
    answering.decline(reference, Declined.CANNOT_NOW, at=AT)


def _end(reference: Reference) -> None:
    if "ended" not in reminding.remind([reference.application_id], at=OVER):
        raise IllegalMove


def _replace(reference: Reference) -> None:
    named = {"organisation": "Delta", "role": "Head", "phone": "", "relation": "We worked together.", "agreed": True}
    other = Named(name="Ruud Plaatsman", email="ruud@delta.example", **named)
    replacing.replace(reference, other, by=reference.application.person, at=LATE)
    reference.refresh_from_db()
    if reference.state != ReferenceState.REPLACED:
        raise IllegalMove  # somebody else was named; what this one did stays as it is


MOVES: dict[ReferenceState, Callable[[Reference], None]] = {
    ReferenceState.ASKED: _ask,
    ReferenceState.ANSWERED: _give,
    ReferenceState.DECLINED: _decline,
    ReferenceState.ENDED: _end,
    ReferenceState.REPLACED: _replace,
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
        with pytest.raises(DomainError):
            MOVES[then](reference)
    reference.refresh_from_db()
    assert reference.state == (then if REFERENCE.allows(now, then) else now)
