"""What is held about the judging of an application: about its applicant, about colleagues, and about references.

What a colleague finds is about the applicant, and so in the applicant's copy: verdicts, the decision with its reasons,
the objection, the identity checks and the list up to the award. Left out are notes for colleagues, what is said of a
proposal that was sent back, what was found about the answers of references, which were given in confidence, and what
interest a colleague has, also where the audit log tells of it; the copy says so.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.enums import DecisionState
from applications.models import (
    Application,
    Archive,
    Assessment,
    Decision,
    DecisionGround,
    Finalisation,
    IdentityCheck,
    Interest,
    Objection,
    Reference,
    ReferenceJudgement,
    Verdict,
)
from applications.personal_data.data import COLLEAGUE, FORM
from applications.services.archiving import draw_all_anew
from common import audit
from common.models import AuditLine
from common.personal_data import Ends, Kind, Scrub, Subject, register

_JUDGED: Final = replace(
    FORM,
    why=_("To judge whether you meet the criteria of the title, and to show how the answer came about."),
    term=_("As long as the application it is about."),
)
_WHO: Final = replace(
    COLLEAGUE,
    why=_("To show that two people decided, who they were, and that none of them had an interest."),
    term=_("As long as the application; once you are forgotten, it leads to an account that says nothing about you."),
    ends=Ends.NEVER,
)
_DECLARED: Final = replace(
    _JUDGED,
    kind=Kind.CONTENT,
    why=_("So that nobody who has an interest in an application has a part in it."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_CHECKED: Final = replace(
    FORM,
    kind=Kind.IDENTITY,
    why=_("To show that your identity was verified, how and when. Nothing of your document is kept with it."),
    term=_("As long as the application it is about."),
)
_LIST: Final = replace(FORM, why=_("To award the title once everything is there."), term=_JUDGED.term)


def _who(column: str) -> Any:
    return replace(_WHO, person=column)


def _mine(about: Subject) -> Q:
    return Q(application__person=about.key)


def _copy_of_looks(rows: QuerySet[Assessment], _about: Subject) -> list[dict[str, Any]]:
    """That colleagues looked at an application; what they found is in the table of verdicts, notes are not told."""
    told = _(
        "What colleagues wrote to each other while they judged is not in this copy. If you want to know what we can "
        "tell you of it, write to our privacy officer: %(email)s."
    )
    return [
        {
            str(_("application")): str(row.application),
            str(_("last changed")): row.changed_at,
            str(_("notes for colleagues")): str(told) % {"email": settings.INSTITUTE["privacy_email"]},
        }
        for row in rows.select_related("application__title")
    ]


def _copy_of_verdicts(rows: QuerySet[Verdict], _about: Subject) -> list[dict[str, Any]]:
    """What was found about each criterion; by whom is not told."""
    return [
        {
            str(_("application")): str(row.assessment.application),
            str(_("criterion")): str(row.get_criterion_display()),
            str(_("finding")): str(row.get_finding_display()),
            str(_("reason")): str(row.get_reason_display()),
            str(_("in words")): row.words,
        }
        for row in rows.select_related("assessment__application__title")
    ]


def _copy_of_decisions(rows: QuerySet[Decision], _about: Subject) -> list[dict[str, Any]]:
    """What was decided, as the letter said it. A proposal that nobody confirmed decided nothing."""
    confirmed = rows.filter(state=DecisionState.CONFIRMED.value)
    return [
        {
            str(_("application")): str(row.application),
            str(_("answer")): str(row.get_answer_display()),
            str(_("about an objection")): str(_("yes") if row.on_objection else _("no")),
            str(_("to you")): row.words,
            str(_("what would help")): row.advice,
            str(_("may try again from")): row.again_on,
            str(_("decided")): row.decided_at,
        }
        for row in confirmed.select_related("application__title")
    ]


def _copy_of_grounds(rows: QuerySet[DecisionGround], _about: Subject) -> list[dict[str, Any]]:
    """Each criterion that was not met, as the letter named it."""
    confirmed = rows.filter(decision__state=DecisionState.CONFIRMED.value)
    return [
        {
            str(_("application")): str(row.decision.application),
            str(_("criterion")): str(row.get_criterion_display()),
            str(_("reason")): str(row.get_reason_display()),
            str(_("to you")): row.words,
        }
        for row in confirmed.select_related("decision__application__title")
    ]


def _copy_of_checks(rows: QuerySet[IdentityCheck], _about: Subject) -> list[dict[str, Any]]:
    """When and how an identity was looked at, with the verdict; by whom is not told."""
    return [
        {
            str(_("application")): str(row.application),
            str(_("checked")): row.checked_at,
            str(_("how")): str(row.get_way_display()),
            str(_("kind of document")): str(row.get_document_display()),
            str(_("verdict")): str(row.get_verdict_display()),
            str(_("what the copy lacks")): str(row.get_failure_display()),
            str(_("why")): row.words,
        }
        for row in rows.select_related("application__title")
    ]


def _copy_of_declarations(rows: QuerySet[Interest], _about: Subject) -> list[dict[str, Any]]:
    """What a colleague declared, and of which application by its number."""
    return [
        {
            str(_("application")): row.application.reference,
            str(_("has an interest")): str(_("yes") if row.interested else _("no")),
            str(_("which")): row.words,
            str(_("declared")): row.declared_at,
        }
        for row in rows.select_related("application")
    ]


def _forget_declarations(rows: QuerySet[Interest], _about: Subject, at: datetime) -> int:
    """Blank what an interest was, in the row and in what the audit log tells of it; that it was declared stays."""
    keys = list(rows.values_list("pk", flat=True))
    lines = AuditLine.objects.filter(about_model=Interest._meta.label_lower, about_id__in=keys)
    audit.erase_details(lines, by=None, at=at, code="erasure")
    return Interest.objects.filter(pk__in=keys).update(words="")


NAMING: Final = (
    "application__interests__person",
    "application__assessments__assessor",
    "application__decisions__proposed_by",
    "application__decisions__decided_by",
    "application__identity_checks__checker",
    "application__questions__asked_by",
    "application__references__answer__judgement__judged_by",
    "application__scan_checked_by",
)
"""The ways from an archive to the colleagues whose names stand in its parts; its history names who acted, besides."""
ACTED: Final = {Application: "application", Reference: "application__references", Interest: "application__interests"}
"""What the lines of that history are about → the way there."""


def _archives(about: Subject) -> Q:
    """Archives that are about somebody, or name them as the colleague who did something."""
    found = Q(application__person=about.key)
    for way in NAMING:
        rows = Archive.objects.filter(**{way: about.key}).order_by().values("pk")
        found |= Q(pk__in=rows)
    lines = AuditLine.objects.filter(by_id=about.key, act__startswith="applications.")
    for model, way in ACTED.items():
        acted = lines.filter(about_model=model._meta.label_lower).values("about_id")
        found |= Q(pk__in=Archive.objects.filter(**{f"{way}__in": acted}).order_by().values("pk"))
    return found


def _copy_of_archives(rows: QuerySet[Archive], about: Subject) -> list[dict[str, Any]]:
    """That the whole file of somebody's application was archived; what others wrote in it was in confidence."""
    return [
        {
            str(_("application")): str(row.application),
            str(_("archived")): row.made_at,
            str(_("fingerprint of the archive")): row.sha256,
        }
        for row in rows.filter(_mine(about)).select_related("application__title")
    ]


