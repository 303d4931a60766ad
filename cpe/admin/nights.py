"""Nights of judging in the back office: what each counted, and its brake: who would lose what, and who lets it be."""

from collections.abc import Callable
from dataclasses import dataclass
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
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.errors import DomainError
from common.office import LookedAt, status
from cpe import hold_words, policies, selectors, services
from cpe.enums import HoldWhy
from cpe.models import CycleSweep, Hold
from cpe.night_forms import NothingForm, WordsForm

SHOWN: Final = 50
"""Held titles on the page of a night; the list has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something a colleague may do about a night whose brake holds titles."""

    key: str
    label: str | Promise
    effect: str | Promise
    done: str | Promise
    asked: bool
    act: Callable[..., CycleSweep]
    form: type[Any] = WordsForm
    second: bool = False

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"admin:cpe_cyclesweep_{self.key}"


STEPS: Final = (
    Step(
        key="ask",
        label=_("Ask that these titles end"),
        effect=_("A second person reads why, and lets the titles end or not. Until then they stand as held."),
        done=_("A second person decides now."),
        asked=False,
        act=services.ask_release,
    ),
    Step(
        key="release",
        label=_("Let these titles end"),
        effect=_(
            "The next night ends them, dated as if on time, and mails each holder, unless something turned up by then. "
            "Certificates and badges are revoked with them."
        ),
        done=_("The next night ends them."),
        asked=True,
        act=services.release,
        form=NothingForm,
        second=True,
    ),
    Step(
        key="refuse",
        label=_("Put the request aside"),
        effect=_("The titles stay held. Somebody may ask anew."),
        done=_("The titles stay held."),
        asked=True,
        act=services.refuse_release,
    ),
)
"""What can be done about a brake, in the order of its going."""


class BrakeFilter(admin.SimpleListFilter):
    """Nights whose brake holds titles, and those that wait for a second person."""

    title = _("brake")
    parameter_name = "brake"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Where the brake is."""
        return [("held", _("Holds titles")), ("asked", _("Waits for a second person")), ("released", _("Released"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CycleSweep]) -> QuerySet[CycleSweep]:
        """The rows behind the choice."""
        match self.value():
            case "held":
                return queryset.filter(pk__in=CycleSweep.objects.braked().values("pk"))
            case "asked":
                return queryset.filter(pk__in=CycleSweep.objects.asked().values("pk"))
            case "released":
                return queryset.filter(released_at__isnull=False)
        return queryset


@admin.register(CycleSweep)
class CycleSweepAdmin(LookedAt):
    """Each night's count of titles that were to end, the newest first."""

    list_display = ("on", "covers", "over", "ending", "from_before", "stands")
    list_display_links = ("on",)
    list_filter = (BrakeFilter,)
    list_per_page = 50
    fields = readonly_fields = ("on", "covers", "counted", "limit", "stands")

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and a page for each step."""
        asked = [
            self.asking(f"<int:pk>/{step.key}/", self._asking(step), step.view.partition(":")[2]) for step in STEPS
        ]
        return [*asked, *super().get_urls()]

    @admin.display(description=_("last days covered"), ordering="covers_until")
    def covers(self, row: CycleSweep) -> str:
        """The last days to report and pay that it covered."""
        return words_of_days(row)

    @admin.display(description=_("what it counted"))
    def counted(self, row: CycleSweep) -> str:
        """What it looked at, and what was to end."""
        return hold_words.counted(row)

    @admin.display(description=_("lets end by itself"))
    def limit(self, row: CycleSweep) -> str:
        """Its terms: so many, or such a share."""
        told = _t("%(above)d titles, or %(share)d per cent of the cycles whose last day it covers")
        return told % {"above": row.above, "share": row.share}

    @admin.display(description=_("brake"), ordering="braked")
    def stands(self, row: CycleSweep) -> SafeString:
        """Where its brake is, with its shape."""
        if not row.braked:
            return status("valid", _("Not pulled"))
        if row.released_at:
            return status("ended", _("Released"))
        return status("waiting", _("Waits for a second person")) if row.asked_at else status("attention", _("Holds"))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The night with the titles its brake holds, each with what it misses (10 queries more)."""
        row, by = kwargs["obj"], sessions.person(request)
        held = Hold.objects.open().filter(sweep=row, why=HoldWhy.BRAKE.value)
        rows = list(held.select_related("credential__member__user", "credential__title", "cycle")[:SHOWN])
        found = selectors.judged(rows, timezone.localdate()) if rows else {}
        shown = {
            "held": [(hold, hold_words.missing(found[hold.pk])) for hold in rows if hold.pk in found],
            "in_all": held.count(),
            "released": Hold.objects.to_end().filter(sweep=row).count(),
            "steps": [step for step in STEPS if not _obstacle(step, row, by)],
        }
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)

    def _asking(self, step: Step) -> Callable[..., HttpResponse]:
        """The page that asks, and then does it."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            by, at = sessions.person(request), timezone.now()
            if not policies.can_release(by):
                raise PermissionDenied
            row = get_object_or_404(CycleSweep.objects.select_related("asked_by"), pk=pk)
            form = step.form(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                try:
                    step.act(row, **form.cleaned_data, by=by, at=at)
                except DomainError as refusal:
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, str(step.done))
                return redirect("admin:cpe_cyclesweep_change", row.pk)
            return self.page(
                request,
                "cpe/cyclesweep/step",
                original=row,
                title=step.label,
                step=step,
                form=form,
                errors=form.errors,
                obstacle=_obstacle(step, row, by),
                in_all=Hold.objects.open().filter(sweep=row, why=HoldWhy.BRAKE.value).count(),
            )

        return view


def words_of_days(row: CycleSweep) -> str:
    """The days a night covered."""
    first, last = date_format(row.covers_from), date_format(row.covers_until)
    return first if first == last else f"{first} – {last}"


def _obstacle(step: Step, row: CycleSweep, by: User) -> str:
    """Why this colleague cannot do it now; empty when they can."""
    if not row.braked or row.released_at is not None:
        return _t("The brake of this night holds nothing.")
    if step.asked != (row.asked_at is not None):
        return _t("Somebody asked for the release already.") if row.asked_at else _t("Nobody asked for a release yet.")
    try:
        policies.require_release(by)
        if step.second:
            policies.require_second_release(by, row)
    except DomainError as refusal:
        return str(refusal)
    return ""
