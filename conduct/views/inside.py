"""Doors to what only a case officer, a committee, or who broke the glass reads, and the page that asks for one act."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from accounts import sessions
from accounts.doors import appointed
from accounts.models import User
from common.errors import DomainError, Forbidden
from conduct import policies
from conduct.enums import SeatState
from conduct.models import Case, Report
from conduct.selectors.cases import by_reference as case_by_reference
from conduct.selectors.cases import case_of_member, seat_of
from conduct.selectors.reports import by_reference as report_by_reference
from conduct.services import intake, room
from conduct.states import OPEN

NOT_FOUND: Final = "noindex, nofollow, noarchive"
Page = Callable[..., HttpResponse]


def _noted(page: Page, note: Callable[..., None]) -> Page:
    """The same page, of which each look leaves a line in the trace; a redirect shows nothing, and leaves none."""

    @wraps(page)
    def looked(request: HttpRequest, about: Report | Case, **named: Any) -> HttpResponse:
        answer = page(request, about, **named)
        if request.method != "HEAD" and answer.status_code == HTTPStatus.OK:
            note(about, by=sessions.person(request), at=timezone.now())
        return answer

    return looked


def _answered(page: Page, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
    """Answer, and let no search engine keep it. Raises ``Http404`` for an act of somebody else."""
    try:
        response = page(request, *args, **named)
    except Forbidden:
        raise Http404 from None
    response.headers["X-Robots-Tag"] = NOT_FOUND
    return response


def of_officer(page: Page) -> Callable[..., HttpResponseBase]:
    """A page for case officers, in a session that proved a second factor."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @appointed
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not policies.is_officer(sessions.person(request)):
            raise PermissionDenied
        return _answered(page, request, *args, **named)

    return guarded


def of_report(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a report, for the case officer who has it. Raises ``Http404`` for one of somebody else."""
    looked = _noted(page, intake.note_reading)

    @of_officer
    @wraps(page)
    def guarded(request: HttpRequest, reference: str, **named: Any) -> HttpResponse:
        report = report_by_reference(reference)
        if report is None or not policies.can_read_report(sessions.person(request), report):
            raise Http404
        return looked(request, report, **named)

    return guarded


def of_case(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case, for who opens it: its officer, its committee, and for an hour who broke the glass. Each look
    leaves a line.

    Peers hold no role, and prove a second factor all the same. Who was invited is led to the invitation, and who may
    break the glass there. Raises ``Http404`` for everybody else.
    """
    looked = _noted(page, room.note_opening)

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def guarded(request: HttpRequest, reference: str, **named: Any) -> HttpResponseBase:
        by, case = sessions.person(request), case_by_reference(reference)
        if case is None or by.pk == case.member.user_id:
            raise Http404
        if not (policies.can_open(by, case) or room.is_inside(by, case, timezone.now())):
            if was_invited(by, case):
                return redirect("conduct:seat", case.reference.lower())
            if policies.can_break_glass(by):
                return redirect("conduct:case-glass", case.reference.lower())
            raise Http404
        if not sessions.second_factor_proved(request):
            return sessions.ask_second_factor(request, request.path)
        return _answered(looked, request, case, **named)

    return guarded


def was_invited(by: User, case: Case) -> bool:
    """Whether somebody is asked to judge a case under way, and has not answered (1 query)."""
    seat = seat_of(by, case) if by.is_active and case.state in OPEN else None
    return seat is not None and seat.state == SeatState.INVITED


def of_seat(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of one's own seat, or invitation to one, in a session that proved a second factor. Raises ``Http404``."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def guarded(request: HttpRequest, reference: str, **named: Any) -> HttpResponseBase:
        by, case = sessions.person(request), case_by_reference(reference)
        seat = seat_of(by, case) if case is not None and by.pk != case.member.user_id else None
        if case is None or seat is None or case.state not in OPEN:
            raise Http404
        if not sessions.second_factor_proved(request):
            return sessions.ask_second_factor(request, request.path)
        seat.case = case
        return _answered(page, request, seat, **named)

    return guarded


def of_committee(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case for who sits on its committee alone. Raises ``Http404`` for everybody else."""

    @of_case
    @wraps(page)
    def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
        policies.require_seated(sessions.person(request), case)
        return page(request, case, **named)

    return guarded


def of_chair(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case for its chair alone. Raises ``Http404`` for everybody else."""

    @of_case
    @wraps(page)
    def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
        policies.require_chair(sessions.person(request), case)
        return page(request, case, **named)

    return guarded


def of_party(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case for the member whom it is about, once they were told of it. Raises ``Http404`` otherwise."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(page)
    def guarded(request: HttpRequest, reference: str, **named: Any) -> HttpResponse:
        case = case_of_member(sessions.person(request), reference)
        if case is None:
            raise Http404
        return _answered(page, request, case, **named)

    return guarded


def of_case_officer(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case for its case officer alone. Raises ``Http404`` for everybody else."""

    @of_case
    @wraps(page)
    def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
        policies.require_case_officer(sessions.person(request), case)
        return page(request, case, **named)

    return guarded


def of_officer_or_chair(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of a case for its case officer and its chair. Raises ``Http404`` for everybody else."""

    @of_case
    @wraps(page)
    def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
        by = sessions.person(request)
        if not policies.is_case_officer(by, case):
            policies.require_chair(by, case)
        return page(request, case, **named)

    return guarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """A page that asks for one act: what it says first, its button, where it leads, and what is said then.

    ``refused_at``: where a refusal stands; ``preview``: what is shown before it is done, by what was typed.
    """

    about: Report | Case
    heading: str | Promise
    button: str | Promise
    done: str | Promise
    back: str
    after: str = ""
    told: Sequence[str | Promise] = ()
    danger: bool = False
    refused_at: str | None = None
    template: str = "conduct/case/act.html"
    shown: Mapping[str, Any] = field(default_factory=dict)
    preview: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    files: bool = False


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, be it nothing but a button; ``None`` for a look."""
    return request.POST if request.method == "POST" else None


def ask(request: HttpRequest, asks: Asks, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Show the page, look at what was typed, and do it once it is right, and confirmed where it is shown before.

    Raises ``Forbidden`` for an act of somebody else; every other refusal stands in the form, with what was typed.
    """
    shown: dict[str, Any] = {"form": form, "asks": asks, **asks.shown}
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        if asks.preview and "confirm" not in request.POST:
            try:
                return render(request, asks.template, {**shown, "preview": asks.preview(form.cleaned_data)})
            except DomainError as refusal:
                form.add_error(asks.refused_at, str(refusal))
                return render(request, asks.template, shown)
        try:
            act(form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as refusal:
            form.add_error(asks.refused_at, str(refusal))
        else:
            messages.success(request, str(asks.done))
            return redirect(asks.after or asks.back)
    return render(request, asks.template, shown)
