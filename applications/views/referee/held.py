"""What is held about somebody who was named: shown with its reason, corrected, taken back, deleted."""

from dataclasses import asdict
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from applications import referee_words, words
from applications.enums import ReferenceState
from applications.forms.referee import DetailsForm
from applications.models import ReferenceAnswer, ReferenceLink
from applications.selectors import private
from applications.services import held as services
from applications.services.answering import NotOpen
from applications.states import HANDED_IN
from applications.views.referee import leave, of_link, show
from comms.kinds import KINDS

UNDONE: Final = (ReferenceState.WITHDREW, ReferenceState.DECLINED)


@of_link(form=False)
def data(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Everything we hold about them, why and until when; what they can do about it."""
    found = private.held(link.reference)
    person = found.reference
    shown = {
        "held": found,
        "said": _said(found.answer) if found.answer else [],
        "mails": [(mail.queued_at, KINDS[mail.kind].name) for mail in found.mails if mail.kind in KINDS],
        "kept": referee_words.KEPT,
        "may_correct": not person.removed,
        "may_take_back": person.state == ReferenceState.ANSWERED and person.application.state in HANDED_IN,
        "corrected": "corrected" in request.GET,
    }
    return show(request, "data", link, shown)


@of_link(form=False)
def correct(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Name, role, organisation, telephone and address, corrected by who knows them best, as long as we hold them."""
    if link.reference.removed:
        return _back(link)
    now = asdict(services.details(link.reference))
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.correct(link.reference, form.said(), at=timezone.now(), link=link)
        except services.AddressTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            if moved:
                return leave(show(request, "moved", link, {"email": form.cleaned_data["email"]}), link)
            return _back(link, "?corrected")
    return show(request, "correct", link, {"form": form})


@of_link(form=False)
def take_back(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Take the answer back, after saying what follows from it. Raises ``NotOpen`` where there is none to take back."""
    person = link.reference
    if person.state != ReferenceState.ANSWERED or person.application.state not in HANDED_IN:
        raise NotOpen(private.stand_of(link, timezone.localdate()))
    if request.method == "POST":
        services.take_answer_back(person, at=timezone.now(), link=link)
        return _back(link)
    return show(request, "take_back", link, {})


@of_link(form=False)
def forget(request: HttpRequest, link: ReferenceLink) -> HttpResponse:
    """Have everything deleted, after saying what stays and what follows from it."""
    person = link.reference
    if person.forgotten:
        return _back(link)
    if request.method == "POST":
        services.forget(person, at=timezone.now(), link=link)
        again = private.by_key(link.pk) or link
        return show(request, "forgotten", again, {})
    told = person.application.state in HANDED_IN and person.state not in UNDONE
    return show(request, "forget", link, {"told": told})


def _back(link: ReferenceLink, query: str = "") -> HttpResponse:
    address = redirect("applications:reference-data", link.reference.handle.lower())
    address["Location"] += query
    return address


def _said(answer: ReferenceAnswer) -> list[dict[str, str]]:
    """An answer in words."""
    return [
        {
            "name": row.get_criterion_display().capitalize(),
            "says": row.get_says_display(),
            "words": row.words,
            "known": words.known(row.known_from, row.known_until),
        }
        for row in answer.statements.all()
    ]
