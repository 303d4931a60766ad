"""Account pages of our own: how you sign in, the second factor, your data, your work."""

from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from allauth.core.internal import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits, selectors, services, sessions
from accounts.doors import appointed
from common import personal_data, subjects

AFTER_SECOND_FACTOR = "after_second_factor"
"""Where a person was going when we asked for the second factor; kept while they set one up."""

PROVE: Final = "prove"
"""What the address of a page asks for where a fresh proof comes before the page."""


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """How this person signs in: addresses, password, second factor, sessions."""
    ways = selectors.ways_to_sign_in(sessions.person(request), at=timezone.now())
    return render(request, "accounts/sign_in.html", {"ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
def open_sessions(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in; ends one other session, or all others."""
    user, current = sessions.person(request), request.session.session_key or ""
    if request.method == "POST":
        if chosen := request.POST.get("end"):
            services.end_session(user, chosen, keep=current)
            messages.success(request, _("This session has ended."))
        else:
            services.end_sessions(user, keep=current)
            messages.success(request, _("All other sessions have ended."))
        return redirect("usersessions_list")
    found = selectors.open_sessions(user, current=current, at=timezone.now())
    return render(request, "usersessions/usersession_list.html", {"sessions": found})


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why colleagues need a second factor, and the way to set one up, or to prove it in this session."""
    asked = request.GET.get("next", "")
    target = asked if asked and get_adapter(request).is_safe_url(asked) else request.session.get(AFTER_SECOND_FACTOR)
    target = target or reverse("accounts:work" if sessions.person(request).roles else "accounts:sign-in")
    if sessions.second_factor_proved(request):
        request.session.pop(AFTER_SECOND_FACTOR, None)
        return redirect(target)
    if is_mfa_enabled(sessions.person(request)):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': target})}")
    request.session[AFTER_SECOND_FACTOR] = target
    return render(request, "accounts/second_factor.html")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is held about this person, in words, and the way to a copy of it; asks for a proof first if told to."""
    if PROVE in request.GET:
        raise_if_reauthentication_required(request, app="accounts")
    proved = not is_reauthentication_required(request, app="accounts")
    held = subjects.held_about(sessions.person(request))
    kinds = {table.name: table for table in personal_data.overview()}
    tables = [{"kind": kinds[name], "count": count} for name, count in held]
    return render(request, "accounts/data.html", {"tables": tables, "proved": proved})


@require_safe
def data_copy(request: HttpRequest) -> HttpResponseBase:
    """A copy of everything held about this person, as a ZIP, after a proof of a moment ago that it is them.

    Whoever must prove it first comes back to the page with the way here: a file alone leaves the old page standing.
    """
    if is_reauthentication_required(request, app="accounts"):
        return redirect(f"{reverse('accounts:data')}?{PROVE}=first")
    user, at = sessions.person(request), timezone.now()
    try:
        limits.spend(request, limits.Costly.DATA_COPY)
    except limits.TooOften:
        return ratelimit.respond_429(request)
    day = timezone.localdate(at).isoformat()
    copy = services.take_copy(user, at=at)
    name = f"seco-institute-{day}.zip"
    answer = FileResponse(copy, as_attachment=True, filename=name, content_type="application/zip")
    if request.method == "HEAD":
        answer.streaming_content = []
    return answer


@require_safe
@appointed
def work(request: HttpRequest) -> HttpResponse:
    """The roles this person holds: what for, since when, given by whom, and the way to the work."""
    return render(request, "accounts/work.html", {"grants": selectors.grants_of(sessions.person(request))})
