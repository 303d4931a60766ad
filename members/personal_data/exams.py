"""What the register keeps about claims of titles after an exam."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from members.enums import ExamState
from members.models import ExamClaim
from members.services.exams import end_claims, end_proofs

MONTHS: Final = 12
"""How long a claim that came to nothing is kept, and the proof of one that was awarded."""

_CLAIM = Datum(
    kind=Kind.CONTENT,
    why=_("To check that you passed the exam whose title you asked for, and to show how we decided."),
    term=_("As long as you are in the register; a claim that came to nothing, for twelve months after the decision."),
    scrub=Scrub.DELETE_ROW,
)
_PROOF = replace(_CLAIM, term=_("Twelve months after the decision."))
_COLLEAGUE = Datum(
    kind=Kind.TRACE,
    why=_("To show who decided, so that somebody else looks at an objection."),
    term=_("As long as the claim; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _over_since(at: datetime) -> datetime:
    """The moment before which a decision is older than the term."""
    return day_bounds(add_months(local_day(at), -MONTHS))[0]


def _came_to_nothing(at: datetime) -> QuerySet[ExamClaim]:
    over = _over_since(at)
    decided = Q(state__in=[ExamState.REFUSED, ExamState.WITHDRAWN], decided_at__lt=over)
    return ExamClaim.objects.filter(decided | Q(state=ExamState.UPHELD, settled_at__lt=over))


def _awarded_long_ago(at: datetime) -> QuerySet[ExamClaim]:
    over = _over_since(at)
    late = Q(settled_at__isnull=True, decided_at__lt=over) | Q(settled_at__lt=over)
    return ExamClaim.objects.filter(late, state=ExamState.AWARDED, proof__isnull=False)


def _forget(rows: QuerySet[ExamClaim], _about: Subject, at: datetime) -> int:
    """Delete somebody's claims, and let go of their proofs."""
    return end_claims(list(rows.values_list("pk", flat=True)), at=at)


def _copy(rows: QuerySet[ExamClaim], _about: Subject) -> list[dict[str, Any]]:
    """A person's claims, what they wrote and what was answered; which colleague did is not told."""
    return [
        {
            str(_("reference")): row.reference,
            str(_("title")): str(row.title),
            str(_("date of the exam")): row.exam_on,
            str(_("exam number")): row.exam_number,
            str(_("proof")): row.proof.name if row.proof else "",
            str(_("state")): row.get_state_display(),
            str(_("claimed")): row.claimed_at,
            str(_("decided")): row.decided_at,
            str(_("reason")): row.get_refusal_display(),
            str(_("reason in words")): row.words,
            str(_("objection")): row.objection,
            str(_("objected")): row.objected_at,
            str(_("objection decided")): row.settled_at,
            str(_("decision about the objection, in words")): row.settled_words,
        }
        for row in rows.select_related("title", "proof")
    ]


register(
    ExamClaim,
    person="person",
    name=_("Titles you claimed after an exam"),
    export=_copy,
    scrubber=_forget,
    held={
        "reference": _CLAIM,
        "person": _CLAIM,
        "title": _CLAIM,
        "exam_on": _CLAIM,
        "exam_number": _CLAIM,
        "proof": _PROOF,
        "state": _CLAIM,
        "claimed_at": _CLAIM,
        "decided_at": _CLAIM,
        "refusal": _CLAIM,
        "words": _CLAIM,
        "objection": _CLAIM,
        "objected_at": _CLAIM,
        "settled_at": _CLAIM,
        "settled_words": _CLAIM,
        "decided_by": replace(_COLLEAGUE, person="decided_by"),
        "settled_by": replace(_COLLEAGUE, person="settled_by"),
    },
    free={"credential"},
    retention=[
        Retention(
            what=_("Claims after an exam that came to nothing go twelve months after the decision, with their proofs."),
            due=_came_to_nothing,
            act=end_claims,
        ),
        Retention(
            what=_("The proof of an exam whose title was awarded goes twelve months after the decision."),
            due=_awarded_long_ago,
            act=end_proofs,
        ),
    ],
)
