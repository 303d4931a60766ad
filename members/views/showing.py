"""What a member shows: certificates, the place in the public register; and the private calendar of their dates."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.limits import Costly, TooOften
from accounts.sessions import person
from common.calendar import local_day
from members import diary_file, selectors, showing
from members.models import Member
from members.selectors import diary
from members.selectors.shown import holdings, name_decision
from members.services import feeds, listing
from members.views.private import NOBODY, QUIET


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Every title with its certificate, badge, signature line and address to pass on; earlier certificates; what else
    there is to show."""
    user = person(request)
    member, today = selectors.member_of(user), local_day(timezone.now())
    if member is None:
        return render(request, "members/certificates/none.html")
    held = [showing.shown(holding, today) for holding in holdings(member, today)]
    name = user.get_full_name()
    waits = any(row.holding.certificate.name != name for row in held if row.holding.certificate and not row.over)
    page = {
        "member": member,
        "held": held,
        "stands": any(not row.over for row in held),
        "offers": any(row.signature for row in held),
        "name": name,
        "waits": waits,
        "decision": name_decision(member, name) if waits else None,
        "feed": diary.feed_now(member),
    }
    return render(request, "members/certificates/page.html", page)


@require_http_methods(["POST"])
def list_me(request: HttpRequest) -> HttpResponse:
    """Put one's titles in the public register."""
    try:
        if listing.list_me(_member(request), by=person(request), at=timezone.now()):
            messages.success(request, _("Your titles that stand are in the public register now."))
    except listing.NothingToList as nothing:
        messages.error(request, str(nothing))
    return redirect("members:certificates")


@require_http_methods(["POST"])
def unlist_me(request: HttpRequest) -> HttpResponse:
    """Take one's titles out of the public register."""
    if listing.unlist_me(_member(request), by=person(request), at=timezone.now()):
        messages.success(request, _("Your titles are out of the public register."))
    return redirect("members:certificates")


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The private calendar: its address, how to make and how to end it; what would stand in it today."""
    user, today = person(request), local_day(timezone.now())
    member = selectors.member_of(user)
    if request.method == "POST":
        return _made_or_ended(request, _member(request))
    if member is None:
        return render(request, "members/certificates/none.html")
    feed = diary.feed_now(member)
    ahead = [entry for entry in diary.diary(member, today) if entry.day >= today and not entry.off]
    page = {
        "feed": feed,
        "address": diary_file.address(feed) if feed else "",
        "ahead": [(entry.day, diary_file.summary(entry)) for entry in ahead],
        "none_ahead": "" if ahead else _none_ahead(member, today),
    }
    return render(request, "members/certificates/calendar.html", page)


def _none_ahead(member: Member, on: date) -> str:
    """Why a calendar has no day ahead (2 queries)."""
    standing = [stands for _title, stands in selectors.titles_of(member, on) if not stands.value.over]
    if not standing:
        return _("No day lies ahead, since no title of yours stands.")
    if not any(stands.cycle for stands in standing):
        return _("No day lies ahead. Titles without cycles have none.")
    return _("No day lies ahead at the moment.")


def _made_or_ended(request: HttpRequest, member: Member) -> HttpResponse:
    by, at = person(request), timezone.now()
    if "end" not in request.POST:
        feeds.make_feed(member, by=by, at=at)
    elif feeds.end_feed(member, by=by, at=at):
        messages.success(request, _("Your calendar is ended. Its address opens nothing any more."))
    return redirect("members:calendar")


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The file that a calendar program asks for; it changes nothing, and looks the same whoever is signed in.

    An ended address is answered like one that never was, but is not counted as a guess: programs go on asking.
    """
    found = diary.feed_of(secret.lower())
    if found is None:
        return _unknown(request)
    if found.ended_at is not None or not found.member.user.is_active:
        raise Http404
    entries = diary.diary(found.member, local_day(timezone.now()))
    headers = {**QUIET, "Content-Disposition": 'inline; filename="seco.ics"'}
    return HttpResponse(
        diary_file.written(found, entries), content_type="text/calendar; charset=utf-8", headers=headers
    )


def _unknown(request: HttpRequest) -> HttpResponse:
    """No page, or a sentence for the one who tried too many. Raises ``Http404``."""
    try:
        limits.spend(request, Costly.PRIVATE_LINK)
    except TooOften as refusal:
        shown = {"told": str(refusal), **NOBODY}
        answer = render(request, "members/certificates/too_often.html", shown, status=429)
        for name, value in QUIET.items():
            answer.headers[name] = value
        return answer
    raise Http404


def _member(request: HttpRequest) -> Member:
    """The place in the register of the person asking. Raises ``Http404`` where there is none."""
    member = selectors.member_of(person(request))
    if member is None:
        raise Http404
    return member
