"""What CPE keeps about people: what members reported and what was decided; which colleague worked on which rules."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub, Subject, register
from cpe.models import ActivityType, CapGroup, Claim, LedgerLine, LevelNumbers, PolicyVersion

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
    held=dict.fromkeys(("activity", "completed_on", "reported_on", "amount", "attended", "state"), _CLAIM),
    free={"member"},
)
