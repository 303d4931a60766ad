"""Open a case on a report: find the member, say what is alleged, look at it, open it; or put it with an open one."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import sessions, unsaved
from common.calendar import local_day
from conduct.enums import ReportState
from conduct.forms.officer import ConfirmForm, FindForm, OpenForm
from conduct.models import Article, Report
from conduct.selectors.cases import by_reference
from conduct.selectors.finding import members_found, open_case, with_titles
from conduct.services import intake as acts
from conduct.services.articles import articles_of, code_on
from conduct.services.steps import ConductRefused
from conduct.views.inside import Asks, ask, of_report, sent
from members.models import Member


def of_waiting(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of a report that waits for a decision; one that was decided, a moment ago perhaps, is shown as it is."""

    @of_report
    @wraps(page)
    def guarded(request: HttpRequest, report: Report, **named: Any) -> HttpResponse:
        if report.state != ReportState.CONFIRMED:
            return redirect("conduct:intake-report", report.reference.lower())
        return page(request, report, **named)

    return guarded


@require_safe
@of_waiting
def find(request: HttpRequest, report: Report) -> HttpResponse:
    """Find whom a report is about, by something exact: who is shown with titles and nothing else."""
    asked = "who" in request.GET
    form = FindForm(request.GET if asked else None, initial={"who": report.about_number or report.about})
    found = members_found(form.cleaned_data["who"]) if asked and form.is_valid() else None
    return render(request, "conduct/intake/find.html", {"report": report, "form": form, "found": found})


@unsaved.keeps
@of_waiting
def open_on(request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """Say what a case about a member is about, look at it as the member will read it, and open it.

    Where a case about them is open already, that one is shown instead. Raises ``Http404``.
    """
    by, at = sessions.person(request), timezone.now()
    member = Member.objects.select_related("user").filter(number=number).first()
    if member is None:
        raise Http404
    (about,) = with_titles([member])
    if running := open_case(member):
        shown = {"report": report, "about": about, "case": running, "mine": running.officer_id == by.pk}
        return render(request, "conduct/intake/open_already.html", shown)
    typed = unsaved.typed(request)
    articles, refusal = _articles(_day_typed(typed) or report.acted_on or local_day(at))
    until = report.acted_until if report.acted_until != report.acted_from else None
    form = OpenForm(
        typed, articles=articles, today=local_day(at), initial={"acted_from": report.acted_from, "acted_until": until}
    )
    if refusal and form.is_bound:
        form.add_error("acted_until", refusal)

    def preview(_said: object) -> dict[str, object]:
        said = form.said()
        acts.require_nameless(said["alleged"], [report])
        chosen = [article for article in articles if article.pk in said["articles"]]
        return {
            "alleged": said["alleged"],
            "articles": chosen,
            "from": said["acted_from"],
            "until": said["acted_until"],
        }

    asks = Asks(
        about=report,
        heading=_("Open a case"),
        button=_("Open the case"),
        done=_("The case is open. Next, invite who judges it."),
        back=reverse("conduct:intake-report", args=[report.reference.lower()]),
        after="",
        refused_at="alleged",
        template="conduct/intake/open.html",
        shown={"about": about, "version": articles[0].version if articles else None, "refusal": refusal},
        preview=preview,
    )
    answer = ask(request, asks, form, lambda _said: acts.open_case(report, member, **form.said(), by=by, at=at))
    if answer.status_code == 302:
        report.refresh_from_db()
        answer["Location"] = reverse("conduct:case", args=[report.case.reference.lower()]) if report.case else asks.back
    return answer


@of_waiting
def join(request: HttpRequest, report: Report, case: str) -> HttpResponse:
    """Put a report with an open case of this officer. Raises ``Http404``, also for a case of somebody else."""
    by, at = sessions.person(request), timezone.now()
    found = by_reference(case)
    if found is None or found.officer_id != by.pk:
        raise Http404
    asks = Asks(
        about=report,
        heading=_("Put the report with this case?"),
        told=[
            _("The committee reads the report, too. What is alleged stays as the case says it."),
            _("The reporter is mailed that a committee looks into it."),
        ],
        button=_("Put it with the case"),
        done=_("The report belongs to this case now."),
        back=reverse("conduct:intake-report", args=[report.reference.lower()]),
        after=reverse("conduct:case", args=[found.reference.lower()]),
        shown={"case": found},
    )
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: acts.join(report, found, by=by, at=at))


def _articles(on: date) -> tuple[Sequence[Article], str]:
    """The articles in force on a day; or none, and why."""
    try:
        return articles_of(code_on(on)), ""
    except ConductRefused as refusal:
        return (), str(refusal)


def _day_typed(typed: object) -> date | None:
    """The last day of what was typed, as far as it can be read."""
    for name in ("acted_until", "acted_from"):
        try:
            if found := parse_date(str(typed.get(name, ""))):  # type: ignore[attr-defined]
                return found
        except (AttributeError, ValueError):
            continue
    return None
