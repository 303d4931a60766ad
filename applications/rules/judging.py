"""Which reasons a finding about a criterion may have, and what a decision needs.

Pure. No rule here decides: two people do. Source: S0.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from applications.enums import Answer, Criterion, Finding, Quorum, Reason
from common.calendar import add_months

REASONS: Final[Mapping[tuple[Criterion, Finding], tuple[Reason, ...]]] = {
    (Criterion.RELEVANCE, Finding.MET): (Reason.WORK_IN_FIELD, Reason.ENOUGH_IN_FIELD),
    (Criterion.RELEVANCE, Finding.NOT_MET): (
        Reason.OUTSIDE_FIELD,
        Reason.TOO_LITTLE_IN_FIELD,
        Reason.RELEVANCE_NOT_SHOWN,
    ),
    (Criterion.TERM, Finding.MET): (Reason.FIVE_YEARS, Reason.SHORT_BUT_ENOUGH),
    (Criterion.TERM, Finding.NOT_MET): (Reason.UNDER_FIVE_YEARS, Reason.TERM_NOT_SHOWN),
    (Criterion.LEVEL, Finding.MET): (Reason.RESPONSIBLE, Reason.INFLUENCE),
    (Criterion.LEVEL, Finding.NOT_MET): (
        Reason.WITHOUT_INFLUENCE,
        Reason.CARRIED_OUT_ONLY,
        Reason.LEVEL_NOT_SHOWN,
    ),
    (Criterion.ACCOMPLISHMENT, Finding.MET): (Reason.OWN_RESULT,),
    (Criterion.ACCOMPLISHMENT, Finding.NOT_MET): (
        Reason.WORK_OF_OTHERS,
        Reason.NO_RESULT,
        Reason.RESULT_NOT_SHOWN,
    ),
}
AGAIN_MONTHS: Final = 60
"""A rejection names no later day for trying again."""
OBJECTION_DAYS: Final = 30
"""Calendar days, the last one included, within which a rejection can be objected to."""


def fits(criterion: Criterion, finding: Finding, reason: Reason) -> bool:
    """Whether this can be the reason of such a finding."""
    return reason in REASONS[criterion, finding]


def contradicts_sum(reason: Reason, *, met: bool) -> bool:
    """Whether a reason about the term says otherwise than the portal's own sum, which ``met`` the term or not."""
    return reason in ({Reason.UNDER_FIVE_YEARS, Reason.SHORT_BUT_ENOUGH} if met else {Reason.FIVE_YEARS})


def may_be(
    answer: Answer, findings: Mapping[Criterion, Finding], quorum: Quorum, *, on_objection: bool = False
) -> bool:
    """Whether the findings of who proposes carry an answer: acceptance needs all four and the quorum.

    A rejection needs one that is not met. Over an objection nobody is asked for another reference any more, so there
    the missing quorum carries it, too.
    """
    if set(findings) != set(Criterion):
        return False
    met = all(finding is Finding.MET for finding in findings.values())
    reached = quorum is Quorum.REACHED
    return (met and reached) if answer is Answer.ACCEPT else not met or (on_objection and not reached)


def again_from(decided_on: date, months: int) -> date:
    """The day from which somebody may try again so many months after a rejection."""
    return add_months(decided_on, months)


def again_days(on: date) -> tuple[date, date]:
    """The first and the last day that a rejection of a day may name for trying again."""
    return on + timedelta(days=1), add_months(on, AGAIN_MONTHS)
