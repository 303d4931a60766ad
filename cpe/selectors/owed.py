"""What a cycle whose last day is past waits for, by what was reported and paid: the same for every page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cpe.enums import ClaimStatus
from cpe.rules.caps import OPEN
from cpe.rules.claims import as_of
from cpe.rules.cycles import Count
from cpe.rules.policy import Policies
from cpe.rules.rooms import hoped
from cpe.selectors.sheets import Ledger
from members.enums import StandingValue
from members.models import Member
from members.selectors import Account, account_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What could still renew a title: decisions about claims, and payments that may be meant for its fees.

    ``short``: credits that are missing though all that waits were accepted. ``unpaid``: whether a fee is open for which
    nothing came in. Either says that nothing can renew it any more.
    """

    reviewer: bool
    board: bool
    payment: bool
    short: int
    unpaid: bool

    @property
    def is_lost(self) -> bool:
        """Whether nothing that waits could renew it."""
        return bool(self.short or self.unpaid)


def owed(policies: Policies, count: Count, account: Account, on: date) -> Owed:
    """What a cycle waits for by the end of a day after its last one. No query."""
    undecided = {_status(trace.claim, on) for trace in count.tally.traces} & OPEN if count.missing else set()
    best = sum(trace.counted for trace in hoped(policies, count, on).traces)
    now = sum(trace.counted for trace in count.tally.traces)
    fees = [row for row in account.years if count.window.holds(row.contribution.due_on) and not row.is_settled]
    proposed = [row for row in fees if row.invoice and row.invoice.pk in account.proposed]
    return Owed(
        reviewer=ClaimStatus.PENDING in undecided,
        board=ClaimStatus.APPEALED in undecided,
        payment=bool(proposed),
        short=max(count.missing - (best - now), 0),
        unpaid=len(proposed) < len(fees),
    )


def _status(claim: Any, on: date) -> ClaimStatus:
    decision = as_of(claim, on)
    return ClaimStatus.PENDING if decision is None else decision.status


def owed_of(member: Member, ledger: Ledger) -> dict[int, Owed]:
    """The same of every title that is held, by its key (3 queries; none where nothing is)."""
    held = [sheet for sheet in ledger.sheets if sheet.current and sheet.standing.value is StandingValue.HELD]
    if not held:
        return {}
    account = account_of(member, ledger.on)
    return {
        sheet.credential.pk: owed(ledger.policies, sheet.current, account, ledger.on) for sheet in held if sheet.current
    }
