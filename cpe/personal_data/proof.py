"""What CPE keeps of what members are writing, and of the proof of what they reported.

Declared before the ledger: proof is let go while its claim is there to say whose it is.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.personal_data import Datum, Kind, Retention, Scrub, Subject, register
from cpe import selectors
from cpe.models import ClaimDraft, Evidence
from cpe.rules import drafts
from cpe.services import end_drafts, end_evidence

_PROOF = Datum(
    kind=Kind.CONTENT,
    why=_("To show, when somebody asks, that you did what you reported."),
    term=_(
        "Until twelve months after the last cycle that holds the day of the activity ended; where no cycle does, four "
        "years after that day. Longer while a decision is awaited or may be appealed."
    ),
    scrub=Scrub.DELETE_ROW,
)
_DRAFT = Datum(
    kind=Kind.CONTENT,
    why=_("So that you can begin to report an activity today, and go on another day."),
    term=_("Until you report it or throw it away; 90 days after you last changed it."),
    scrub=Scrub.DELETE_ROW,
)


def _whose(about: Subject) -> Q:
    return Q(claim__member__user=about.key) | Q(draft__member__user=about.key)


def _forget_proof(rows: QuerySet[Evidence], _about: Subject, at: datetime) -> int:
    """Delete somebody's proof, and let go of the files."""
    return end_evidence(list(rows.values_list("pk", flat=True)), at=at)


def _forget_drafts(rows: QuerySet[ClaimDraft], _about: Subject, at: datetime) -> int:
    """Delete somebody's drafts, and let go of their files."""
    return end_drafts(list(rows.values_list("pk", flat=True)), at=at)


def _copy_of_proof(rows: QuerySet[Evidence], _about: Subject) -> list[dict[str, Any]]:
    """Which file proves which claim or draft; the files lie beside the copy."""
    return [
        {
            str(_("claim")): row.claim_id,
            str(_("draft")): row.draft_id,
            str(_("file")): str(row.file),
            str(_("added")): row.added_at,
        }
        for row in rows.select_related("file")
    ]


def _copy_of_drafts(rows: QuerySet[ClaimDraft], _about: Subject) -> list[dict[str, Any]]:
    """What was typed, field by field."""
    return [
        {
            str(_("draft")): row.pk,
            str(_("in the place of claim")): row.corrects_id,
            str(_("begun")): row.begun_at,
            str(_("last changed")): row.changed_at,
            **{f"{_('as typed')}: {name}": _plainly(value) for name, value in row.typed.items()},
        }
        for row in rows
    ]


def _plainly(value: Any) -> str | int | None:
    return value if value is None or isinstance(value, str | int) else str(value)


register(
    Evidence,
    name=_("Proof of your CPE"),
    person=_whose,
    export=_copy_of_proof,
    scrubber=_forget_proof,
    held={"file": _PROOF, "added_at": _PROOF},
    free={"claim", "draft"},
    retention=[
        Retention(
            what=_(
                "The proof of an activity goes twelve months after the last cycle that holds its day ended, unless a "
                "decision about it is awaited or may be appealed."
            ),
            due=lambda at: selectors.past_asking(local_day(at)),
            act=end_evidence,
        )
    ],
)
register(
    ClaimDraft,
    name=_("CPE you began to report"),
    person="member__user",
    export=_copy_of_drafts,
    scrubber=_forget_drafts,
    held=dict.fromkeys(("typed", "corrects", "begun_at", "changed_at"), _DRAFT),
    free={"member"},
    retention=[
        Retention(
            what=_("An activity that somebody began to report goes 90 days after the last change, with its files."),
            due=lambda at: ClaimDraft.objects.filter(changed_at__lt=at - drafts.KEPT),
            act=end_drafts,
        )
    ],
)
