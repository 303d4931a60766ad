"""What acts of the ledger share: a line for each decision, and amounts as the rules count them."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.errors import DomainError
from common.fields import BIGGEST
from common.money import to_parts
from cpe.claim_words import UNFIT
from cpe.enums import ClaimStatus, Denial
from cpe.fields import UnitsField
from cpe.models import Claim, ClaimDraft, LedgerLine
from cpe.rules.policy import ONE, Activity, Policies
from members.models import Member

__all__ = ["UNFIT", "ClaimRefused", "activity_of", "add_line", "counted", "own_draft"]


class ClaimRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A claim that cannot be: of no known activity, of an amount that makes no sense, or of a day to come."""


def add_line(
    claim: Claim,
    status: ClaimStatus,
    *,
    on: date,
    by: User | None,
    at: datetime,
    granted: Decimal | None = None,
    why: Denial | None = None,
    words: str = "",
) -> LedgerLine:
    """Write a decision about a claim, take the claim to its state and leave an audit line; the caller has locked it.

    Raises ``IllegalMove``.
    """
    claim.become(status)
    claim.save(update_fields=["state"])
    line: LedgerLine = LedgerLine.objects.create(
        claim=claim,
        status=status,
        decided_on=on,
        granted=granted,
        why=why or "",
        words=words,
        recorded_at=at,
        recorded_by=by,
    )
    person = claim.member.user_id
    audit.record(f"cpe.claim-{status}", about=claim, person=person, by=by, at=at, reason=words, code=why or "")
    return line


def counted(amount: Decimal) -> int:
    """An amount in ten-thousandths. Raises ``ClaimRefused`` for what is no such number, or nobody can have done."""
    try:
        parts = to_parts(amount, ONE)
    except ValueError:
        parts = BIGGEST
    if abs(parts) >= BIGGEST:
        raise ClaimRefused(str(UnitsField.unfit))
    return parts


def activity_of(policies: Policies, key: str, on: date) -> Activity:
    """The activity as the version in force on the day knows it. Raises ``ClaimRefused``."""
    try:
        return policies.on(on).activities[key]
    except KeyError:
        raise ClaimRefused(_("The rules of that day know no such activity.")) from None


def own_draft(member: Member, key: int) -> ClaimDraft:
    """A draft of this member, locked. Raises ``ClaimRefused`` for one that is gone."""
    row = ClaimDraft.objects.select_for_update(of=("self",)).filter(pk=key, member=member).first()
    if row is None:
        raise ClaimRefused(_("This draft is gone: it was reported or thrown away in another window."))
    return row
