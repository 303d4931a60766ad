"""What CPE keeps of what was asked about a claim."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub, Subject, register
from cpe.models import ClaimQuestion

_ASKED = Datum(
    kind=Kind.CONTENT,
    why=_("To show what we asked about an activity you reported, and what you answered."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_BY = Datum(
    kind=Kind.TRACE,
    why=_("To show which colleague asked about a claim."),
    term=_("As long as the claim; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    person="asked_by",
)


def _copy(rows: QuerySet[ClaimQuestion], _about: Subject) -> list[dict[str, Any]]:
    """What was asked and answered; which colleague asked is not told."""
    return [
        {
            str(_("claim")): row.claim_id,
            str(_("what we asked")): row.words,
            str(_("asked")): row.asked_at,
            str(_("answer")): row.answer,
            str(_("answered")): row.answered_at,
        }
        for row in rows
    ]


register(
    ClaimQuestion,
    name=_("What we asked about your CPE"),
    person="claim__member__user",
    export=_copy,
    held={**dict.fromkeys(("words", "asked_at", "answer", "answered_at"), _ASKED), "asked_by": _BY},
    free={"claim"},
)
