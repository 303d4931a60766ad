"""The lives of conduct: a report, a case, a seat on its committee, a proposed judgement.

A draft and a report that nobody confirmed leave no row. A case is closed by a judgement alone, and nothing follows it.
"""

from typing import Final

from common.states import Life
from conduct.enums import CaseState, JudgementState, ReportState, SeatState

REPORT: Final = Life(
    {
        ReportState.DRAFT: frozenset({ReportState.SENT}),
        ReportState.SENT: frozenset({ReportState.CONFIRMED}),
        ReportState.CONFIRMED: frozenset({ReportState.OPENED, ReportState.DISMISSED, ReportState.WITHDRAWN}),
        ReportState.OPENED: frozenset(),
        ReportState.DISMISSED: frozenset(),
        ReportState.WITHDRAWN: frozenset(),
    }
)
"""Taken back before it was confirmed, a report leaves no row either. Once a case was opened, its reporter can withdraw
from it; the report stays part of the case."""

CASE: Final = Life(
    {
        CaseState.FORMING: frozenset({CaseState.NAMED}),
        CaseState.NAMED: frozenset({CaseState.EXPLAINING}),
        CaseState.EXPLAINING: frozenset({CaseState.DELIBERATING}),
        CaseState.DELIBERATING: frozenset({CaseState.PROPOSED}),
        CaseState.PROPOSED: frozenset({CaseState.DELIBERATING, CaseState.CLOSED}),
        CaseState.CLOSED: frozenset(),
    }
)
"""No deliberation before the member explained, declined or let the day pass; no judgement before a deliberation."""

SEAT: Final = Life(
    {
        SeatState.INVITED: frozenset(
            {SeatState.SEATED, SeatState.DECLINED, SeatState.STEPPED_ASIDE, SeatState.REPLACED}
        ),
        SeatState.SEATED: frozenset({SeatState.STEPPED_ASIDE, SeatState.REPLACED}),
        SeatState.DECLINED: frozenset(),
        SeatState.STEPPED_ASIDE: frozenset(),
        SeatState.REPLACED: frozenset(),
    }
)
"""Who has an interest steps aside, at once or later; an invitation that is taken back, or a challenge, replaces."""

JUDGEMENT: Final = Life(
    {
        JudgementState.PROPOSED: frozenset({JudgementState.CONFIRMED, JudgementState.SENT_BACK}),
        JudgementState.CONFIRMED: frozenset(),
        JudgementState.SENT_BACK: frozenset(),
    }
)

OPEN: Final = (
    CaseState.FORMING,
    CaseState.NAMED,
    CaseState.EXPLAINING,
    CaseState.DELIBERATING,
    CaseState.PROPOSED,
)
"""The cases that are under way."""
TOLD: Final = OPEN[1:]
"""Those of which the member knows."""
AT_WORK: Final = (SeatState.INVITED, SeatState.SEATED)
"""Seats that are not given up."""
