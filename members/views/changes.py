"""What a member changes about the membership: who pays, cancelling it, and taking that back."""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.sessions import person
from common.calendar import local_day
from members import membership_words, selectors, services
from members.models import Member
from members.money_forms import EmployerForm, MyselfForm
from members.selectors import Departure
from members.services import NothingToCancel
from members.words import day


@require_http_methods(["GET", "HEAD", "POST"])
def who_pays(request: HttpRequest) -> HttpResponse:
    """Who gets the invoices; what was typed stays until it is right, also where other invoices are open than shown."""
    member = selectors.member_of(person(request))
    if member is None:
        return redirect("members:membership")
    billing, untouched = selectors.billing_of(member), list(selectors.untouched(member, local_day(timezone.now())))
    to_me = request.method == "POST" and request.POST.get("to") == "me"
    to_employer = request.method == "POST" and not to_me
    form = EmployerForm(request.POST if to_employer else None, billing=billing, untouched=untouched)
    mine = MyselfForm(request.POST if to_me else None, untouched=untouched, auto_id="mine_%s")
    sent: MyselfForm | EmployerForm = mine if to_me else form
    if sent.is_bound and sent.is_valid():
        try:
            return _billed(request, member, None if to_me else form.employer())
        except services.OpenChanged as changed:
            sent.add_error(None, str(changed))
    shown = {
        "form": form,
        "mine": mine,
        "sent": sent,
        "billing": billing,
        "member": member,
        "seen": " ".join(map(str, untouched)),
    }
    return render(request, "members/membership/who_pays.html", shown)


def _billed(request: HttpRequest, member: Member, employer: dict[str, str] | None) -> HttpResponse:
    anew, seen = "anew" in request.POST, request.POST.get("seen", "").split()
    count = services.bill_to(member, employer, anew=anew, by=person(request), at=timezone.now(), as_read=seen)
    to = _("Your invoices go to %(name)s from now on.") % {"name": employer["name"]} if employer else ""
    told = (to or _("Your invoices go to you from now on."), membership_words.billed_anew(count))
    messages.success(request, " ".join(filter(None, told)))
    return redirect("members:membership")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest) -> HttpResponse:
    """What cancelling brings, and the button that does it: only what was shown a moment ago happens."""
    member, today = selectors.member_of(person(request)), local_day(timezone.now())
    leaving = selectors.departure(member, today) if member else None
    if member is None or leaving is None:
        messages.info(request, _("There is no membership to cancel, or it was cancelled already."))
        return redirect("members:membership")
    looked = _mark(leaving)
    if request.method == "POST" and request.POST.get("seen") == looked:
        return _cancelled(request, member)
    shown = {
        "leaving": leaving,
        "account": selectors.account_of(member, today),
        "seen": looked,
        "changed": request.method == "POST",
    }
    return render(request, "members/membership/cancel.html", shown)


def _cancelled(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        left = services.cancel(member, by=person(request), at=timezone.now())
    except NothingToCancel as error:  # the second click came later than the first was done
        messages.info(request, str(error))
    else:
        sentence = _("Your membership is cancelled: %(day)s is its last day. Until then you can take that back here.")
        messages.success(request, sentence % {"day": day(left.last_day)})
    return redirect("members:membership")


def _mark(leaving: Departure) -> str:
    """What a page said that cancelling brings, so that another answer is shown before it happens."""
    parts = (leaving.last_day, [row.pk for row in leaving.credentials], [row.pk for row in leaving.invoices])
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@require_http_methods(["POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Let a cancelled membership run on."""
    member = selectors.member_of(person(request))
    try:
        if member is None:
            raise NothingToCancel(_("The membership is not cancelled."))
        services.take_cancellation_back(member, by=person(request), at=timezone.now())
        messages.success(request, _("You took the cancellation back. Your membership and its titles go on."))
    except (NothingToCancel, services.HeldAlready) as error:
        messages.info(request, str(error))
    return redirect("members:membership")
