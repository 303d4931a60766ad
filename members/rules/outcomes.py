"""Whether a further outcome makes sense for a credential as it stands.

Pure. The database holds what a row says by itself (a cycle, a last day, two people); this is what it says after
the others. Source: S1.
"""

from collections.abc import Collection, Iterator
from datetime import date

from members.enums import OutcomeKind, Refusal, StandingValue
from members.rules.standing import CredentialFact, OutcomeFact, Standing, counting, standing

JUDGEMENTS = frozenset({OutcomeKind.RENEWED, OutcomeKind.DECERTIFIED})
ONCE_JUDGED_NO_MORE = JUDGEMENTS | {OutcomeKind.EXTENDED}


def may_follow(credential: CredentialFact, outcomes: Collection[OutcomeFact], row: OutcomeFact) -> Refusal | None:
    """Why this row may not be recorded after these outcomes; ``None`` when it may.

    A judgement or an extension is about the cycle that is current when it takes effect; a renewal takes effect
    after the cycle is over, a loss after the last day to report and pay, whenever that was moved. Only a row that
    still counts is superseded.
    """
    if row.effective_on < credential.awarded_on:
        return Refusal.BEFORE_AWARD
    if refusal := _superseding(outcomes, row):
        return refusal
    if row.kind == OutcomeKind.WITHDRAWN:
        return None
    rest = [other for other in counting(outcomes) if other.id != row.supersedes]
    judged = {other.cycle for other in rest if other.kind in JUDGEMENTS}
    if row.kind in ONCE_JUDGED_NO_MORE and row.cycle in judged:
        return Refusal.JUDGED_ALREADY
    now = standing(credential, rest, row.effective_on)
    assert now is not None  # noqa: S101  the award is not later
    return _fits(credential, now, rest, row)


def _superseding(outcomes: Collection[OutcomeFact], row: OutcomeFact) -> Refusal | None:
    """What is wrong with the row that this one puts aside."""
    if row.supersedes is None:
        return Refusal.NOTHING_TO_WITHDRAW if row.kind == OutcomeKind.WITHDRAWN else None
    if row.supersedes not in {other.id for other in outcomes}:
        return Refusal.OTHERS_ROW
    gone = row.supersedes not in {other.id for other in counting(outcomes)}
    return Refusal.GONE_ALREADY if gone else None


def _fits(credential: CredentialFact, now: Standing, rest: Collection[OutcomeFact], row: OutcomeFact) -> Refusal | None:
    """What is wrong with the row on the day it takes effect, as the credential stands then by the other rows."""
    if row.kind == OutcomeKind.REVOKED:
        return Refusal.OVER_ALREADY if now.value == StandingValue.REVOKED else None
    if row.kind == OutcomeKind.ENDED:
        closing = standing(credential, rest, date.max)
        return Refusal.OVER_ALREADY if closing and closing.value.over else None
    if row.kind == OutcomeKind.REINSTATED and now.value != StandingValue.DECERTIFIED:
        return Refusal.NOT_DECERTIFIED
    if row.kind != OutcomeKind.REINSTATED and now.value.over:
        return Refusal.OVER_ALREADY
    if now.cycle is None or now.last_day is None or row.cycle != now.cycle.number:
        return Refusal.OTHER_CYCLE
    if row.kind == OutcomeKind.RENEWED and row.effective_on <= now.cycle.expires_on:
        return Refusal.CYCLE_RUNS
    last_day = max([now.last_day, *_moved(rest, now.cycle.number)])
    if row.kind == OutcomeKind.DECERTIFIED and row.effective_on <= last_day:
        return Refusal.STILL_IN_TIME
    if row.kind == OutcomeKind.EXTENDED and (row.last_day is None or row.last_day <= last_day):
        return Refusal.NOT_LONGER
    if row.kind == OutcomeKind.EXTENDED and row.last_day and row.last_day < row.effective_on:
        return Refusal.LAST_DAY_PAST
    return None


def _moved(rest: Collection[OutcomeFact], cycle: int) -> Iterator[date]:
    """The last days that were granted for a cycle, those not in effect yet included."""
    return (row.last_day for row in rest if row.kind == OutcomeKind.EXTENDED and row.cycle == cycle and row.last_day)
