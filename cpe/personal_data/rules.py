"""What CPE keeps about people in its rules: which colleague worked on which version."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub, Subject, register
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion

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
