"""The first parts of the form: about you, positions, role and results. Each is saved whenever its applicant says so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions, unsaved
from applications import services, words
from applications.enums import Part
from applications.forms.about import AboutForm
from applications.forms.positions import PositionForm
from applications.forms.role import RoleForm
from applications.models import Application, Position
from applications.rules.history import Axis, axis, reached
from applications.selectors.form import form_of
from applications.views import address, after, of_draft
from common.errors import DomainError

GO_ON = "go-on"
"""The name of the button that saves and leads to the next part."""


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def about(request: HttpRequest, application: Application) -> HttpResponse:
    """Names and contact; what was typed stays in the form until it is right."""
    form = AboutForm(unsaved.typed(request), application=application)
    if answer := _saved(request, application, form, Part.ABOUT):
        return answer
    return render(request, "applications/about.html", {"application": application, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def role(request: HttpRequest, application: Application) -> HttpResponse:
    """Level and accomplishment."""
    form = RoleForm(unsaved.typed(request), application=application)
    if answer := _saved(request, application, form, Part.ROLE):
        return answer
    return render(request, "applications/role.html", {"application": application, "form": form})


@require_safe
@of_draft
def positions(request: HttpRequest, application: Application) -> HttpResponse:
    """The jobs as bars, what they come to, and at level."""
    form = form_of(application, timezone.now())
    time = axis([row.job.period for row in form.positions], form.on)
    context = {
        "application": application,
        "jobs": [_told(row, time) for row in form.positions],
        "axis": time,
        "field": reached(form.term.length),
        "level": reached(form.term.at_level),
        "length": words.length(form.term.length),
        "at_level": words.length(form.term.at_level),
        "term": words.term(form.term),
        "met": form.term.met,
        "lacks": [words.LACKS[lack] for lack in form.lacks[Part.POSITIONS]] if form.positions else [],
        "next": after(application, Part.POSITIONS),
    }
    return render(request, "applications/positions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def add_position(request: HttpRequest, application: Application) -> HttpResponse:
    """One job more. Sent twice, it is one."""
    return _position(request, application, None)


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def position(request: HttpRequest, application: Application, key: int) -> HttpResponse:
    """A job, to be changed; one that was removed in another window while it was being changed is added anew."""
    found = _own_position(application, key)
    if found is None and request.method != "POST":
        raise Http404
    return _position(request, application, found)


@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def remove_position(request: HttpRequest, application: Application, key: int) -> HttpResponse:
    """Take a job out, after asking; one that is gone already stays gone."""
    found = _own_position(application, key)
    if request.method != "POST":
        if found is None:
            raise Http404
        return render(request, "applications/remove_position.html", {"application": application, "position": found})
    try:
        if found:
            services.remove_position(found, by=sessions.person(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We removed the job."))
    return redirect(address(application, Part.POSITIONS))


def _saved(
    request: HttpRequest, application: Application, form: AboutForm | RoleForm, part: Part
) -> HttpResponse | None:
    """Where a part leads that was sent and saved; ``None`` while there is something to mend."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        services.save_part(application, form.said(), by=sessions.person(request), at=timezone.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("We saved “%(part)s”.") % {"part": words.PARTS[part]})
    return redirect(after(application, part) if GO_ON in request.POST else address(application))


def _position(request: HttpRequest, application: Application, found: Position | None) -> HttpResponse:
    today = timezone.localdate()
    form = PositionForm(unsaved.typed(request), title=application.title, position=found, today=today)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.said(), sessions.person(request), timezone.now()
        try:
            if found:
                services.change_position(found, said, by=by, at=at)
            else:
                services.add_position(application, said, by=by, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We saved the job."))
            return redirect(address(application, Part.POSITIONS))
    context = {"application": application, "form": form, "position": found}
    return render(request, "applications/position.html", context)


def _own_position(application: Application, key: int) -> Position | None:
    found: Position | None = application.positions.filter(pk=key).first()
    return found


def _told(row: Position, time: Axis) -> dict[str, Any]:
    """A job as it stands in the list: its days in words and as a bar."""
    days = words.period(row.begins_on, row.ends_on, first_by_month=row.begins_by_month, last_by_month=row.ends_by_month)
    return {"position": row, "days": days, "bar": time.bar(row.job.period)}
