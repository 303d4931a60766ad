"""The identity check of a draft: by video or in person, when, and the appointment as a calendar file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from applications import appointment_file, words
from applications.enums import LIVE, IdentityWay, Part
from applications.forms.identity import TimeForm, WayForm
from applications.models import Application, Appointment
from applications.models.intake import WAYS
from applications.selectors import copies
from applications.selectors import identity as selectors
from applications.selectors.form import form_of
from applications.services import identity as services
from applications.views import of_draft, own
from common.errors import DomainError

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@of_draft
def identity(request: HttpRequest, application: Application) -> HttpResponse:
    """What was chosen; or the choice between the ways, which leads to the free times or to the masked copy."""
    form = WayForm(request.POST if request.method == "POST" else None, initial={"way": application.identity_way})
    if form.is_bound and form.is_valid():
        if (way := form.cleaned_data["way"]) == IdentityWay.COPY:
            return redirect("applications:identity-copy", application.reference.lower())
        return redirect("applications:identity-times", application.reference.lower(), way)
    at = timezone.now()
    found = form_of(application, at)
    context = {
        "form": form,
        "appointment": found.appointment,
        "copies": copies.copies_of(application, at),
        "over": found.appointment is not None and found.appointment.starts_at <= at,
        "called_off_at": None if application.identity_way else selectors.called_off_at(application),
        "lacking": [words.LACKS[lack] for lack in found.lacks[Part.IDENTITY]],
    }
    return _page(request, "identity", application, context)


@require_http_methods(FORM)
@of_draft
def identity_times(request: HttpRequest, application: Application, way: str) -> HttpResponse:
    """The free times of a way, day by day. A time that somebody else took meanwhile gets a sentence and new times."""
    chosen = next((known for known in LIVE if known == way), None)
    if chosen is None:
        raise Http404
    at, held = timezone.now(), selectors.appointment_of(application)
    data = request.POST if request.method == "POST" else None
    form = TimeForm(data, days=selectors.by_day(selectors.to_choose(application, chosen, at)))
    if form.is_bound and form.is_valid():
        slot = form.cleaned_data["slot"]
        try:
            services.choose(application, chosen, slot, by=sessions.person(request), at=at)
        except services.AppointmentRefused as refusal:
            form = TimeForm(data, days=selectors.by_day(selectors.to_choose(application, chosen, at)))
            form.is_valid()
            if "slot" not in form.errors:
                form.add_error("slot", str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _chosen(slot, held))
            return redirect("applications:identity", application.reference.lower())
    context = {"form": form, "way": way, "how": dict(WAYS)[way], "held": held, "weeks": selectors.AHEAD.days // 7}
    return _page(request, "identity_times", application, context)


@require_http_methods(FORM)
@of_draft
def identity_give_back(request: HttpRequest, application: Application) -> HttpResponse:
    """Give the appointment back, after asking."""
    held = selectors.appointment_of(application)
    if request.method == "POST":
        try:
            services.give_back(application, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You gave the appointment back. Choose another one before you sign."))
        return redirect("applications:identity", application.reference.lower())
    if held is None:
        return redirect("applications:identity", application.reference.lower())
    return _page(request, "identity_give_back", application, {"appointment": held})


@require_safe
def identity_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The appointment as a calendar file, for its applicant; also once the form is submitted."""
    application = own(request, reference)
    held = selectors.appointment_of(application)
    if held is None:
        raise Http404
    content = appointment_file.written(held, application, timezone.now())
    headers = {
        "Content-Disposition": 'attachment; filename="identity-check.ics"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _chosen(slot: int | None, held: Appointment | None) -> str:
    """What a choice of a time led to, also for the appointment held before it."""
    if slot is not None:
        return _("The appointment is yours. We mailed it to you.")
    told = _("We propose a time by mail once you submitted the form.")
    if held is None:
        return told
    given = _("You gave back the appointment on %(when)s.")
    return f"{given % {'when': date_format(timezone.localtime(held.starts_at), 'j F Y, H:i')}} {told}"


def _page(request: HttpRequest, name: str, application: Application, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"applications/{name}.html", {"application": application, **context})
