"""Figures about applications, for the Board and colleagues: how long answers take, and how they come out."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts.doors import appointed
from applications import figures_words as words
from applications import policies
from applications.forms.figures import PeriodForm, called
from applications.selectors import figures as selectors
from common.calendar import local_day
from common.spreadsheets import csv_file


@require_safe
@appointed
def applications(request: HttpRequest) -> HttpResponse:
    """The figures of a year or a quarter, each with what it counts (10 statements beside the visitor's).

    Of a period that is none, only the choice is shown, with what is wrong.
    """
    _require(request)
    on = local_day(timezone.now())
    typed = request.GET if "period" in request.GET else None
    form = PeriodForm(typed, periods=selectors.periods(on), initial={"period": str(on.year)})
    if form.is_bound and not form.is_valid():
        return render(request, "applications/figures.html", {"form": form}, status=404)
    found = selectors.figures_of(form.chosen, on)
    shown = {
        "form": form,
        "figures": found,
        "called": called(found.period),
        "until": min(found.period.last, on),
        "times": words.times(found),
        "late": words.late(found.answers),
        "heads": words.HEADS,
        "rows": words.rows(found),
    }
    return render(request, "applications/figures.html", shown)


@require_safe
@appointed
def table(request: HttpRequest) -> HttpResponseBase:
    """The same figures as a table for spreadsheets. Raises ``Http404`` for a period without figures."""
    _require(request)
    on = local_day(timezone.now())
    form = PeriodForm(request.GET, periods=selectors.periods(on))
    if not form.is_valid():
        raise Http404
    found = selectors.figures_of(form.chosen, on)
    header = [_("Figure"), _("Of"), _("Number"), _("What is counted"), _("From"), _("Until")]
    days = (found.period.first.isoformat(), min(found.period.last, on).isoformat())
    answer = csv_file(f"applications-{found.period.key}", header, ([*row, *days] for row in words.table(found)))
    if request.method == "HEAD":
        answer.streaming_content = []
    return answer


def _require(request: HttpRequest) -> Any:
    if not policies.can_see_figures(sessions.person(request)):
        raise PermissionDenied
