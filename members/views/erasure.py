"""Ask to be forgotten, see what it costs and what stays, and take it back."""

import hashlib

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import sessions
from accounts.views import PROVE
from common.calendar import local_day
from common.errors import DomainError
from members import services
from members.selectors import erasing
from members.selectors.erasing import Cost
from members.words import day


@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """What being forgotten costs and what stays, and the button that asks for it; once asked, the one that stays.

    Only what was shown a moment ago is asked for, and only after a proof of a moment ago that it is them.
    """
    if PROVE in request.GET:
        raise_if_reauthentication_required(request, app="members")
    person, at = sessions.person(request), timezone.now()
    proved = not is_reauthentication_required(request, app="members")
    cost, waiting = erasing.cost(person, local_day(at)), erasing.open_erasure(person)
    if request.method == "POST" and "take_back" in request.POST and waiting:
        try:
            services.take_erasure_back(waiting, by=person, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Taken back: nothing ends, and everything stays as it is."))
        return redirect("members:erasure")
    if request.method == "POST" and not waiting:
        if not proved:
            return redirect(f"{reverse('members:erasure')}?{PROVE}=first")
        if request.POST.get("seen") == _mark(cost):
            row = services.ask_erasure(person, by=person, at=at)
            told = _("We received it. Until it is carried out, and at least until %(day)s, you can take it back here.")
            messages.success(request, told % {"day": day(row.think_until)})
            return redirect("members:erasure")
    shown = {
        "cost": cost,
        "remains": erasing.remains(person),
        "waiting": waiting,
        "proved": proved,
        "seen": _mark(cost),
        "changed": request.method == "POST" and not waiting,
        "works_here": bool(person.roles),
    }
    return render(request, "members/erasure.html", shown)


def _mark(cost: Cost) -> str:
    """Of what was shown, so that nothing else is asked for."""
    return hashlib.sha256(repr((cost.membership, list(cost.titles))).encode()).hexdigest()[:16]
