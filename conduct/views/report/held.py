"""A report as its reporter follows it: how it stands, all that is held, confirmed, added to, taken back."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import limits
from accounts.limits import Costly
from common.calendar import local_day
from common.errors import DomainError
from conduct import report_stands as stands
from conduct import report_words as words
from conduct.enums import Shut
from conduct.forms.report import AddForm, AgainForm
from conduct.models import Report
from conduct.selectors.reports import additions_of, files_of, opened
from conduct.selectors.terms import terms_on
from conduct.selectors.traces import was_read
from conduct.services import reporting
from conduct.services.steps import ConductRefused
from conduct.views.report import leave_own, of_own, remember_own, show, sorry


@of_own
def follow(request: HttpRequest, report: Report) -> HttpResponse:
    """How it stands and what comes next, with everything we hold; the button of one not confirmed yet confirms it."""
    if request.method == "POST":
        try:
            reporting.confirm(report, at=timezone.now())
        except ConductRefused:
            return leave_own(sorry(request, Shut.GONE), report)
        return redirect("conduct:report-held", report.reference.lower())
    files = files_of(report)
    shown = {
        "stand": stands.stand(report, was_read=was_read(report)),
        "held": words.held(report, [one for one in files if one.addition_id is None]),
        "additions": additions_of(report),
        "may_add": stands.may_add(report),
        "may_withdraw": stands.may_withdraw(report),
        "may_move": reporting.can_be_reached(report),
        "added": "added" in request.GET,
        "moved": "moved" in request.GET,
    }
    return show(request, "held", report, shown)


@of_own
def add(request: HttpRequest, report: Report) -> HttpResponse:
    """Add to it, or correct it, in words and with files; what was said before stays."""
    form = AddForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            limits.spend(request, Costly.REPORT)
            for _file in said["papers"]:
                limits.spend(request, Costly.REPORT_FILE)
            reporting.add(report, said["text"], said["papers"], at=timezone.now())
        except ConductRefused as refusal:
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error("papers", words.choose_again(str(refusal)))
        else:
            return _back(report, "?added")
    elif request.method != "POST" and not stands.may_add(report):
        return _back(report)
    return show(request, "add", report, {"form": form})


@of_own
def address(request: HttpRequest, report: Report) -> HttpResponse:
    """Follow it from another address; here it stays open, so that one that was mistyped can be mended."""
    if not reporting.can_be_reached(report):
        return _back(report)
    form = AgainForm(request.POST if request.method == "POST" else None, initial={"email": report.email})
    if request.method == "POST" and form.is_valid():
        try:
            limits.spend(request, Costly.REPORT)
            moved = reporting.change_address(report, form.cleaned_data["email"], at=timezone.now())
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            return remember_own(_back(moved, "?moved"), moved)
    return show(request, "address", report, {"form": form})


@of_own
def withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    """Take it back, after saying what follows from it."""
    if not stands.may_withdraw(report):
        return _back(report)
    if request.method == "POST":
        with suppress(ConductRefused):  # it was taken back, or answered, a moment ago: its page says so
            reporting.withdraw(report, at=timezone.now())
        if opened(report.pk) is None:
            return leave_own(show(request, "gone", None, {"draft": False}), report)
        return _back(report)
    terms = terms_on(local_day(timezone.now()))
    follows = stands.withdrawal(report, terms, local_day(timezone.now()))
    return show(request, "withdraw", report, {"follows": follows})


def _back(report: Report, query: str = "") -> HttpResponse:
    answer = redirect("conduct:report-held", report.reference.lower())
    answer["Location"] += query
    return answer
