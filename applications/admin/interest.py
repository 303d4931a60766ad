"""Interest in the back office: asked before the content of an application opens, told later, and lifted by a colleague.

Until somebody declared to have none, an application shows them its reference, name, title, state and dates.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t

from accounts import sessions
from accounts.models import User
from applications import policies
from applications.forms.interest import InterestForm, LaterForm, LiftForm
from applications.models import Application
from applications.models.walls import not_concerning
from applications.selectors.answers import answer_by
from applications.selectors.judging import objection_of
from applications.services import interest as services
from common.calendar import local_day
from common.errors import DomainError
from common.office import LookedAt

NAME: Final = "applications_application"
CHANGE: Final = f"admin:{NAME}_change"
INTEREST: Final = f"admin:{NAME}_interest"

View = Callable[..., HttpResponse]


def declared_first(view: View) -> View:
    """A page of an application, for who declared to have no interest in it; others are led to the question.

    2 queries more, 5 for who has not declared yet.
    """

    def shown(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        by = sessions.person(request)
        row = Application.objects.handed_in().filter(pk=pk).first() if policies.needs_declaration(by) else None
        if row and policies.declared(by, row) is not False and policies.can_declare(by, row):
            return redirect(INTEREST, pk)
        return view(request, pk, **more)

    return wraps(getattr(view, "func", view))(shown)


class InterestPages(LookedAt):
    """The pages that ask for an interest, and stand before everything else."""

    def get_urls(self) -> list[URLPattern]:
        """Those pages, and the others."""
        lift = "<int:pk>/interest/<int:key>/lift/"
        return [
            self.asking("<int:pk>/interest/", self.interest, f"{NAME}_interest"),
            self.asking(lift, declared_first(self.lift), f"{NAME}_interest_lift"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The application; for who has to declare first, the question."""
        if request.method != "POST" and (found := self._asked_first(request, object_id)):
            return redirect(INTEREST, found.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to it, with what it held before; for who has to declare first, the question."""
        if found := self._asked_first(request, object_id):
            return redirect(INTEREST, found.pk)
        return super().history_view(request, object_id, extra_context)

    def _asked_first(self, request: HttpRequest, object_id: str) -> Application | None:
        """The application of which this colleague has to declare first; none where they may read on, or nothing."""
        by = sessions.person(request)
        row = self.get_object(request, unquote(object_id)) if policies.needs_declaration(by) else None
        found: Application | None = row if row and policies.declared(by, row) is not False else None
        return found if found and policies.can_declare(by, found) else None

    def interest(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether somebody has an interest: once before they read, and later where they find that they have."""
        by, at = sessions.person(request), timezone.now()
        row = _known(by, pk)
        own = row.interests.filter(person=by).first()
        kind = LaterForm if own else InterestForm
        form = kind(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            interested, words = form.said()
            try:
                own = services.declare(row, interested, words, by=by, at=at)
            except services.WordsNeeded as refusal:
                form.add_error("words", str(refusal))
            except DomainError as refusal:
                messages.error(request, str(refusal))
                return redirect(INTEREST, row.pk)
            else:
                return redirect(INTEREST if own.interested else CHANGE, row.pk)
        closed = own is not None and own.interested
        title = _t("Do you have an interest in the application of %(who)s?") % {"who": row.name}
        if closed:
            title = _t("You take no part in the application of %(who)s") % {"who": row.name}
        elif own:
            title = _t("You have an interest in the application of %(who)s after all?") % {"who": row.name}
        return self.page(
            request,
            "applications/application/interest",
            original=row,
            title=title,
            last=_t("Interest"),
            form=None if closed else form,
            errors=None if closed else form.errors,
            own=own,
            closed=closed,
            objection_by=_objection_by(row),
        )

    def lift(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        """Ask before a colleague's interest is told to be none."""
        by, at = sessions.person(request), timezone.now()
        row = _known(by, pk)
        found = get_object_or_404(row.interests.select_related("person", "application"), pk=key)
        if not policies.can_lift(by, found):
            raise PermissionDenied
        obstacle = "" if found.interested else _t("%(who)s has declared no interest.") % {"who": found.person}
        form = LiftForm(request.POST if request.method == "POST" else None)
        if form.is_bound and not obstacle and form.is_valid():
            try:
                services.lift(found, form.cleaned_data["reason"], by=by, at=at)
            except DomainError as refusal:
                form.add_error("reason", str(refusal))
            else:
                messages.success(request, _t("%(who)s can read and judge this application.") % {"who": found.person})
                return redirect(CHANGE, row.pk)
        return self.page(
            request,
            "applications/application/step",
            original=row,
            title=_t("Is the interest of %(who)s none after all?") % {"who": found.person},
            label=_t("It is no interest"),
            effects=(
                _t("%(who)s declared: %(words)s") % {"who": found.person, "words": found.words},
                _t("They read the application and take part from now on. Your reason stays in the history."),
            )
            if not obstacle
            else (),
            form=None if obstacle else form,
            errors=form.errors,
            obstacle=obstacle,
            back=CHANGE,
        )


def _objection_by(row: Application) -> date | None:
    """The day by which the objection that waits is decided; none where none does (2 queries of a rejected one)."""
    objection = objection_of(row)
    return answer_by(local_day(objection.made_at)) if objection else None


def _known(by: User, pk: int) -> Application:
    """An application that was submitted, for a colleague who declares. Raises ``PermissionDenied`` and ``Http404``."""
    if not policies.needs_declaration(by):
        raise PermissionDenied
    rows = Application.objects.handed_in().select_related("person", "title__track", "title__level", "handler")
    row: Application = get_object_or_404(not_concerning(rows, by), pk=pk)
    if not policies.can_declare(by, row):
        raise PermissionDenied
    return row
