"""Every move of a proposal, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from common.errors import IllegalMove
from common.lives import move
from members.enums import ProposalState
from members.models import Proposal
from members.states import PROPOSAL
from tests.factories.bank import ProposalFactory

pytestmark = pytest.mark.django_db

SETTLED_AT = dt.datetime(2026, 7, 2, 9, 0, tzinfo=dt.UTC)


def _become(state: ProposalState, proposal: Proposal) -> None:
    move(proposal, state, PROPOSAL)
    proposal.settled_at = None if state == ProposalState.OPEN else SETTLED_AT


MOVES: dict[ProposalState, Callable[[Proposal], None]] = {state: partial(_become, state) for state in ProposalState}
BEGINNINGS = {
    state: {"state": state.value, "settled_at": None if state == ProposalState.OPEN else SETTLED_AT}
    for state in ProposalState
}


@pytest.mark.parametrize("then", list(ProposalState))
@pytest.mark.parametrize("now", list(ProposalState))
def test_proposal_moves_only_as_its_table_says(now: ProposalState, then: ProposalState) -> None:
    proposal = ProposalFactory(**BEGINNINGS[now])
    if PROPOSAL.allows(now, then):
        MOVES[then](proposal)
        proposal.save()
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](proposal)
    proposal.refresh_from_db()
    assert proposal.state == (then if PROPOSAL.allows(now, then) else now)
