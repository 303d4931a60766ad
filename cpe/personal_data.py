"""What CPE keeps about people: what members reported and what was decided; which colleague worked on which rules."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from cpe.models import (
    ActivityType,
    CapGroup,
    Claim,
    ClaimFile,
    ClaimFileLine,
    ClaimImport,
    LedgerLine,
    LevelNumbers,
    PolicyPreview,
    PolicyVersion,
    PreviewLine,
)

_WHO = Datum(
    kind=Kind.TRACE,
    why=_("To show that two people looked at the rules before they held."),
    term=_("For good; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_COLLEAGUES = ("drafted_by", "edited_by", "put_forward_by", "published_by")


def _worked_on(about: Subject) -> Q:
    found = Q()
    for column in _COLLEAGUES:
        found |= Q(**{column: about.key})
    return found


def _copy(rows: QuerySet[Any], about: Subject) -> list[dict[str, Any]]:
    """What a colleague did to a version, and nothing about the others."""
    return [
        {
            str(_("policy version")): row.name,
            str(row._meta.get_field(column).verbose_name): str(_("you")),
        }
        for row in rows
        for column in _COLLEAGUES
        if getattr(row, f"{column}_id") == about.key
    ]


register(
    PolicyVersion,
    held=dict.fromkeys(_COLLEAGUES, _WHO),
    free={
        "name",
        "effective_on",
        "state",
        "annual_factor",
        "annual_from",
        "summary",
        "drafted_at",
        "edited_at",
        "put_forward_at",
        "published_at",
    },
    person=_worked_on,
    export=_copy,
)
register(LevelNumbers, free={"version", "level", "year_target", "cycle_minimum"})
register(CapGroup, free={"version", "key", "name", "year_cap"})
register(
    ActivityType,
    free={
        "version",
        "key",
        "name",
        "explanation",
        "place",
        "unit",
        "credits",
        "per",
        "step",
        "item_cap",
        "year_cap",
        "group",
        "longest",
        "attendance",
        "approval",
        "least",
        "most",
        "each",
    },
)

_CLAIM = Datum(
    kind=Kind.CONTENT,
    why=_("To count your CPE credits for each of your titles, and to explain the number."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_REVIEWER = Datum(
    kind=Kind.TRACE,
    why=_("To show who decided about a claim, so that somebody else looks at an appeal."),
    term=_("As long as the claim; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    person="recorded_by",
)


def _copy_of_lines(rows: QuerySet[LedgerLine], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("claim")): str(row.claim),
            str(_("decision")): row.get_status_display(),
            str(_("decided")): row.decided_on,
            str(_("credits granted")): row.granted,
        }
        for row in rows.select_related("claim")
    ]


register(
    LedgerLine,
    name=_("What was decided about your CPE"),
    person="claim__member__user",
    export=_copy_of_lines,
    held={
        "status": _CLAIM,
        "decided_on": _CLAIM,
        "granted": _CLAIM,
        "recorded_at": _CLAIM,
        "recorded_by": _REVIEWER,
    },
    free={"claim"},
)
register(
    Claim,
    name=_("CPE you reported"),
    person="member__user",
    held=dict.fromkeys(("activity", "completed_on", "reported_on", "amount", "attended", "state", "reference"), _CLAIM),
    free={"member", "brought_with", "row_digest"},
)

PREVIEWED_FOR: Final = timedelta(days=90)
"""How long it is kept what a policy version would change for whom."""

_PREVIEW_TERM = _("90 days after a colleague asked.")
_PREVIEWED = Datum(
    kind=Kind.CONTENT,
    why=_("To see, before new rules hold, for whom they would change something, and by how much."),
    term=_PREVIEW_TERM,
    scrub=Scrub.DELETE_ROW,
)
_ASKED = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague asked what a policy version would change."),
    term=_PREVIEW_TERM,
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _past_their_term(at: datetime) -> QuerySet[PolicyPreview]:
    return PolicyPreview.objects.filter(asked_at__lt=at - PREVIEWED_FOR)


def _copy_of_previewed(rows: QuerySet[PreviewLine], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("title")): row.credential.title.code,
            str(_("policy version")): row.preview.version.name,
            str(_("judged on")): row.preview.judged_on,
            str(_("cycle until")): row.expires_on,
            str(_("counted now")): row.was_counted,
            str(_("counted then")): row.becomes_counted,
            str(_("needed now")): row.was_required,
            str(_("needed then")): row.becomes_required,
            str(_("cycle now")): row.get_was_display(),
            str(_("cycle then")): row.get_becomes_display(),
        }
        for row in rows.select_related("credential__title", "preview__version")
    ]


register(
    PreviewLine,
    name=_("What new CPE rules would change for you"),
    person="credential__member__user",
    export=_copy_of_previewed,
    held=dict.fromkeys(
        ("expires_on", "was_counted", "becomes_counted", "was_required", "becomes_required", "was", "becomes"),
        _PREVIEWED,
    ),
    free={"preview", "credential"},
)
register(
    PolicyPreview,
    held={"asked_by": _ASKED, "asked_at": _ASKED},
    free={"version", "first_day", "judged_on", "edited_at", "reached", "considered", "done_at"},
    retention=[
        Retention(
            what=_("What a policy version would change for whom is deleted 90 days after a colleague asked."),
            due=_past_their_term,
        )
    ],
)

_IMPORTER = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague brought earlier claims in from outside."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ON_TRIAL = Datum(
    kind=Kind.CONTENT,
    why=_("To show what earlier claims would change before they are brought in."),
    term=_("Until they are brought in, at most a day; gone the next night."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)

register(
    ClaimImport,
    person="brought_in_by",
    name=_("Earlier claims brought in from outside"),
    held=dict.fromkeys(("brought_in_by", "brought_in_at", "file_name"), _IMPORTER),
    free={"digest", "rows", "claims_new", "claims_known", "people"},
)
register(
    ClaimFile,
    nobody=_("A file names many people, and is gone within two days."),
    name=_("Files of earlier claims, waiting to be brought in"),
    held=dict.fromkeys(("file_name", "content", "asked_by", "asked_at", "confirmed_by", "confirmed_at"), _ON_TRIAL),
    free={"digest", "tried_at", "refused", "of", "run"},
    retention=[
        Retention(
            what=_("A file of earlier claims that was tried, and what was found in it, is deleted after a day."),
            due=ClaimFile.objects.past_their_term,
        )
    ],
)
register(
    ClaimFileLine,
    nobody=_("It names people of a file that waits to be brought in, and is gone within two days."),
    name=_("Files of earlier claims, waiting to be brought in"),
    held={"told": _ON_TRIAL},
    free={"file", "place", "line"},
    retention=[
        Retention(
            what=_("What was found in a file of earlier claims that waits to be brought in goes with the file."),
            due=lambda at: ClaimFileLine.objects.filter(file__in=ClaimFile.objects.past_their_term(at).values("pk")),
        )
    ],
)
