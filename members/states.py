"""The lives of the register: a proposal of what money is for."""

from typing import Final

from common.states import Life
from members.enums import ProposalState

PROPOSAL: Final = Life(
    {
        ProposalState.OPEN: frozenset({ProposalState.TAKEN, ProposalState.DECLINED, ProposalState.LAPSED}),
        ProposalState.TAKEN: frozenset(),
        ProposalState.DECLINED: frozenset(),
        ProposalState.LAPSED: frozenset(),
    }
)
"""It lapses when its line is used up or its invoice is closed without it."""
