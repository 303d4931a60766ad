"""An applicant's own applications: the list, the task list of a draft, and throwing one away."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from applications import finalising_words, reference_words, selectors, services, words
from applications.enums import ApplicationState, Part, Progress
from applications.models import Application
from applications.rules.progress import Lack
from applications.selectors import clock, finalising, identity
from applications.selectors.form import Form, form_of
from applications.services import ApplicationRefused
from applications.summaries import summary
from applications.views import address, of_draft, own, status
from common.calendar import local_day

TASKS: Final = len(Part) + 1


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Somebody's own applications, drafts among them, the newest first."""
    found: Any = list(selectors.with_turn(selectors.applications_of(sessions.person(request))))
    listed = finalising.lists_of([row for row in found if row.state == ApplicationState.ACCEPTED])
    rows = [
        {
            "application": row,
            "shape": words.SHAPES[ApplicationState(row.state)],
            "url": address(row),
            "turn": finalising_words.in_one(listed[row.pk])
            if row.pk in listed
            else reference_words.turn(row, returned=row.returned, copy_asked=row.copy_asked),
        }
        for row in found
    ]
    return render(request, "applications/list.html", {"rows": rows})


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """An application: the task list of a draft, else how it stands."""
    row = own(request, reference)
    if row.state != ApplicationState.DRAFT:
        return status.status(request, row)
    at = timezone.now()
    form = form_of(row, at)
    context = {
        "application": row,
        "called_off_at": None if row.identity_way else identity.called_off_at(row),
        "tasks": [_task(form, part) for part in Part],
        "complete": form.parts_complete,
        "all": TASKS,
        "check": f"{address(row)}check/" if form.complete else "",
        "due": clock.due(local_day(at)),
    }
    return render(request, "applications/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def throw_away(request: HttpRequest, application: Application) -> HttpResponse:
    """Throw a draft away, after naming what is lost."""
    if request.method == "POST":
        try:
            services.throw_away(application, by=sessions.person(request), at=timezone.now())
        except ApplicationRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("We threw your draft away. Nothing of it is left."))
        return redirect("applications:list")
    lost = _lost(form_of(application, timezone.now()))
    return render(request, "applications/throw_away.html", {"application": application, "lost": lost})


def _task(form: Form, part: Part) -> dict[str, Any]:
    found = form.progress[part]
    shape, word = words.PROGRESS[found]
    begun = found in {Progress.IN_PROGRESS, Progress.ATTENTION}
    return {
        "label": words.PARTS[part],
        "url": address(form.application, part),
        "summary": summary(form, part),
        "lacks": [words.LACKS[lack] for lack in form.lacks[part]] if begun else [],
        "shape": shape,
        "word": word,
        "complete": found == Progress.COMPLETE,
    }


def _lost(form: Form) -> list[str]:
    """What goes with a draft, in words."""
    row = form.application
    files = sum(key is not None for key in (row.resume_id, row.supplement_id, row.signed_scan_id))
    texts = sum(bool(text) for text in (row.level, row.accomplishment))
    counted = [
        (len(form.positions), ngettext("%(n)d job", "%(n)d jobs", len(form.positions))),
        (texts, ngettext("%(n)d text about your role and results", "%(n)d texts about your role and results", texts)),
        (form.people, ngettext("%(n)d reference", "%(n)d references", form.people)),
        (files, ngettext("%(n)d file", "%(n)d files", files)),
    ]
    address_kept = Lack.NAME not in form.lacks[Part.ABOUT]
    return [
        *([_("your name and how we reach you, as written in this draft")] if address_kept else []),
        *(told % {"n": number} for number, told in counted if number),
        *([_("the appointment to check your identity")] if form.appointment else []),
    ]