def _forget_in_archives(rows: QuerySet[Archive], _about: Subject, at: datetime) -> int:
    """Archives of the applicant went with their applications; those that name a colleague are drawn anew without."""
    return draw_all_anew(rows, at=at)


def _table(model: Any, way: str, name: Any, held: dict[str, Any], export: Callable[..., Any] | None = None) -> None:
    register(model, person=way, name=name, held=held, free=set(), export=export)


register(
    Interest,
    person="person",
    name=_("What you declared about applications of others"),
    export=_copy_of_declarations,
    scrubber=_forget_declarations,
    held={
        **dict.fromkeys(("interested", "declared_at"), _DECLARED),
        "words": replace(_DECLARED, scrub=Scrub.BLANK, ends=Ends.PERSON),
        "person": _WHO,
    },
    free={"application"},
)
_table(
    Assessment,
    "application__person",
    _("That colleagues judged your applications"),
    {**dict.fromkeys(("application", "notes", "changed_at"), _JUDGED), "assessor": _who("assessor")},
    _copy_of_looks,
)
_table(
    Verdict,
    "assessment__application__person",
    _("What colleagues found about each criterion"),
    dict.fromkeys(("assessment", "criterion", "finding", "reason", "words"), _JUDGED),
    _copy_of_verdicts,
)
_table(
    ReferenceJudgement,
    "answer__reference__application__person",
    _("What colleagues found about the answers of your references"),
    {
        **dict.fromkeys(
            ("answer", "genuine", "genuine_words", "convinces", "convinces_words", "judged_at"), _JUDGED
        ),
        "judged_by": _who("judged_by"),
    },
    lambda _rows, _about: [],
)  # fmt: skip
_table(
    Decision,
    "application__person",
    _("Answers to your applications"),
    {
        **dict.fromkeys(
            (
                "application", "answer", "state", "on_objection", "words", "advice", "again_on", "proposed_at",
                "decided_at", "sent_back",
            ),
            _JUDGED,
        ),
        "proposed_by": _who("proposed_by"),
        "decided_by": _who("decided_by"),
    },
    _copy_of_decisions,
)  # fmt: skip
_table(
    DecisionGround,
    "decision__application__person",
    _("Why an application was not accepted"),
    dict.fromkeys(("decision", "criterion", "reason", "words"), _JUDGED),
    _copy_of_grounds,
)
_table(
    Objection,
    "application__person",
    _("Your objections"),
    dict.fromkeys(("application", "words", "made_at", "state", "ended_at", "outcome_words"), _JUDGED),
)
_table(
    IdentityCheck,
    "application__person",
    _("Checks of your identity"),
    {
        **dict.fromkeys(("application", "checked_at", "way", "document", "verdict", "failure", "words"), _CHECKED),
        "checker": _who("checker"),
    },
    _copy_of_checks,
)
_table(
    Finalisation,
    "application__person",
    _("What is left to do until the award"),
    dict.fromkeys(("application", "began_at", "lapses_on", "invoice", "credential", "ended_at"), _LIST),
)
register(
    Archive,
    person=_archives,
    name=_("Archives of your applications"),
    export=_copy_of_archives,
    scrubber=_forget_in_archives,
    held=dict.fromkeys(
        ("application", "asked_at", "file", "sha256", "made_at"),
        replace(
            FORM,
            why=_("To show years later how the answer to your application came about, in one document nobody changes."),
            term=_("As long as the application. Where somebody in it is forgotten, it is made anew without them."),
        ),
    ),
    free=set(),
)
