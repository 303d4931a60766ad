"""Requests to be forgotten, in the back office: put forward by one colleague, carried out by another one.

Every page asks first, and shows what ends. Which records there are is told to the person alone: it would tell who looks
here that there is a case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError
from common.lives import require
from common.office import LookedAt, status
from members import policies, services
from members.enums import ErasureState
from members.models import Erasure
from members.selectors import erasing
from members.states import ERASURE, ERASURE_OPEN

SHAPES: Final = {
    ErasureState.ASKED: "waiting",
    ErasureState.PUT_FORWARD: "waiting",
    ErasureState.CARRIED_OUT: "ended",
    ErasureState.TAKEN_BACK: "ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What colleagues do about a request, asked for on a page of its own."""

    key: str
    label: str | Promise
    done: str | Promise
    state: ErasureState
    allow: Callable[[User, Erasure], None]
    act: Callable[..., object]

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"members_erasure_{self.key}"


STEPS: Final = (
    Step(
        key="put_forward",
        label=_("Put forward"),
        done=_("It waits for a second person."),
        state=ErasureState.PUT_FORWARD,
        allow=policies.require_put_erasure_forward,
        act=services.put_forward,
    ),
    Step(
        key="carry_out",
        label=_("Carry out"),
        done=_("Membership and titles have ended, and the person is forgotten."),
        state=ErasureState.CARRIED_OUT,
        allow=policies.require_settle_erasure,
        act=services.carry_out,
    ),
    Step(
        key="send_back",
        label=_("Send back"),
        done=_("It is not put forward any more. Nothing has ended."),
        state=ErasureState.ASKED,
        allow=policies.require_put_erasure_forward,
        act=services.send_back,
    ),
)


class WaitsFilter(admin.SimpleListFilter):
    """Requests whose time to think is over (a line of Today)."""

    title = _("to carry out")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The one answer."""
        return [("now", _("Time to think is over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Erasure]) -> QuerySet[Erasure]:
        """The rows behind the choice."""
        if self.value() == "now":
            return queryset.filter(pk__in=erasing.to_carry_out(timezone.localdate()).values("pk"))
        return queryset


@admin.register(Erasure)
class ErasureAdmin(LookedAt):
    """Requests to be forgotten, the first to be due first."""

    list_display = ("who", "asked_on", "from_day", "due_on", "stands")
    list_display_links = ("who",)
    list_filter = (WaitsFilter, "state")
    list_select_related = ("person",)
    list_per_page = 50
    search_fields = ("person__given_name", "person__family_name", "person__email")
    search_help_text = _("Name or e-mail address")
    fields = readonly_fields = ("who", "asked_on", "from_day", "due_on", "stands")
    sensitive = True

    def person_in(self, row: Erasure) -> int:
        """Who asked."""
        return row.person_id

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and a page for each step."""
        steps = [
            self.asking(f"<int:pk>/{step.key.replace('_', '-')}/", partial(self._step, step=step), step.view)
            for step in STEPS
        ]
        return [*steps, *super().get_urls()]

    @admin.display(description=_("person"), ordering="person__given_name")
    def who(self, row: Erasure) -> str:
        """The name as the person writes it; none once they are forgotten."""
        return str(row.person) if row.state != ErasureState.CARRIED_OUT else "–"

    @admin.display(description=_("asked"), ordering="asked_at")
    def asked_on(self, row: Erasure) -> str:
        """The day they asked."""
        return date_format(local_day(row.asked_at))

    @admin.display(description=_("can be carried out from"), ordering="asked_at")
    def from_day(self, row: Erasure) -> str:
        """The day after the time to think."""
        return date_format(row.from_day)

    @admin.display(description=_("due by"), ordering="asked_at")
    def due_on(self, row: Erasure) -> str:
        """A month after they asked."""
        return date_format(row.due_on)

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: Erasure) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[ErasureState(row.state)], capfirst(row.get_state_display()))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The request with what it ends and what can be done about it now."""
        row, by, at = kwargs["obj"], sessions.person(request), timezone.now()
        steps = [step for step in STEPS if not _obstacle(step, row, by, at)]
        shown = {"steps": steps, "cost": _cost(row, at)}
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)

    def _step(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """Ask before a step is taken, with what follows; then take it."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_settle_erasures(by):
            raise PermissionDenied
        row = get_object_or_404(Erasure.objects.select_related("person", "put_forward_by"), pk=pk)
        if request.method == "POST":
            try:
                step.act(row, by=by, at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, str(step.done))
            return redirect("admin:members_erasure_change", row.pk)
        return self.page(
            request,
            "members/erasure/step",
            original=row,
            title=step.label,
            step=step,
            obstacle=_obstacle(step, row, by, at),
            cost=_cost(row, at),
        )


def _cost(row: Erasure, at: datetime) -> erasing.Cost | None:
    """What it ends; nothing once it is over (2 queries)."""
    return erasing.cost(row.person, local_day(at)) if ErasureState(row.state) in ERASURE_OPEN else None


def _obstacle(step: Step, row: Erasure, by: User, at: datetime) -> str:
    """Why this colleague cannot do it now; empty when they can."""
    try:
        step.allow(by, row)
        require(row, step.state, ERASURE)
        if step.state is not ErasureState.ASKED:
            services.require_possible(row, at=at)
    except DomainError as refusal:
        return str(refusal) or str(_("This is for somebody else to do."))
    return ""
