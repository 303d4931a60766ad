"""After an acceptance, or when a masked copy did not do: the applicant chooses when their identity is checked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import sessions
from applications.enums import LIVE, ApplicationState
from applications.forms.identity import TimeForm
from applications.models.intake import WAYS
from applications.selectors import identity as selectors
from applications.selectors.copies import copies_of
from applications.selectors.finalising import last_of
from applications.services import identity as services
from applications.views import address, own
from common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the appointment to come back, after asking."""
    row, at = own(request, reference), timezone.now()
    held = selectors.appointment_of(row)
    if row.state != ApplicationState.ACCEPTED or held is None or held.starts_at <= at:
        return redirect(address(row))
    if request.method == "POST":
        try:
            services.give_back_again(row, by=sessions.person(request), at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You gave the appointment back. Choose another one when you can."))
        return redirect(address(row))
    shown = {"application": row, "appointment": held, "last": last_of(row)}
    return render(request, "applications/appointment_give_back.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, reference: str, way: str) -> HttpResponse:
    """The free times of a way, day by day. A time that somebody else took meanwhile gets a sentence and new times."""
    row = own(request, reference)
    chosen = next((known for known in LIVE if known == way), None)
    if chosen is None:
        raise Http404
    at, held = timezone.now(), selectors.appointment_of(row)
    if row.state != ApplicationState.ACCEPTED and not copies_of(row, at).asked:
        return redirect(address(row))
    data = request.POST if request.method == "POST" else None
    form = TimeForm(data, days=selectors.by_day(selectors.to_choose(row, chosen, at)))
    if form.is_bound and form.is_valid():
        slot = form.cleaned_data["slot"]
        try:
            services.choose_again(row, chosen, slot, by=sessions.person(request), at=at)
        except services.AppointmentRefused as refusal:
            form = TimeForm(data, days=selectors.by_day(selectors.to_choose(row, chosen, at)))
            form.is_valid()
            if "slot" not in form.errors:
                form.add_error("slot", str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            mine = _("The appointment is yours. We mailed it to you.")
            messages.success(request, mine if slot is not None else _("We propose a time by mail."))
            return redirect(address(row))
    shown = {
        "application": row,
        "form": form,
        "how": dict(WAYS)[way],
        "held": held,
        "weeks": selectors.AHEAD.days // 7,
        "back": address(row),
    }
    return render(request, "applications/appointment_times.html", shown)
