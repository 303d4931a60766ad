"""Own events in the back office: planned, changed, called off; who signed up, as a list and as CSV."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.errors import DomainError
from common.office import LookedAt, status
from common.spreadsheets import csv_file
from cpe import event_words, policies, selectors, services
from cpe.enums import EventState
from cpe.event_forms import CallOffForm, EventForm
from cpe.models import Event

CHANGE: Final = "admin:cpe_event_change"
SHAPES: Final = {EventState.PLANNED: "waiting", EventState.HELD: "valid", EventState.CALLED_OFF: "ended"}


class WhenFilter(admin.SimpleListFilter):
    """Those to come, and those that are over without a word (a line of Today)."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return [("coming", _("Still to come")), ("over", _("Over, nobody said whether it took place"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """The rows behind the choice."""
        at = timezone.now()
        match self.value():
            case "coming":
                return queryset.filter(begins_at__gt=at, state=EventState.PLANNED)
            case "over":
                return queryset & selectors.over_without_word(at)
        return queryset


@admin.register(Event)
class EventAdmin(LookedAt):
    """Webinars and courses of our own, the latest first; who opens the sign-ups of one leaves a line."""

    list_display = ("title", "begins", "signed_up", "stands")
    list_filter = (WhenFilter, "state")
    list_per_page = 50
    search_fields = ("title",)
    search_help_text = _("Title")
    fields = readonly_fields = ("kind", "track", "times", "length", "place", "seats", "signed_up", "stands")

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the pages that ask before an act, and who signed up."""
        return [
            self.asking("<int:pk>/edit/", self._edit, "cpe_event_edit"),
            self.asking("<int:pk>/call-off/", self._call_off, "cpe_event_call_off"),
            self.asking("<int:pk>/hold/", self._hold, "cpe_event_hold"),
            self.reading("<int:pk>/sign-ups/", self._sign_ups, "cpe_event_sign_ups"),
            self.reading("<int:pk>/sign-ups.csv", self._sign_ups_csv, "cpe_event_sign_ups_csv"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Each with how many are signed up."""
        return selectors.with_sign_ups(super().get_queryset(request))

    @admin.display(description=_("begins"), ordering="begins_at")
    def begins(self, row: Event) -> str:
        """Day and time in Amsterdam."""
        return date_format(timezone.localtime(row.begins_at), "DATETIME_FORMAT")

    @admin.display(description=_("when"))
    def times(self, row: Event) -> str:
        """From when to when, in Amsterdam."""
        return event_words.when(row.begins_at, row.ends_at)

    @admin.display(description=_("length"))
    def length(self, row: Event) -> str:
        """Without the breaks."""
        return event_words.length(row)

    @admin.display(description=_("kind"))
    def kind(self, row: Event) -> str:
        """As the rules of its day call it."""
        return event_words.kind(row, selectors.policies())

    @admin.display(description=_("signed up"))
    def signed_up(self, row: Event) -> int:
        """How many."""
        return int(getattr(row, "taken", 0))

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: Event) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[EventState(row.state)], capfirst(row.get_state_display()))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to planning one."""
        may = policies.can_manage_events(sessions.person(request))
        return super().changelist_view(request, {"may_plan": may, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The event, and what can be done with it now."""
        row, at = kwargs["obj"], timezone.now()
        manages = policies.can_manage_events(sessions.person(request))
        may = manages and row.state == EventState.PLANNED
        is_over = row.ends_at <= at and row.state != EventState.CALLED_OFF
        steps = {"may_change": may, "may_hold": may and is_over, "is_over": is_over, "may_bring": manages and is_over}
        return super().render_change_form(request, {**context, **steps}, *args, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Plan an event."""
        at = self._managing(request)
        form = EventForm(_sent(request), today=timezone.localdate(at))
        if form.is_bound and form.is_valid():
            try:
                row = services.plan_event(form.plan(), by=sessions.person(request), at=at)
            except services.EventRefused as refusal:
                form.refuse(refusal.field, str(refusal))
            else:
                messages.success(request, _planned(row, at))
                return redirect(CHANGE, row.pk)
        return self._form(request, form, title=_t("Plan an event"), last=_t("Plan"), button=_t("Plan"))

    def _edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another title, time, place or number of seats; what was changed elsewhere meanwhile is told once."""
        at, row = self._managing(request), self._row(request, pk)
        form = EventForm.of(row, _sent(request), today=timezone.localdate(at))
        if form.is_bound and form.is_valid():
            read = request.POST.get("as_read", "")
            as_read = int(read) if read.isascii() and read.isdigit() else -1
            try:
                services.change_event(pk, form.plan(), as_read=as_read, by=sessions.person(request), at=at)
            except services.EventRefused as refusal:
                form.refuse(refusal.field, str(refusal))
            else:
                messages.success(request, _t("The event is changed."))
                return redirect(CHANGE, pk)
        told = _t("Who signed up is told by mail where time or place are another.")
        title = _t("Change the event")
        return self._form(request, form, row, title=title, last=_t("Change"), button=_t("Save"), told=told)

    def _call_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, then call it off."""
        at, row = self._managing(request), self._row(request, pk)
        form = CallOffForm(_sent(request))
        if form.is_bound and form.is_valid():
            try:
                services.call_off(pk, form.cleaned_data["words"], by=sessions.person(request), at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _t("The event is called off."))
            return redirect(CHANGE, pk)
        last = _t("Call off")
        told = _t("It is called off for good. Who signed up is told by mail, with your words, unless it would be over.")
        title = _t("Call the event off?")
        return self._form(request, form, row, title=title, last=last, button=last, told=told)

    def _hold(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then note that it took place."""
        at, row = self._managing(request), self._row(request, pk)
        if request.method == "POST":
            try:
                services.hold_event(pk, by=sessions.person(request), at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _t("Noted: the event took place."))
            return redirect(CHANGE, pk)
        last = _t("It took place")
        told = _t("Nothing of it is changed any more from then on.")
        return self._form(request, None, row, title=_t("Did it take place?"), last=last, button=last, told=told)

    def _sign_ups(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who signed up, in the order in which they did; that somebody looked is noted."""
        row = self._looked_at(request, pk)
        rows = selectors.signed_up(row)
        return self.page(
            request, "cpe/event/sign_ups", original=row, title=_t("Who signed up"), last=_t("Sign-ups"), rows=rows
        )

    def _sign_ups_csv(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The same as a table for spreadsheets; that somebody took it is noted."""
        row = self._looked_at(request, pk)
        header = [_t("number"), _t("name"), _t("e-mail"), _t("signed up")]
        lines = (
            (one.member.number, one.member.user.get_full_name(), one.member.user.email, _local(one.signed_up_at))
            for one in selectors.signed_up(row)
        )
        return csv_file(f"event-{row.pk}", header, lines)

    def _managing(self, request: HttpRequest) -> datetime:
        """The moment. Raises ``PermissionDenied`` for who does not manage events."""
        if not policies.can_manage_events(sessions.person(request)):
            raise PermissionDenied
        return timezone.now()

    def _row(self, request: HttpRequest, pk: int) -> Event:
        """The event of this number. Raises ``Http404``."""
        row: Event | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def _looked_at(self, request: HttpRequest, pk: int) -> Event:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self._row(request, pk)
        self._note_reading(request, row)
        return row

    def _form(self, request: HttpRequest, form: Any, row: Event | None = None, **context: Any) -> HttpResponse:
        shown = {"original": row, "form": form, "errors": form.errors if form else None, "obstacle": "", **context}
        if row is not None:
            shown |= {"stands": self.stands(row), "times": self.times(row), "obstacle": event_words.settled(row)}
        return self.page(request, "cpe/event/form", **shown)


def _planned(row: Event, at: datetime) -> str:
    """What can be done with an event that was just planned."""
    if row.ends_at <= at:
        return _t("The event is planned, and over already. Its attendance list can be brought in.")
    if row.begins_at <= at:
        return _t("The event is planned, and has begun: nobody can sign up. Bring its attendance list in afterwards.")
    return _t("The event is planned. Members can sign up until it begins.")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
