"""Reports as case officers find them: to take, to read, to hand on, to dismiss."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import sessions, unsaved
from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError, Forbidden
from conduct import case_words, policies
from conduct import officer_words as words
from conduct.forms.officer import DismissForm, HandOnForm, LeaveForm
from conduct.models import Case, Report
from conduct.models.reports import DISMISSALS
from conduct.selectors import of_officer as cases_of
from conduct.selectors import reports_mine, reports_to_take
from conduct.selectors.cases import cases_to_take_over, judged_of
from conduct.selectors.finding import colleagues
from conduct.selectors.reports import by_reference, reports_ended
from conduct.selectors.terms import terms_on
from conduct.selectors.traces import traces_of_report
from conduct.services import intake as acts
from conduct.step_words import course
from conduct.views.inside import Asks, ask, of_officer, of_report, sent
from conduct.views.reading import the_report


@require_safe
@of_officer
def intake(request: HttpRequest) -> HttpResponse:
    """Reports to take, those this officer has, and their cases, the oldest first; and what ended.

    8 statements beside the visitor's.

    None of it says what a report is about.
    """
    by, on = sessions.person(request), local_day(timezone.now())
    seats = terms_on(on).seats
    shown: dict[str, list[Any]] = {
        "to_take": [(row, _waits(row, on)) for row in reports_to_take(by)],
        "mine": [(row, _waits(row, on)) for row in reports_mine(by)],
        "cases": [case_words.line(case, seats, on) for case in _cases(by)],
    }
    left = list(cases_to_take_over(by))
    judged = [(row, case_words.closed_shape(row)) for row in judged_of(by)]
    ended: dict[str, list[Any]] = {"dismissed": list(reports_ended(by)), "judged": judged}
    first = words.first_line(**{name: len(rows) for name, rows in shown.items()}, left=len(left))
    return render(request, "conduct/intake/list.html", {**shown, **ended, "first": first, "left": left})


def _cases(by: User) -> QuerySet[Case]:
    return cases_of(by).select_related("hearing", "explanation").prefetch_related("seats")


def _waits(report: Report, on: date) -> str:
    return words.waits((on - local_day(report.confirmed_at)).days) if report.confirmed_at else ""


@of_officer
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom a report is about, and nothing else of it: take it, or leave it to a colleague, with a word why.

    Raises ``Http404`` for one that cannot be taken.
    """
    by, at = sessions.person(request), timezone.now()
    report = by_reference(reference)
    if report is None:
        raise Http404
    if policies.can_read_report(by, report):
        return _read(report)
    if not policies.can_take(by, report):
        if policies.is_officer(by) and request.method == "POST" and report.officer_id:
            return render(request, "conduct/intake/taken.html", {"report": report}, status=409)
        raise Http404
    leaving = request.method == "POST" and "leave" in request.POST
    form = LeaveForm(request.POST if leaving else None)
    if request.method == "POST":
        try:
            if not leaving:
                acts.take(report, by=by, at=at)
                return _read(report)
            if form.is_valid():
                acts.leave(report, form.cleaned_data["words"], by=by, at=at)
                return redirect("conduct:intake")
        except Forbidden:
            raise
        except DomainError:
            return render(request, "conduct/intake/taken.html", {"report": report}, status=409)
    return render(request, "conduct/intake/take.html", {"report": report, "form": form})


@require_safe
@of_report
def report(request: HttpRequest, report: Report) -> HttpResponse:
    """A report with all that it holds, who opened it, and our mails. With a case, it is read there."""
    at = timezone.now()
    if report.case is not None:
        return redirect("conduct:case", report.case.reference.lower())
    shown = {
        "report": report,
        "one": the_report(report, mails=True),
        "course": course(traces_of_report(report)),
        "stands": words.stands(report, on=local_day(at)),
        "waiting": report.state == "confirmed",
    }
    return render(request, "conduct/intake/report.html", shown)


@of_report
def hand_on(request: HttpRequest, report: Report) -> HttpResponse:
    """Hand a report to a colleague, or back to all of them."""
    by, at = sessions.person(request), timezone.now()
    form = HandOnForm(sent(request), people=colleagues(by, policies.OFFICER))
    asks = Asks(
        about=report,
        heading=_("Hand it on?"),
        told=[
            _("A colleague whom you name is mailed, and first says that they have no interest in it."),
            _("You cannot read it any more then."),
        ],
        button=_("Hand it on"),
        done=_("You handed the report on."),
        back=_page(report),
        after=reverse("conduct:intake"),
        refused_at="to",
    )

    def act(said: dict[str, object]) -> object:
        if form.person is None:
            return acts.leave(report, str(said["words"]), by=by, at=at)
        return acts.hand_on(report, form.person, by=by, at=at)

    return ask(request, asks, form, act)


@unsaved.keeps
@of_report
def dismiss(request: HttpRequest, report: Report) -> HttpResponse:
    """Answer that a report leads to no case: the reason and a letter, which is shown as its reporter reads it."""
    by, at = sessions.person(request), timezone.now()
    form = DismissForm(unsaved.typed(request), initial={"why": request.GET.get("why", "")})
    kept = terms_on(local_day(at)).dismissed_until(local_day(at))
    asks = Asks(
        about=report,
        heading=_("This report leads to no case"),
        told=[words.after_dismissal(kept)],
        button=_("Send this answer"),
        done=_("The answer is on its way to the reporter."),
        back=_page(report),
        after=reverse("conduct:intake"),
        refused_at="letter",
        template="conduct/intake/dismiss.html",
        danger=True,
        preview=lambda said: {"why": dict(DISMISSALS)[said["why"]], "letter": said["letter"], "day": local_day(at)},
    )
    return ask(request, asks, form, lambda said: acts.dismiss(report, form.reason, str(said["letter"]), by=by, at=at))


def _page(report: Report) -> str:
    return reverse("conduct:intake-report", args=[report.reference.lower()])


def _read(report: Report) -> HttpResponse:
    return redirect(_page(report))
