"""The lives of the register: a title claimed after an exam, decided, and perhaps objected to."""

from typing import Final

from common.states import Life
from members.enums import ExamState

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
