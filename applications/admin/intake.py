"""Submitted applications: found and read whole. A draft is nobody's but its applicant's, so it is not here."""

from datetime import date
from typing import Any, Final

from django.contrib import admin
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from applications import policies, words
from applications.admin.questions import QuestionFilter, QuestionPages
from applications.enums import ApplicationState
from applications.models import Application
from applications.models.intake import STATES, ApplicationQuerySet
from applications.selectors.form import form_of
from applications.selectors.sealed import sealed_form
from common.office import status

OPEN_FIRST: Final = Case(When(state=ApplicationState.SUBMITTED, then=F("submitted_at"))).asc(nulls_last=True)
"""Open ones by the day of their answer, which follows that of their submission; then all others."""
SENT: Final = ("resume", "supplement", "signed_scan")


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


@admin.register(Application)
class ApplicationAdmin(QuestionPages):
    """What was submitted, what is to be answered first before the others; each look at one leaves a line."""

    list_display = ("reference", "who", "code", "submitted_at", "answer", "stands")
    list_display_links = ("reference", "who")
    list_filter = (StateFilter, AppointmentFilter, QuestionFilter, "title__track")
    list_select_related = ("person", "title")
    list_per_page = 50
    ordering = (OPEN_FIRST, "-submitted_at", "-pk")
    search_fields = ("reference", "given_name", "family_name", "person__email")
    search_help_text = _("Reference, name or e-mail address")
    fields = readonly_fields = ("reference", "who", "title", "submitted_at", "stands")
    sensitive = True

    def person_in(self, row: Application) -> int:
        """Who applies."""
        return row.person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """What was submitted."""
        found: QuerySet[Application] = super().get_queryset(request)
        return found.exclude(state=ApplicationState.DRAFT).select_related("person", "title__track", "title__level")

    @admin.display(description=_("answer by"), ordering="due_on")
    def answer(self, row: Application) -> date | None:
        """The working day by which it is answered; none while its clock stands still."""
        return row.answer_by

    @admin.display(description=_("applicant"), ordering="given_name")
    def who(self, row: Application) -> str:
        """The name as written in the form."""
        return row.name

    @admin.display(description=_("title"), ordering="title__code")
    def code(self, row: Application) -> str:
        """The title by its code."""
        return row.title.code

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: Application) -> SafeString:
        """The state, with its shape."""
        return status(words.SHAPES[ApplicationState(row.state)], capfirst(row.get_state_display()))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The whole form as it was submitted, with what follows from it and a look at its seal (8 queries more)."""
        row = kwargs["obj"]
        at = row.submitted_at or timezone.now()
        form = form_of(row, at)
        found = {
            "form": form,
            "jobs": words.jobs(form.positions),
            "term": words.term(form.term),
            "at_level": words.length(form.term.at_level),
            "answer_by": row.answer_by,
            "files": [(words.column(name), getattr(row, name)) for name in SENT],
            "sealed": sealed_form(row),
            "may_open": policies.can_see_applications(sessions.person(request)),
        }
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)
