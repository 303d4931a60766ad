"""Held titles in the back office: what is owed and by whom, and what people decide about one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.errors import DomainError
from common.office import List, LookedAt, status
from cpe import hold_words, policies, selectors, services
from cpe.admin.help import cycle_today
from cpe.enums import HoldWhy
from cpe.models import Hold
from cpe.night_forms import WordsForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a colleague may do about a title held for one reason."""

    key: str
    why: HoldWhy
    label: str | Promise
    effect: str | Promise
    done: str | Promise
    act: Callable[..., Hold]

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"admin:cpe_hold_{self.key}"


ACTS: Final = (
    Act(
        key="speak",
        why=HoldWhy.UNREACHABLE,
        label=_("Let the title end"),
        effect=_(
            "The next night ends the title, dated as if on time, unless it is complete by then. Say which other way "
            "you tried, or why there is none."
        ),
        done=_("The next night ends the title, unless it is complete by then."),
        act=services.speak_for,
    ),
    Act(
        key="keep",
        why=HoldWhy.WENT_BACK,
        label=_("The renewal stays"),
        effect=_("The title stays renewed. What is open stays owed, and is reminded of like any invoice."),
        done=_("The renewal stays."),
        act=services.keep_renewal,
    ),
    Act(
        key="take_back",
        why=HoldWhy.WENT_BACK,
        label=_("Take the renewal back"),
        effect=_(
            "Until the last day to report and pay, the cycle waits again and can be paid. Past it, the title ends "
            "today for what is not paid, unless we owe a decision. The member is told by mail."
        ),
        done=_("The renewal is taken back, and the member is told."),
        act=services.take_back_renewal,
    ),
)
"""What can be done about a held title, beside deciding what is owed."""


class OpenFilter(admin.SimpleListFilter):
    """What waits for a person, what the next night ends, and what is over."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three answers."""
        return [("wait", _("Waiting for a person")), ("night", _("Ends with the next night")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> QuerySet[Hold]:
        """The rows behind the choice."""
        match self.value():
            case "wait":
                return queryset.filter(pk__in=Hold.objects.overdue().values("pk"))
            case "night":
                return queryset.filter(pk__in=Hold.objects.to_end().values("pk"))
            case "over":
                return queryset.filter(ended_at__isnull=False)
        return queryset


class Holds(List):
    """A page of held titles, each with what the facts of today say of its cycle (8 queries more)."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then judge its rows."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = selectors.judged([row for row in rows if row.ended_at is None], timezone.localdate())
        for row in rows:
            row.judged = found.get(row.pk)
        self.result_list = rows


@admin.register(Hold)
class HoldAdmin(LookedAt):
    """Titles past their last day that nothing was decided about, and why: the office's own overdue work."""

    list_display = ("who", "code", "since_on", "reason", "misses", "owed")
    list_display_links = ("who",)
    list_filter = (OpenFilter, "why")
    list_select_related = ("credential__member__user", "credential__title", "cycle")
    list_per_page = 50
    search_fields = ("credential__member__number__startswith", "credential__member__user__family_name")
    search_help_text = _("Member number or family name")
    fields = readonly_fields = ("who", "code", "since_on", "reason")
    linked_by = ("sweep__id__exact",)
    sensitive = True

    def person_in(self, row: Any) -> int:
        """Who holds the title."""
        return int(row.credential.member.user_id)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows what is owed."""
        return Holds

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and a page for each thing that can be done."""
        asked = [self.asking(f"<int:pk>/{act.key}/", self._asking(act), f"cpe_hold_{act.key}") for act in ACTS]
        return [*asked, *super().get_urls()]

    @admin.display(description=_("member"), ordering="credential__member__number")
    def who(self, row: Hold) -> str:
        """Number and name."""
        return str(row.credential.member)

    @admin.display(description=_("title"), ordering="credential__title__code")
    def code(self, row: Hold) -> str:
        """The title by its code."""
        return row.credential.title.code

    @admin.display(description=_("why"), ordering="why")
    def reason(self, row: Hold) -> SafeString:
        """Why it is held, with its shape; of what is over, that it is."""
        if row.ended_at is not None:
            return status("ended", _("Over"))
        return status(hold_words.SHAPES[HoldWhy(row.why)], capfirst(row.get_why_display()))

    @admin.display(description=_("missing"))
    def misses(self, row: Any) -> str:
        """What the cycle misses by the facts of today."""
        return hold_words.missing(row.judged) if row.judged else "–"

    @admin.display(description=_("owed by"))
    def owed(self, row: Any) -> str:
        """Whose decision could close the gap."""
        return "; ".join(hold_words.owed(row.judged)) or "–" if row.judged else "–"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The hold beside what its cycle has today, and what is to be done (14 queries more)."""
        row = kwargs["obj"]
        by = sessions.person(request)
        judged = selectors.judged([row], timezone.localdate()).get(row.pk)
        shown = {
            "judged": judged,
            "missing": hold_words.missing(judged) if judged else "",
            "owed": hold_words.owed(judged) if judged else [],
            "claims": [(int(claim.id), claim) for claim in judged.owed] if judged else [],
            "to_do": hold_words.to_do(row) if row.ended_at is None else "",
            "cycle": cycle_today(row.credential, row.cycle),
            "tried": sorted(_tried(row)),
            "acts": [act for act in ACTS if not _obstacle(act, row, by)],
        }
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)

    def _asking(self, act: Act) -> Callable[..., HttpResponse]:
        """The page that asks why, and then does it."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            by, at = sessions.person(request), timezone.now()
            if not policies.can_clear(by):
                raise PermissionDenied
            row = get_object_or_404(self.get_queryset(request).select_related(*self.list_select_related), pk=pk)
            form = WordsForm(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                return self._do(request, act, row, form.cleaned_data["words"], by, at)
            return self.page(
                request,
                "cpe/hold/act",
                original=row,
                title=act.label,
                act=act,
                form=form,
                errors=form.errors,
                obstacle=_obstacle(act, row, by),
            )

        return view

    def _do(self, request: HttpRequest, act: Act, row: Hold, words: str, by: User, at: datetime) -> HttpResponse:
        try:
            act.act(row, words=words, by=by, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(act.done))
        return redirect("admin:cpe_hold_change", row.pk)


def _tried(row: Hold) -> set[str]:
    """The addresses that were tried in vain, of who was not reached (1 query)."""
    if row.why != HoldWhy.UNREACHABLE:
        return set()
    found = selectors.reached([row.cycle_id]).get(row.cycle_id)
    return found.tried if found else set()


def _obstacle(act: Act, row: Hold, by: User) -> str:
    """Why this colleague cannot do it now; empty when they can."""
    if row.ended_at is not None or row.why != act.why:
        return str(_("This title is not held for that any more."))
    try:
        policies.require_clear(by, row.credential.member.user_id)
    except DomainError as refusal:
        return str(refusal)
    return ""
