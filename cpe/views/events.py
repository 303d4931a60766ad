"""Events of our own in the portal: what comes, what it counts for; sign up, withdraw, take it to the calendar."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from common.errors import DomainError
from cpe import calendar_file, event_words, selectors, services
from cpe.enums import EventState
from cpe.models import Event
from members.models import Member
from members.selectors import member_of

PER_PAGE: Final = 25


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What comes, the member's own first, and what is over of theirs (5 queries beside session and account)."""
    at, member = timezone.now(), member_of(sessions.person(request))
    coming = [event_words.shown(event, at) for event in selectors.coming_events(member, at)]
    past = selectors.past_events(member, at) if member else Event.objects.none()
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "mine": [one for one in coming if one.mine],
        "others": [one for one in coming if not one.mine],
        "page": page,
        "past": [event_words.past(row, next(iter(getattr(row, "own", [])), None)) for row in page],
        "member": member,
    }
    return render(request, "cpe/events.html", shown)


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: when, where, what it counts for; where it is on the web is for who signed up (at most 4 queries)."""
    member, at = member_of(sessions.person(request)), timezone.now()
    row, policies = _event(pk, member), selectors.policies()
    shown = event_words.shown(row, at)
    own = selectors.attendance_at(row, member) if member and row.ends_at <= at else None
    is_web = event_words.is_web(row.place)
    context: dict[str, Any] = {
        "event": row,
        "shown": shown,
        "kind": event_words.kind(row, policies),
        "length": event_words.length(row),
        "counts": event_words.counts(row, policies),
        "place": "" if is_web and not shown.mine else row.place,
        "is_web": is_web,
        "member": member,
        "off": row.state == EventState.CALLED_OFF,
        "left": shown.may_sign_up and getattr(row, "left", False),
        "past": event_words.past(row, own) if own or (shown.mine and shown.is_over) else None,
    }
    return render(request, "cpe/event.html", context)


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The event for a calendar; for who withdrew, what strikes it there. Raises ``Http404`` for who never signed up."""
    member = _member(request)
    row = _event(pk, member)
    signed = selectors.sign_ups_of(row, member)
    if not signed:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="event-{row.pk}.ics"',
        "Cache-Control": "private, no-store",
    }
    content = calendar_file.written(row, signed)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign up, with one press."""
    return _act(request, pk, services.sign_up, _("You are signed up. A mail confirms it."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw, with one press."""
    return _act(request, pk, services.withdraw_from, _("You withdrew. You can sign up again while there are seats."))


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    member = _member(request)
    _event(pk, member)
    try:
        act(member, pk, by=sessions.person(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("cpe:event", pk)


def _member(request: HttpRequest) -> Member:
    """Who asks. Raises ``Http404`` for somebody who is not in the register."""
    member = member_of(sessions.person(request))
    if member is None:
        raise Http404
    return member


def _event(pk: int, member: Member | None) -> Event:
    found = selectors.event_of(pk, member)
    if found is None:
        raise Http404
    return found
