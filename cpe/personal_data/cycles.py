"""What CPE keeps of judging cycles: what was held and why, what was written when, and which colleague decided."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import (
    Datum,
    Ends,
    Kind,
    Retention,
    Scrub,
    Subject,
    register,
    register_with_history,
)
from cpe.models import CycleSweep, CycleTerms, Hold, Notice
from members.rules.cycles import latest_first_day_over_by

MONTHS: Final = 24
"""How long after its end what was held is kept, and what was written about a cycle."""

register_with_history(
    CycleTerms,
    free={"effective_on", "before", "after", "brake_above", "brake_share"},
    name=_("History of the terms of renewal"),
    why=_("To know which colleague changed when members are reminded, and how many titles a night ends."),
)

_WHO: Final = Datum(
    kind=Kind.TRACE,
    why=_("To show that two people looked before many titles ended at once."),
    term=_("For good; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_RELEASED_BY: Final = ("asked_by", "released_by")


def _worked_on(about: Subject) -> Q:
    return Q(asked_by=about.key) | Q(released_by=about.key)


def _copy_of_nights(rows: QuerySet[Any], about: Subject) -> list[dict[str, Any]]:
    """What a colleague did about a night's brake, and nothing about the others."""
    return [
        {str(_("night of")): row.on, str(row._meta.get_field(column).verbose_name): str(_("you"))}
        for row in rows
        for column in _RELEASED_BY
        if getattr(row, f"{column}_id") == about.key
    ]


register(
    CycleSweep,
    held=dict.fromkeys(_RELEASED_BY, _WHO),
    free={
        "on", "covers_from", "covers_until", "over", "ending", "from_before", "above", "share", "braked",
        "swept_at", "words", "asked_at", "released_at",
    },
    person=_worked_on,
    export=_copy_of_nights,
)  # fmt: skip

_HELD: Final = Datum(
    kind=Kind.TRACE,
    why=_("To know why nothing was decided about your title past its last day, and what we had to do about it."),
    term=_("Two years after it was over."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)
_CLEARED_BY: Final = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague decided about a held title."),
    term=_("As long as the row; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
    person="cleared_by",
)
_WRITTEN: Final = Datum(
    kind=Kind.TRACE,
    why=_("To remind you of each of your dates once, and to show when we did."),
    term=_("Two years after the cycle was over."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)


def _copy_of_holds(rows: QuerySet[Hold], _about: Subject) -> list[dict[str, Any]]:
    """Why a person's titles were held; which colleague looked is not told."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("why")): row.get_why_display(),
            str(_("since")): row.since_on,
            str(_("looked at")): row.cleared_at,
            str(_("over")): row.ended_at,
        }
        for row in rows.select_related("credential__title")
    ]


def _copy_of_notices(rows: QuerySet[Notice], _about: Subject) -> list[dict[str, Any]]:
    """What was written about a person's cycles on their dates, and what was found needless."""
    return [
        {
            str(_("title")): str(row.cycle.credential.title),
            str(_("kind")): row.get_kind_display(),
            str(_("which one")): row.step,
            str(_("written")): row.needed,
            str(_("judged")): row.looked_at,
        }
        for row in rows.select_related("cycle__credential__title")
    ]


def _over_long_ago(at: datetime) -> QuerySet[Hold]:
    return Hold.objects.filter(ended_at__lt=day_bounds(add_months(local_day(at), -MONTHS))[0])


def _of_cycles_long_over(at: datetime) -> QuerySet[Notice]:
    first = latest_first_day_over_by(add_months(local_day(at), -MONTHS))
    return Notice.objects.filter(cycle__first_day__lte=first)


register(
    Hold,
    name=_("When your titles were held past their last day"),
    person="credential__member__user",
    export=_copy_of_holds,
    held={
        **dict.fromkeys(("why", "since_on", "noted_at", "cleared_at", "ended_at"), _HELD),
        "cleared_by": _CLEARED_BY,
    },
    free={"credential", "cycle", "sweep"},
    retention=[
        Retention(
            what=_("Why a title was held is deleted two years after that was over."),
            due=_over_long_ago,
        )
    ],
)
register(
    Notice,
    name=_("What we wrote you about your cycles, and when"),
    person="cycle__credential__member__user",
    export=_copy_of_notices,
    held=dict.fromkeys(("kind", "step", "needed", "looked_at"), _WRITTEN),
    free={"cycle"},
    retention=[
        Retention(
            what=_("Which reminders and statements were written goes two years after their cycle was over."),
            due=_of_cycles_long_over,
        )
    ],
)
