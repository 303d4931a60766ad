"""The lives of the register: what money is proposed for; a title claimed after an exam; a request to be forgotten."""

from typing import Final

from common.states import Life
from members.enums import ErasureState, ExamState, ProposalState

PROPOSAL: Final = Life(
    {
        ProposalState.OPEN: frozenset({ProposalState.TAKEN, ProposalState.DECLINED, ProposalState.LAPSED}),
        ProposalState.TAKEN: frozenset(),
        ProposalState.DECLINED: frozenset(),
        ProposalState.LAPSED: frozenset(),
    }
)
"""It lapses when its line is used up or its invoice is closed without it."""

EXAM_CLAIM: Final = Life(
    {
        ExamState.CLAIMED: frozenset({ExamState.AWARDED, ExamState.REFUSED, ExamState.WITHDRAWN}),
        ExamState.REFUSED: frozenset({ExamState.OBJECTED}),
        ExamState.OBJECTED: frozenset({ExamState.AWARDED, ExamState.UPHELD}),
        ExamState.AWARDED: frozenset(),
        ExamState.WITHDRAWN: frozenset(),
        ExamState.UPHELD: frozenset(),
    }
)

OPEN: Final = (ExamState.CLAIMED, ExamState.OBJECTED)
"""Where a claim waits for us; of these there is one for each person and title."""

ERASURE: Final = Life(
    {
        ErasureState.ASKED: frozenset({ErasureState.PUT_FORWARD, ErasureState.TAKEN_BACK}),
        ErasureState.PUT_FORWARD: frozenset({ErasureState.ASKED, ErasureState.CARRIED_OUT, ErasureState.TAKEN_BACK}),
        ErasureState.CARRIED_OUT: frozenset(),
        ErasureState.TAKEN_BACK: frozenset(),
    }
)
"""One colleague puts it forward, another carries it out or sends it back; the person can take it back until then."""

ERASURE_OPEN: Final = (ErasureState.ASKED, ErasureState.PUT_FORWARD)
"""Where somebody can still take it back; of these there is one for each person."""
