"""Acts of members on what they are still writing, and on the proof of what they reported.

Each is one transaction that locks the account's row first.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.files import keeping
from common.files.refusals import refused
from common.models import Upload
from cpe.enums import ClaimStatus
from cpe.models import ClaimDraft, Evidence
from cpe.services.lines import ClaimRefused, lock_own, own_claim, own_draft, own_to_change, require_room
from cpe.shelves import EVIDENCE
from members.models import Member

MOST_DRAFTS: Final = 20
"""Activities that a member writes at a time."""
PROVED: Final = frozenset({ClaimStatus.PENDING, ClaimStatus.ACCEPTED})
"""Claims that proof is added to."""


@transaction.atomic
def save_draft(
    member: Member,
    typed: Mapping[str, Any],
    *,
    draft: int | None = None,
    corrects: int | None = None,
    by: User,
    at: datetime,
) -> ClaimDraft:
    """Keep what was typed of an activity, in a draft there is or a new one.

    Raises ``Forbidden`` for somebody else, ``ClaimRefused`` for a draft that is gone, too many drafts, or a claim that
    is not the member's to correct.
    """
    lock_own(member, by)
    if draft is not None:
        row = own_draft(member, draft)
        row.typed, row.changed_at = _storable(typed), at
        row.save(update_fields=["typed", "changed_at"])
        return row
    if ClaimDraft.objects.filter(member=member).count() >= MOST_DRAFTS:
        raise ClaimRefused(_("You have %(most)d drafts. Report or throw one away first.") % {"most": MOST_DRAFTS})
    if corrects is not None:
        own_to_change(member, corrects)
    begun: ClaimDraft = ClaimDraft.objects.create(
        member=member, typed=_storable(typed), corrects_id=corrects, begun_at=at, changed_at=at
    )
    return begun


def _storable(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without the one character that no database keeps in such a column."""
    return {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in typed.items()}


@transaction.atomic
def discard_draft(member: Member, draft: int, *, by: User, at: datetime) -> None:
    """Throw a draft away, with its files. Raises ``Forbidden``, and ``ClaimRefused`` for one that is gone."""
    lock_own(member, by)
    end_drafts([own_draft(member, draft).pk], at=at)


def end_drafts(drafts: Collection[int], *, at: datetime) -> int:
    """Let drafts go, with their files: how many. Within the caller's transaction; four statements."""
    rows = ClaimDraft.objects.filter(pk__in=drafts)
    keeping.let_go(Evidence.objects.filter(draft__in=drafts).values_list("file", flat=True), at=at)
    return rows.delete()[1].get(ClaimDraft._meta.label, 0)


def end_evidence(proofs: Collection[int], *, at: datetime) -> int:
    """Let proof go, with its files: how many. Within the caller's transaction; two statements."""
    rows = Evidence.objects.filter(pk__in=proofs)
    keeping.let_go(rows.values_list("file", flat=True), at=at)
    return rows.delete()[0]


@transaction.atomic
def add_evidence(
    member: Member, file: Upload, *, claim: int | None = None, draft: int | None = None, by: User, at: datetime
) -> Evidence:
    """Let a file that was received prove a claim of the member, or a draft of one.

    Raises ``Forbidden``, ``FileRefused`` for a file that is gone or used, ``ClaimRefused`` for a claim or draft that
    takes no proof any more, or has enough.
    """
    lock_own(member, by)
    row = own_claim(member, claim) if claim is not None else None
    written = own_draft(member, draft) if draft is not None else None
    if row is not None and ClaimStatus(row.state) not in PROVED:
        raise ClaimRefused(_("This claim is over, so nothing is added to it any more."))
    beside = Q(claim=row) if written is None else Q(draft=written) | Q(claim__isnull=False, claim=written.corrects_id)
    require_room(Evidence.objects.filter(beside).count() + 1)
    if file.shelf != EVIDENCE:
        raise refused("not-there")
    kept = keeping.take_up(file, by=by)
    proof: Evidence = Evidence.objects.create(claim=row, draft=written, file=kept, added_at=at)
    if row is not None:
        audit.record("cpe.evidence-added", about=row, person=member.user_id, by=by, at=at)
    return proof


@transaction.atomic
def remove_evidence(member: Member, proof: int, *, by: User, at: datetime) -> None:
    """Take a file away from a draft, or from a claim nobody decided on yet. Raises ``Forbidden``, ``ClaimRefused``."""
    lock_own(member, by)
    own = Q(claim__member=member) | Q(draft__member=member)
    row = Evidence.objects.filter(own, pk=proof).select_related("claim").first()
    if row is None:
        raise ClaimRefused(_("This file is gone already."))
    if row.claim is not None:
        if row.claim.state != ClaimStatus.PENDING:
            raise ClaimRefused(_("What proves a decided claim stays with it. You can add another file."))
        audit.record("cpe.evidence-removed", about=row.claim, person=member.user_id, by=by, at=at)
    keeping.let_go([row.file_id], at=at)
    row.delete()
