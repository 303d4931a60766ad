"""Memberships in the back office: what each year asked and why, whether it is paid, and what comes next."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.office import LookedAt, status
from members import money_words, selectors
from members.models import Membership
from members.models.memberships import MembershipQuerySet


class RunsFilter(admin.SimpleListFilter):
    """Memberships that run, end on a day ahead or today, and that ended."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three answers."""
        return [("runs", _("Runs")), ("ends", _("Ends")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        """The rows behind the choice."""
        today = timezone.localdate()
        match self.value():
            case "runs":
                return queryset.filter(last_day__isnull=True)
            case "ends":
                return queryset.filter(last_day__gte=today)
            case "ended":
                return queryset.filter(last_day__lt=today)
        return queryset


class WaitsFilter(admin.SimpleListFilter):
    """Memberships with a year that has begun and was not asked for (a line of Today), and the others."""

    title = _("the year that runs")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two answers."""
        return [("yes", _("Not asked for yet")), ("no", _("Asked for"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        """The rows behind the choice."""
        waiting = cast("MembershipQuerySet", queryset).asked_by(timezone.localdate())
        match self.value():
            case "yes":
                return waiting
            case "no":
                return queryset.filter(~Q(pk__in=waiting.values("pk")))
        return queryset


@admin.register(Membership)
class MembershipAdmin(LookedAt):
    """Every membership; each look at one leaves a line, as it tells what somebody pays and whether they did."""

    list_display = ("number", "name", "since", "next_year_on", "last_day", "stands")
    list_display_links = ("number", "name")
    list_select_related = ("member__user",)
    list_filter = (RunsFilter, WaitsFilter)
    list_per_page = 50
    search_fields = ("member__number__startswith", "member__user__given_name", "member__user__family_name")
    search_help_text = _("Member number or name")
    linked_by = ("member__id__exact",)
    fields = ("number", "name", "since", "first_day", "last_day", "next_year_on")
    sensitive = True

    def person_in(self, row: Membership) -> int:
        """Whose years they are."""
        return row.member.user_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With whom it is about."""
        return super().get_queryset(request).select_related("member__user")

    @admin.display(description=_("member"), ordering="member__number")
    def number(self, row: Membership) -> int:
        """The number in the register."""
        return row.member.number

    @admin.display(description=_("name"), ordering="member__user__given_name")
    def name(self, row: Membership) -> str:
        """The name as the person writes it."""
        return str(row.member.user)

    @admin.display(description=_("state"))
    def stands(self, row: Membership) -> SafeString:
        """How it stands today, in word and shape."""
        return status(*money_words.membership(row, timezone.localdate()))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Membership | None = None,
    ) -> HttpResponse:
        """The row with its years, who is billed, and the year that comes next (at most 9 statements more)."""
        if obj is not None:
            on = timezone.localdate()
            about = selectors.about_membership(obj, on)
            context |= {
                "stands": status(*money_words.membership(obj, on)),
                "sentence": money_words.of_membership(obj, on),
                "years": [
                    (
                        year.contribution,
                        money_words.why_amount(year.contribution),
                        year.invoice,
                        status(*money_words.of_year(year.contribution, year.invoice, on)),
                        money_words.explained(year.contribution, year.invoice, on),
                    )
                    for year in about.years
                ],
                "billing": about.billing,
                "next_sentences": money_words.of_next(about.next, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
