"""The queue: what was submitted, what is to be answered first before the others, with how each stands to its answer."""

from datetime import date
from typing import Any, Final, Literal

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from applications import words
from applications.admin.questions import QuestionFilter
from applications.enums import ApplicationState, Quorum
from applications.models import Application
from applications.models.intake import STATES, ApplicationQuerySet
from applications.rules.clock import Urgency
from applications.rules.objecting import decided_by
from applications.selectors import queue
from common.calendar import local_day
from common.office import Capped, CappedList, LookedAt, status

LABELS: Final[dict[str, str | Promise]] = {
    "mine": _("Looked after by me"),
    "amber": _("Answer pressing: day 16 or later"),
    "red": _("Answer late"),
    "applicant": _("Waiting for the applicant"),
    "quorum": _("Enough people confirm: assessment can be opened"),
    "undeclared": _("Being assessed, and I have declared nothing"),
    "judging": _("Being assessed by me"),
    "scan": _("Signed by hand, scan not looked at"),
    "objection": _("Objection to be decided by people like me, who had no part in the rejection"),
    "objection-late": _("Such an objection whose answer is late"),
    "finalising": _("Accepted, not awarded yet"),
    "lapsing": _("Accepted, the last day is near or past"),
    "held-otherwise": _("Accepted, the title came another way"),
    "stuck": _("Complete for 15 minutes and not awarded"),
    "returned": _("Mail to a reference came back"),
    "unjudged": _("In assessment, not judged yet"),
    "to-confirm": _("Answer proposed by somebody else: waits for a second person"),
    "sent-back": _("Answer proposed by me, sent back"),
}
"""Line → what it is called in the list."""
ONLY_OPEN: Final = frozenset(LABELS) - {*queue.OBJECTIONS, "scan"}
"""Lines that leave nothing that ended."""


def _before(row: Application) -> str | SafeString:
    """The day named first, where it is not the one we hold to, and while we wait the one that a colleague named."""
    late = getattr(row, "urgency", None) == Urgency.RED
    first, named = row.first_due_on, row.promised_on if row.answer_by is None or late else None
    told = []
    if first and first != (row.due_on if late else row.answer_by):
        told.append(_t("First named: %(day)s.") % {"day": date_format(first, "j F Y")})
    if named:
        told.append(_t("Newest named: %(day)s.") % {"day": date_format(named, "j F Y")})
    return format_html("<br>{}", " ".join(told)) if told else ""


def _objection(by: date) -> SafeString:
    """The day by which an objection is decided, and whether it is late."""
    late = by < local_day(timezone.now())
    shown = status("ended", _t("late")) if late else status("waiting", _t("due"))
    told = _t("objection, answer by %(day)s") % {"day": date_format(by, "j F Y")}
    return format_html("<span>{} {}</span>", told, shown)


