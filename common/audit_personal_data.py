"""What the audit log keeps about people, why and how long; how a person takes a copy of it, and is forgotten in it."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.acts import IN_CONFIDENCE
from common.audit import erase_details, history
from common.calendar import local_day
from common.models import AuditDetail, AuditLine, AuditSeal
from common.personal_data import Datum, Ends, Kind, Scrub, Subject, register

_LINE = Datum(
    kind=Kind.TRACE,
    why=_("To show who did what in the portal, to what and when, so that nobody can change it unseen."),
    term=_("For good, as numbers and without names: the line stays when an account is erased."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_VALUES = Datum(
    kind=Kind.CONTENT,
    why=_("To show what a change was, and to mend it when it was wrong."),
    term=_("Until the data of the person it is about are erased."),
    scrub=Scrub.DELETE_ROW,
)


def _lines_of(about: Subject) -> Q:
    return Q(person_id=about.key) | Q(by_id=about.key)


def _copy_of_lines(rows: QuerySet[AuditLine], about: Subject) -> list[dict[str, Any]]:
    """What was done about this person, line by line; what they did about others, summed up by act.

    The names of others are theirs, and a colleague leaves tens of thousands of lines. Two statements.
    """
    actors = {about.key: _("you"), None: _("the portal itself")}
    return [
        {
            str(_("when")): line.at,
            str(_("who did it")): str(actors.get(line.by_id, _("a colleague of the institute"))),
            str(_("what was done")): str(line),
            str(_("record")): history.about(line),
        }
        for line in rows.filter(person_id=about.key)
    ] + [
        {
            str(_("who did it")): str(_("you")),
            str(_("what was done")): str(AuditLine(act=act)),
            str(_("how often")): count,
            str(_("first on")): local_day(first),
            str(_("last on")): local_day(last),
        }
        for act, count, first, last in rows.exclude(person_id=about.key)
        .order_by("act")
        .values_list("act")
        .annotate(Count("pk"), Min("at"), Max("at"))
    ]


def _copy_of_values(rows: QuerySet[AuditDetail], _about: Subject) -> list[dict[str, Any]]:
    """Field by field what a change about this person was, and why; but for what was said in confidence."""
    return [
        {
            str(_("when")): detail.line.at,
            str(_("what was done")): str(detail.line),
            **{change.label: f"{change.before} → {change.after}" for change in history.changes_of(detail.line)},
            **({str(_("reason")): detail.reason} if detail.reason else {}),
        }
        for detail in rows.exclude(line__act__in=IN_CONFIDENCE).select_related("line")
    ]


def _forget_values(_found: QuerySet[AuditDetail], about: Subject, at: datetime) -> int:
    """Erase the values as they are by now: this table is the last one, and waiting for the others lets acts end."""
    lines = AuditLine.objects.filter(person_id=about.key)
    return erase_details(lines, by=None, at=at, person=about.key, code="erasure")


register(
    AuditLine,
    person=_lines_of,
    export=_copy_of_lines,
    name=_("What was done in the portal"),
    labels={"by_id": _("who did it"), "about_id": _("number of the record")},
    held={"at": _LINE, "act": _LINE, "by_id": _LINE, "about_id": _LINE, "also": _LINE, "person_id": _LINE},
    free={"recorded_at", "about_model", "fields", "code", "digest"},
)
register(
    AuditDetail,
    person="line__person_id",
    export=_copy_of_values,
    scrubber=_forget_values,
    name=_("What was changed about you"),
    held={"values": _VALUES, "reason": _VALUES},
    free={"line", "salt"},
)
register(AuditSeal, free={"position", "line", "sealed_at", "digest"})
