"""What is kept of how a case is judged: the member's answer, what stands in the room, the judgement and its votes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Subject, register
from conduct.enums import Audience, JudgementState
from conduct.models import Case, Explanation, ExplanationFile, Extension, Finding, Hearing, Judgement, RoomEntry, Vote
from conduct.personal_data.data import CASE, who

ROOM = _("It stands in the room of a case, which is open to its case officer and committee alone.")


def _mine(about: Subject) -> Q:
    return Q(case__member__user=about.key, case__named_at__isnull=False)


def _explanations(rows: QuerySet[Explanation], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("case")): row.case.reference,
            str(_("how")): row.get_how_display(),
            str(_("explanation")): row.words,
            str(_("given")): row.given_at,
        }
        for row in rows.select_related("case")
    ]


def _hearings(rows: QuerySet[Hearing], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("case")): row.case.reference,
            str(_("wishes for it")): row.wishes,
            str(_("begins")): row.starts_at,
            str(_("place, or how to join")): row.place,
            str(_("record")): row.record,
        }
        for row in rows.select_related("case")
    ]


def _entries(rows: QuerySet[RoomEntry], _about: Subject) -> list[dict[str, Any]]:
    return [{str(_("written")): row.written_at, str(_("text")): row.text} for row in rows]


def _finding(row: Finding) -> str:
    """What was found about an article, in a line."""
    told = [_("broken") if row.broken else _("not broken")]
    if row.broken:
        told.append(_("knowingly") if row.knowingly else _("not knowingly"))
        told.append(_("explained satisfactorily") if row.explained else _("not explained satisfactorily"))
    return f"{row.concerned.article.number}. {', '.join(map(str, told))}: {row.words}"


def _judgements(rows: QuerySet[Judgement], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("outcome")): row.get_outcome_display(),
            str(_("articles")): "\n".join(map(_finding, row.findings.select_related("concerned__article"))),
            str(_("reasons")): row.reasons,
            str(_("confirmed")): row.decided_at,
        }
        for row in rows
    ]


register(
    Extension,
    goes_with=Case,
    person=_mine,
    held={**dict.fromkeys(("before", "until", "reason", "given_at"), CASE), "given_by": who("given_by")},
    free={"case"},
    name=_("More time to explain"),
)
register(
    Explanation,
    goes_with=Case,
    person=_mine,
    export=_explanations,
    held=dict.fromkeys(("how", "words", "saved_at", "given_at"), CASE),
    free={"case"},
)
register(ExplanationFile, nobody=_("The file itself says whose it is."), free={"explanation", "file"})
register(
    Hearing,
    goes_with=Case,
    person=_mine,
    export=_hearings,
    held={
        **dict.fromkeys(("asked_at", "wishes", "starts_at", "place", "set_at", "record", "came", "recorded_at"), CASE),
        "recorded_by": who("recorded_by"),
    },
    free={"case"},
)
register(
    RoomEntry,
    goes_with=Case,
    person=lambda about: _mine(about) & Q(audience=Audience.PARTIES),
    export=_entries,
    name=_("What a committee wrote for you to read"),
    held={**dict.fromkeys(("audience", "text", "written_at"), CASE), "author": who("author")},
    free={"case", "file"},
)
register(
    Judgement,
    goes_with=Case,
    person=lambda about: _mine(about) & Q(state=JudgementState.CONFIRMED),
    export=_judgements,
    held={
        **dict.fromkeys(("state", "outcome", "reasons", "proposed_at", "decided_at", "sent_back"), CASE),
        "proposed_by": who("proposed_by"),
        "decided_by": who("decided_by"),
    },
    free={"case"},
)
register(
    Finding,
    goes_with=Case,
    nobody=ROOM,
    held=dict.fromkeys(("broken", "knowingly", "explained", "words"), CASE),
    free={"judgement", "concerned"},
)
register(
    Vote,
    goes_with=Case,
    nobody=ROOM,
    held={**dict.fromkeys(("agrees", "words", "cast_at"), CASE)},
    free={"judgement", "seat"},
)
