"""Duties in the back office: what runs by itself, how it went, and the rows that could not be done."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.duties import REGISTRY, start_by_hand
from common.models import DutyFault, DutyRun, DutyState
from common.models.duties import INTERRUPTED
from common.office import LookedAt, status

SHOWN: Final = 20
"""Runs and open faults on the page of one duty."""


class LateFilter(admin.SimpleListFilter):
    """Duties that were not done in time; Today's line counts the same rows."""

    title = _("late")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice."""
        return [("yes", _("Late"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        return queryset.late(timezone.now()) if self.value() == "yes" else queryset


class OpenFilter(admin.SimpleListFilter):
    """Rows that are still not done; Today's line counts the same rows."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Still open, or done at last."""
        return [("yes", _("Not done yet")), ("no", _("Done at last"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        match self.value():
            case "yes":
                return queryset.open()
            case "no":
                return queryset.exclude(resolved_at=None)
        return queryset


@admin.register(DutyState)
class DutyStateAdmin(LookedAt):
    """Every duty: how often, when last, with what result, and when it is expected next."""

    list_display = ("what", "detail", "rhythm", "started_at", "result", "expected")
    list_display_links = ("what",)
    list_filter = (LateFilter,)
    actions = ("run_now",)
    fields = ("detail", "name", "rhythm", "started_at", "result", "considered", "mailed", "held", "expected")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Who may start a duty by hand: administrators."""
        return bool(request.user.has_perm("common.change_dutystate"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One duty with its newest runs and its open faults (2 queries more)."""
        duty = self.get_object(request, object_id)
        found = duty and {
            "title": self.what(duty),
            "runs": [(run, outcome(run, at=timezone.now())) for run in duty.runs.all()[:SHOWN]],
            "faults": list(duty.faults.filter(resolved_at=None)[:SHOWN]),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **(found or {})})

    @admin.action(description=_("Run now"), permissions=["run"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[DutyState]) -> None:
        """Queue these duties; a worker does them in a moment, unless a run is at work already."""
        known = [duty for duty in queryset if duty.name in REGISTRY]
        by: Any = request.user
        queued = [duty for duty in known if start_by_hand(duty, by=by, at=timezone.now())]
        if queued:
            told = ngettext("%d duty is queued for a worker.", "%d duties are queued for a worker.", len(queued))
            self.message_user(request, told % len(queued), messages.SUCCESS)
        if len(queued) < len(known):
            told = _t("The queue cannot be reached now, so nothing was started. What is due will be done later.")
            self.message_user(request, told, messages.WARNING)

    @admin.display(description=_("duty"), ordering="name")
    def what(self, duty: DutyState) -> str:
        """The duty in words; one the code no longer knows by its name."""
        return words(duty)

    @admin.display(description=_("what it does"))
    def detail(self, duty: DutyState) -> str:
        """A sentence or two."""
        known = REGISTRY.get(duty.name)
        return str(known.detail) if known else _t("This duty was dropped with an earlier version.")

    @admin.display(description=_("how often"))
    def rhythm(self, duty: DutyState) -> str:
        """In words."""
        known = REGISTRY.get(duty.name)
        return known.rhythm if known else "–"

    @admin.display(description=_("result"))
    def result(self, duty: DutyState) -> SafeString:
        """How the latest run went, in word and shape."""
        return outcome(duty, at=timezone.now())

    @admin.display(description=_("expected by"), ordering="expected_by")
    def expected(self, duty: DutyState) -> str | SafeString:
        """When the next run must have ended; marked where that moment has passed."""
        if duty.expected_by is None:
            return "–"
        when = date_format(timezone.localtime(duty.expected_by), "DATETIME_FORMAT")
        if duty.expected_by >= timezone.now():
            return when
        return status("attention", _t("Late: %(when)s") % {"when": when})


@admin.register(DutyFault)
class DutyFaultAdmin(LookedAt):
    """Rows that a duty could not do, newest failure first."""

    list_display = ("number", "of_duty", "error", "attempts", "last_at", "state")
    list_display_links = ("number",)
    list_filter = (OpenFilter,)
    list_select_related = ("duty",)
    list_per_page = 50
    search_fields = ("row", "part")
    search_help_text = _("The number of a record, or the kind of record.")
    fields = ("of_duty", "part", "row", "error", "attempts", "first_at", "last_at", "state", "resolved_at")

    @admin.display(description=_("record"))
    def number(self, fault: DutyFault) -> str:
        """Which row: its table and number."""
        return str(fault)

    @admin.display(description=_("duty"), ordering="duty__name")
    def of_duty(self, fault: DutyFault) -> str:
        """The duty in words."""
        return words(fault.duty)

    @admin.display(description=_("state"))
    def state(self, fault: DutyFault) -> SafeString:
        """Done at last, or not."""
        if fault.resolved_at:
            return status("valid", _t("Done at last"))
        return status("attention", _t("Not done yet"))


def words(duty: DutyState) -> str:
    """A duty as people call it."""
    known = REGISTRY.get(duty.name)
    return str(known.label) if known else str(duty.name)


def outcome(run: DutyState | DutyRun, *, at: datetime) -> SafeString:
    """How a run went, in word and shape."""
    if run.started_at is None:
        return status("waiting", _t("Not run yet"))
    if run.ended_at is None and isinstance(run, DutyState) and run.lease_until and run.lease_until >= at:
        return status("waiting", _t("At work"))
    if run.ended_at is None or run.error == INTERRUPTED:
        return status("ended", _t("Interrupted"))
    if run.error:
        return status("ended", _t("Failed"))
    if run.failed:
        told = ngettext("%d row failed", "%d rows failed", run.failed)
        return status("attention", told % run.failed)
    told = ngettext("%d change", "%d changes", run.changed) if run.changed else _t("Nothing to do")
    return status("valid", told % run.changed if run.changed else told)
