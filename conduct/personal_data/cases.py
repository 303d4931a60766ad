"""What is kept of cases: about the member, who judges, and what happened.

The member's copy holds what they were told.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.personal_data import Retention, Subject, register
from common.subjects import HINDRANCES, UNDECIDED
from conduct.models import Article, Case, CaseArticle, Seat, Trace
from conduct.personal_data.data import CASE, WHO, who
from conduct.services.closing import remove
from conduct.states import AT_WORK


def _mine(about: Subject) -> Q:
    """Cases about somebody of which they were told."""
    return Q(member__user=about.key, named_at__isnull=False)


def _challenges(case: Case) -> str:
    """What a member wrote against names, and what we answered."""
    told = []
    for seat in case.seats.exclude(challenge="").select_related("person"):
        answer = f"{seat.get_challenge_answer_display()}: {seat.challenge_reason}" if seat.challenge_answer else "–"
        told.append(f"{seat.person}: {seat.challenge} → {answer}")
    return "\n".join(told)


def _copy(rows: QuerySet[Case], _about: Subject) -> list[dict[str, Any]]:
    """What a member was told of their cases, and never by whom anything was reported."""
    return [
        {
            str(_("reference")): row.reference,
            str(_("state")): row.get_state_display(),
            str(_("told of it")): row.named_at,
            str(_("what is alleged")): row.alleged,
            str(_("articles concerned")): ", ".join(row.articles.values_list("number", flat=True)),
            str(_("to explain by")): row.explain_by,
            str(_("names you challenged, and our answers")): _challenges(row),
            str(_("outcome")): row.get_outcome_display(),
            str(_("judged")): row.closed_at,
        }
        for row in rows
    ]


def _over(at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(kept_until__lt=local_day(at))


def _remove(keys: Collection[int], *, at: datetime) -> int:
    return remove(keys, at=at)


_OF_CASE = (
    "reference", "state", "opened_at", "acted_from", "acted_until", "alleged", "named_at", "asked_at", "explain_by",
    "frozen_at", "outcome", "closed_at", "kept_until",
)  # fmt: skip

register(
    Case,
    person=_mine,
    export=_copy,
    name=_("Cases under the Code of Conduct"),
    held={**dict.fromkeys(_OF_CASE, CASE), "officer": who("officer"), "handed_to": who("handed_to"), "member": CASE},
    free={"code", "file"},
    retention=[
        Retention(
            what=_(
                "A case under the Code of Conduct goes twelve months after it was closed, five years after where it "
                "ended the membership. Its reports go with it."
            ),
            due=_over,
            act=_remove,
        )
    ],
)
register(Article, free={"version", "number", "heading", "text"})
register(CaseArticle, nobody=_("It names an article a case is about."), free={"case", "article"})
register(
    Seat,
    goes_with=Case,
    person="person",
    name=_("Seats on committees"),
    held={
        "person": WHO,
        **dict.fromkeys(
            (
                "kind", "state", "chair", "invited_at", "ends_on", "answered_at", "words", "challenge_by", "challenge",
                "challenged_at", "challenge_answer", "challenge_reason", "ended_at",
            ),
            WHO,
        ),
    },
    free={"case"},
    export=lambda rows, _about: [
        {
            str(_("case")): row.case.reference,
            str(_("state")): row.get_state_display(),
            str(_("invited")): row.invited_at,
            str(_("answered")): row.answered_at,
        }
        for row in rows.select_related("case")
    ],
)  # fmt: skip
register(
    Trace,
    goes_with=Case,
    nobody=_("It stands in the room of a case, which is open to its case officer and committee alone."),
    held={"by": who("by"), "whom": who("whom"), **dict.fromkeys(("step", "at", "words"), CASE)},
    free={"report", "case"},
)


def _under_way(person: Any) -> str:
    """Nobody leaves a case by being forgotten, nor one they judge; nobody learns here that there is one (1 query)."""
    judges = Q(seats__person=person, seats__state__in=[state.value for state in AT_WORK])
    waits = Case.objects.open().filter(Q(member__user=person) | Q(officer=person) | judges).exists()
    return str(UNDECIDED) if waits else ""


HINDRANCES.append(_under_way)