class StateFilter(admin.SimpleListFilter):
    """The states an application can have once it was submitted."""

    title = _("state")
    parameter_name = "state__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every state but that of a draft."""
        return [(value, capfirst(word)) for value, word in STATES if value != ApplicationState.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The rows behind the choice."""
        return queryset.filter(state=self.value()) if self.value() else queryset


class LineFilter(admin.SimpleListFilter):
    """What waits for somebody (lines of Today)."""

    title = _("what waits")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every line."""
        return list(LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The rows behind the choice."""
        assert isinstance(queryset, ApplicationQuerySet)  # noqa: S101  the admin's own model
        narrow = queue.LINES.get(self.value() or "")
        return narrow(queryset, sessions.person(request), timezone.now()) if narrow else queryset


class AppointmentFilter(admin.SimpleListFilter):
    """Whether an application that was submitted waits until we propose an appointment (a line of Today)."""

    title = _("identity appointment")
    parameter_name = "appointment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one answer."""
        return [("none", _("Submitted, none to come"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The rows behind the choice."""
        assert isinstance(queryset, ApplicationQuerySet)  # noqa: S101  the admin's own model
        return queryset.without_appointment(timezone.now()) if self.value() == "none" else queryset


class QueueList(CappedList):
    """The queue's own order, which no heading claims."""

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """No heading says that it orders the rows unless it was asked to: theirs come before the others'."""
        return super().get_ordering_field_columns() if ORDER_VAR in self.params else {}


class QueueAdmin(LookedAt):
    """The list of applications; a query or two for its counts, a query or two for its rows, one for the calendar."""

    list_display = ("reference", "who", "code", "answer", "stands", "looked_after", "references_say")
    list_display_links = ("reference", "who")
    list_filter = (LineFilter, StateFilter, AppointmentFilter, QuestionFilter, "title__track")
    list_per_page = 50
    ordering = (F("due_on").asc(nulls_last=True), "pk")
    search_fields = ("reference", "given_name", "family_name", "person__email")
    search_help_text = _("Reference, name or e-mail address")

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **more: Any
    ) -> Any:
        """Open ones by the day of their answer before what ended, unless a heading says otherwise."""
        if queryset.model is not Application:
            return super().get_paginator(request, queryset, per_page, *args, **more)
        parts = [queryset] if ORDER_VAR in request.GET else queue.in_turn(queryset, sessions.person(request))
        narrowed = request.GET.get("queue") in ONLY_OPEN or request.GET.get("appointment")
        if ORDER_VAR not in request.GET and narrowed:
            parts = parts[:-1]
        on, by = local_day(timezone.now()), sessions.person(request)
        closed = queue.closed_around(on)
        stands = queue.urgencies(on, closed)

        def dress(rows: QuerySet[Application]) -> Any:
            shown: list[Any] = list(queue.with_mine(queue.with_still_since(rows), by))
            for row in shown:
                row.urgency = stands(row)
                row.objection_by = row.objected_at and decided_by(local_day(row.objected_at), closed)
            return shown

        return Capped(parts, per_page, *args, dress=dress, **more)

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        """What makes the list."""
        return QueueList

    @admin.display(description=_("answer by"), ordering="due_on")
    def answer(self, row: Any) -> str | SafeString:
        """The working day by which it is answered, and how it stands to it: in time, pressing, late, standing still.

        Of a rejection, the day by which the objection to it is decided while it waits.
        """
        stands: Urgency | None = row.urgency
        if row.objection_by is not None:
            return _objection(row.objection_by)
        if stands is None:
            return ""
        shown = status(*words.URGENCIES[stands])
        since = row.still_since
        before = _before(row)
        if since is None:
            due = row.due_on if stands == Urgency.RED else row.answer_by
            day = format_html('<span class="unbroken">{}</span>', date_format(due, "j F Y")) if due else ""
            return format_html("<span>{} {} {}</span>", day, shown, before)
        told = _t("since %(day)s") % {"day": date_format(local_day(since), "j F Y")}
        late = shown if stands == Urgency.RED else ""
        return format_html("<span>{} {} {} {}</span>", status(*words.URGENCIES[Urgency.STILL]), told, late, before)

    @admin.display(description=_("applicant"), ordering="given_name")
    def who(self, row: Application) -> str:
        """The name as written in the form."""
        return row.name

    @admin.display(description=_("title"), ordering="title__code")
    def code(self, row: Application) -> str:
        """The title by its code."""
        return row.title.code

    @admin.display(description=_("looked after by"), ordering="handler__given_name")
    def looked_after(self, row: Any) -> str | SafeString:
        """The colleague, or that there is none yet; and whether it is theirs who asks, by that or by judging it."""
        nobody = _t("nobody yet") if row.turn else ""
        told = str(row.handler) if row.handler else nobody
        return format_html("<span>{} <b>{}</b></span>", told, _t("yours")) if row.mine and row.turn else told

    @admin.display(description=_("references"), ordering="quorum")
    def references_say(self, row: Application) -> str | SafeString:
        """What the references came to at the last look, once they were asked."""
        if not row.quorum or row.references_at is None:
            return ""
        quorum = Quorum(row.quorum)
        return status(words.QUORUMS[quorum], words.QUORUM_SHORT[quorum])

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: Application) -> SafeString:
        """The state, with its shape, and whose turn it is."""
        shown = status(words.SHAPES[ApplicationState(row.state)], capfirst(row.get_state_display()))
        if not row.turn:
            return shown
        turn = _t("turn: %(whose)s") % {"whose": words.TURNS[row.turn]}
        return format_html("<span>{} <span>{}</span></span>", shown, turn)
