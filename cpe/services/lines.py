"""What acts of the ledger share: a line for each decision, and amounts as the rules count them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.fields import BIGGEST
from common.money import to_parts
from cpe import claim_words, policies
from cpe.enums import Came, ClaimStatus, Denial
from cpe.fields import UnitsField
from cpe.models import Attendance, Claim, ClaimDraft, LedgerLine
from cpe.rules.policy import ONE, Activity, Policies
from members.models import Member

MOST_FILES: Final = 5
"""Files that prove one activity."""


class ClaimRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A claim that cannot be: of no known activity, of an amount that makes no sense, or of a day to come.

    ``field``: what of the claim the sentence is about, by the name the acts know it by; empty where it is all of it.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


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


def report_lines(claim: Claim, act: str, *, by: User, at: datetime) -> None:
    """Leave the audit line of a claim that was just made; one that needs no approval gets its ledger line as well.

    Two statements, one where it waits.
    """
    accepted = []
    if claim.state == ClaimStatus.ACCEPTED:
        LedgerLine.objects.create(claim=claim, status=claim.state, decided_on=local_day(at), recorded_at=at)
        accepted = [("cpe.claim-accepted", None)]
    audit.record_acts([(act, by), *accepted], about=claim, person=claim.member.user_id, at=at)


def counted(amount: Decimal) -> int:
    """An amount in ten-thousandths. Raises ``ClaimRefused`` for what is no such number, or nobody can have done."""
    try:
        parts = to_parts(amount, ONE)
    except ValueError:
        parts = BIGGEST
    if abs(parts) >= BIGGEST:
        raise ClaimRefused(str(UnitsField.unfit), field="amount")
    return parts


def activity_of(versions: Policies, key: str, on: date) -> Activity:
    """The activity as the version in force on the day knows it. Raises ``ClaimRefused``."""
    try:
        return versions.on(on).activities[key]
    except KeyError:
        raise ClaimRefused(_("The rules of that day know no such activity."), field="activity") from None


def lock_own(member: Member, by: User) -> None:
    """Lock a member's account, for an act of theirs. Raises ``Forbidden`` as ``lock_account`` does."""
    lock_account(member, by)


def lock_account(member: Member, by: User, **asked: Any) -> User:
    """Lock a member's account (1 statement). Whatever else is ``asked`` stands with it.

    Raises ``Forbidden`` for somebody else, for who was forgotten, and with a sentence for whose membership is revoked.
    Asked of the row as it is now: whoever was forgotten or revoked while this waited writes nothing any more.
    """
    account: User = User.objects.annotate(**asked).select_for_update(no_key=True).get(pk=member.user_id)
    policies.require_report(account if by.pk == account.pk else by, member)
    policies.require_not_revoked(account)
    return account


def require_room(files: int) -> None:
    """Raise ``ClaimRefused`` where an activity would have more files than it may."""
    if files > MOST_FILES:
        raise ClaimRefused(_("One activity has at most %(most)d files. Take one away first.") % {"most": MOST_FILES})


def own_claim(member: Member, key: int) -> Claim:
    """A claim of this member, locked. Raises ``ClaimRefused`` for one that is somebody else's, or none."""
    row = Claim.objects.select_for_update(of=("self",), no_key=True).filter(pk=key, member=member).first()
    if row is None:
        raise ClaimRefused(_("There is no such claim of yours."))
    row.member = member
    return row


def own_to_change(member: Member, key: int) -> Claim:
    """The same, of one that its member may correct or withdraw. Raises ``ClaimRefused`` also for one from our list."""
    row = own_claim(member, key)
    if Attendance.objects.filter(claim=row, came=Came.CLAIMED).exists():
        raise ClaimRefused(str(claim_words.OUR_LIST))
    return row


def own_draft(member: Member, key: int) -> ClaimDraft:
    """A draft of this member, locked. Raises ``ClaimRefused`` for one that is gone."""
    return there(find_draft(member, key))


def find_draft(member: Member, key: int) -> ClaimDraft | None:
    """A draft of this member, locked, if it is there."""
    found: ClaimDraft | None = ClaimDraft.objects.select_for_update(of=("self",)).filter(pk=key, member=member).first()
    return found


def there(draft: ClaimDraft | None) -> ClaimDraft:
    """A draft that was found. Raises ``ClaimRefused`` for one that is gone."""
    if draft is None:
        raise ClaimRefused(_("This draft is gone: it was reported or thrown away in another window."))
    return draft
