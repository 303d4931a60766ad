"""Today's lines: what waits in the back office, as saved filters.

Each app's ``today.py`` registers its lines at start. A line's number is counted with the very queryset
its list filters by, so number and list cannot disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.models import DutyFault, DutyState

OVERDUE, MINE, WAITING, RENEWALS, HOUSEKEEPING, MACHINE = (
    "overdue",
    "mine",
    "waiting",
    "renewals",
    "housekeeping",
    "machine",
)

SECTIONS: Final[dict[str, str | Promise]] = {
    OVERDUE: _("Overdue"),
    MINE: _("Mine"),
    WAITING: _("Waiting for others"),
    RENEWALS: _("Renewals"),
    HOUSEKEEPING: _("Housekeeping"),
    MACHINE: _("Machine"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of Today: ``rows(user, at)`` is what the list at ``changelist?query`` shows then.

    ``permission`` opens the list; ``acts`` is what else it takes to do what the line asks for, if anything.
    """

    section: str
    label: str | Promise
    detail: str | Promise = ""
    permission: str
    changelist: str
    query: str
    rows: Callable[[Any, datetime], QuerySet[Any]]
    kind: str = "attention"
    acts: str = ""

    @property
    def url(self) -> str:
        """The list behind the number."""
        return f"{reverse(f'admin:{self.changelist}_changelist')}?{self.query}"

    @property
    def permissions(self) -> set[str]:
        """All that somebody needs to see the line."""
        return {self.permission, self.acts} - {""}


LINES: Final[list[Line]] = []


def register(*lines: Line) -> None:
    """Add lines to Today."""
    LINES.extend(lines)


def sections(user: Any, *, at: datetime) -> list[dict[str, Any]]:
    """The sections with something this person may see, counted: one query per line."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for line in LINES:
        if user.has_perms(sorted(line.permissions)):
            shown.setdefault(line.section, []).append({"line": line, "count": line.rows(user, at).count()})
    return [{"key": key, "name": name, "lines": shown[key]} for key, name in SECTIONS.items() if key in shown]


register(
    Line(
        section=MACHINE,
        label=_("Duties that are late"),
        detail=_("They should have been done by now. Beat or the worker may be away; nothing is lost."),
        permission="common.view_dutystate",
        changelist="common_dutystate",
        query="late=yes",
        rows=lambda _user, at: DutyState.objects.late(at),
    ),
    Line(
        section=MACHINE,
        label=_("Rows a duty could not do"),
        detail=_("Each is tried again with the next run; the others were done."),
        permission="common.view_dutyfault",
        changelist="common_dutyfault",
        query="open=yes",
        rows=lambda _user, _at: DutyFault.objects.open(),
        kind="ended",
    ),
)
