"""What members hold, in the back office: to look at, and to ask how it stood on a day. Nobody sets a standing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.calendar import day_bounds
from common.office import List, LookedAt, status
from members import selectors, words
from members.forms import DayQuestion
from members.models import Credential, Cycle, OpeningPosition, Outcome
from members.offers import offers_of
from members.rules.standing import Standing

QUESTION: Final[Any] = ((None, {"fields": ("on", "known")}),)


class OpenFilter(admin.SimpleListFilter):
    """Credentials that stand, those whose cycle is over and waits, the late ones among them, and those that ended."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The four answers."""
        return [
            ("yes", _("Without an end")),
            ("over", _("Cycle over, not judged yet")),
            ("late", _("Past the last day, not judged yet")),
            ("no", _("Ended, or an end is announced")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credential]) -> QuerySet[Credential]:
        """The rows behind the choice."""
        match self.value():
            case "yes":
                return queryset.filter(closed_by__isnull=True)
            case "over":
                return queryset.filter(pk__in=selectors.over(timezone.localdate()))
            case "late":
                return queryset.filter(pk__in=selectors.late(timezone.localdate()))
            case "no":
                return queryset.filter(closed_by__isnull=False)
        return queryset


class Credentials(List):
    """A page of credentials, each with how it stands today (two queries more)."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then how its rows stand."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        found = selectors.standings([row.pk for row in rows], timezone.localdate())
        for row in rows:
            row.today = found[row.pk]
        self.result_list = rows


@admin.register(Credential)
class CredentialAdmin(LookedAt):
    """Titles by holder: how each stands today and on any day before, and what that rests on."""

    list_display = ("member", "code", "awarded_on", "stands", "expires_on", "last_day")
    list_display_links = ("member", "code")
    list_filter = (OpenFilter, "title__level", "title__track")
    list_select_related = ("member__user", "title")
    list_per_page = 50
    search_fields = (
        "member__number__startswith",
        "member__user__given_name",
        "member__user__family_name",
        "title__code",
    )
    search_help_text = _("Member number, name, or code of a title")
    fields = ("member", "title", "awarded_on", "awarded_at")
    sensitive = True

    def person_in(self, row: Credential) -> int:
        """Who holds or held the title."""
        return row.member.user_id

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows standings."""
        return Credentials

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Credential | None = None,
    ) -> HttpResponse:
        """The award with its cycles and outcomes, how it stood on the day that was asked for, and what can be done
        about it (7 statements, and those of ``offers_of``)."""
        if obj is not None:
            now, asked = timezone.now(), request.GET if "on" in request.GET else None
            context |= _page(obj, DayQuestion(asked, today=timezone.localdate(now)), now)
            context["offers"] = offers_of(obj, by=sessions.person(request), on=timezone.localdate(now))
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("title"), ordering="title__code")
    def code(self, row: Credential) -> str:
        """The title by its code."""
        return row.title.code

    @admin.display(description=_("today"))
    def stands(self, row: Any) -> SafeString:
        """How it stands today, in word and shape."""
        return status(words.shape(row.today), words.value(row.today))

    @admin.display(description=_("cycle until"))
    def expires_on(self, row: Any) -> date | str:
        """The expiration date of the cycle it is in."""
        return row.today.cycle.expires_on if row.today and row.today.cycle else "–"

    @admin.display(description=_("last day to report and pay"))
    def last_day(self, row: Any) -> date | str:
        """Extended or not; of what is over, none."""
        return row.today.last_day if row.today and row.today.last_day and not row.today.value.over else "–"


def _page(row: Credential, question: Any, now: datetime) -> dict[str, Any]:
    """What the page of a credential shows beside its award."""
    on, known = timezone.localdate(now), None
    if question.is_bound and question.is_valid():
        on, known = question.cleaned_data["on"], question.cleaned_data["known"]
    known_at = day_bounds(known)[1] - timedelta.resolution if known else None
    today, asked = (
        selectors.standing_of(row, day, at) for day, at in ((timezone.localdate(now), None), (on, known_at))
    )
    position = OpeningPosition.objects.filter(credential=row).first()
    return {
        "today": _answer(today),
        "came_with": words.came_with(position) if position else [],
        "asked": _answer(asked),
        "on": on,
        "known": known,
        "question": AdminForm(question, QUESTION, {}),
        "was_asked": question.is_bound and question.is_valid(),
        "cycles": [(cycle.window, _state(cycle, timezone.localdate(now))) for cycle in row.cycles.order_by("number")],
        "outcomes": list(_told(row)),
        "rechecks": list(row.rechecks.waiting().order_by("pk")),
    }


def _state(cycle: Cycle, today: date) -> str:
    """Whether a cycle runs, waits for its outcome, or neither."""
    if not cycle.waits:
        return "–"
    return gettext("runs") if today <= cycle.window.expires_on else gettext("waits for its outcome")


def _answer(found: Standing | None) -> dict[str, Any]:
    """A standing in words: its status, since when, and the reasons."""
    return {
        "status": status(words.shape(found), words.value(found)),
        "since": found.since if found else None,
        "reasons": words.reasons(found) if found else [],
    }


def _told(row: Credential) -> Iterator[tuple[Outcome, list[str]]]:
    """The outcomes in order, each with who recorded it (1 statement)."""
    related = ("cycle", "recorded_by", "seconded_by", "superseded_by")
    for outcome in row.outcomes.select_related(*related).order_by("recorded_at", "pk"):
        yield outcome, [str(person) for person in (outcome.recorded_by, outcome.seconded_by) if person]
