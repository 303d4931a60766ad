"""What a cycle whose last day is past waits for, by what was reported and paid: the same for every page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cpe.enums import ClaimStatus, HoldWhy, Judged
from cpe.models import Hold
from cpe.rules.caps import OPEN
from cpe.rules.claims import as_of
from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies
from cpe.rules.rooms import hoped
from cpe.selectors.balances import case_of
from cpe.selectors.sheets import Ledger
from members.enums import StandingValue
from members.selectors import fees_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What could still renew a title: decisions about claims, and payments that may be meant for its fees.

    ``short``: credits that are missing though all that waits were accepted. ``unpaid``: whether a fee is open for which
    nothing came in. Either says that nothing can renew it any more. ``looked_at``: it does not end before we looked at
    it.
    """

    reviewer: bool
    board: bool
    payment: bool
    short: int
    unpaid: bool
    looked_at: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether nothing that waits could renew it."""
        return bool(self.short or self.unpaid)


LOOKED_AT: Final = frozenset({HoldWhy.BRAKE, HoldWhy.UNREACHABLE})
"""Held for these reasons, a title ends only after a person looked at it."""


def owed(policies: Policies, judged: Judgement, on: date, why: str | None = None) -> Owed:
    """What a cycle waits for by the end of a day after its last one, as it was judged; ``why`` it is held, if it was
    found to be. No query."""
    undecided = {_status(trace.claim, on) for trace in judged.tally.traces} & OPEN if judged.missing else set()
    best = sum(trace.counted for trace in hoped(policies, judged, on).traces)
    now = sum(trace.counted for trace in judged.tally.traces)
    return Owed(
        reviewer=ClaimStatus.PENDING in undecided,
        board=ClaimStatus.APPEALED in undecided,
        payment=bool(judged.proposals),
        short=max(judged.missing - (best - now), 0),
        unpaid=judged.outcome is Judged.DECERTIFIED and bool(judged.fees_open),
        looked_at=why in LOOKED_AT,
    )


def _status(claim: Any, on: date) -> ClaimStatus:
    decision = as_of(claim, on)
    return ClaimStatus.PENDING if decision is None else decision.status


def owed_of(member: int, ledger: Ledger) -> dict[int, Owed]:
    """The same of every title of a member that is held, by its key (4 queries; none where nothing is)."""
    held = [sheet for sheet in ledger.sheets if sheet.current and sheet.standing.value is StandingValue.HELD]
    if not held:
        return {}
    fees = fees_of([member]).get(member, ())
    why = dict(Hold.objects.open().filter(credential__member=member).values_list("credential", "why"))
    found = {}
    for sheet in held:
        case = case_of(sheet.credential, sheet.cycles[-1].window, ledger.claims, fees)
        judged = judge(ledger.policies, case, ledger.on)[0]
        found[sheet.credential.pk] = owed(ledger.policies, judged, ledger.on, why.get(sheet.credential.pk))
    return found
