"""The answer to an application: what the status page tells of it, its letter, and the one objection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions, unsaved
from applications import letter_words
from applications.documents.letters import letter_pdf, letter_sheet
from applications.emails.decisions import grounds_of
from applications.enums import Answer, ApplicationState
from applications.forms.answers import ObjectionForm
from applications.models import Application
from applications.selectors import answers as selectors
from applications.selectors.answers import Given
from applications.services import objecting as services
from applications.views import address, own
from common.calendar import local_day
from common.errors import DomainError
from common.pdf import CannotDraw

ENDS: Final[Mapping[ApplicationState, str | Promise]] = {
    ApplicationState.AWARDED: gettext_lazy("We awarded the title."),
    ApplicationState.LAPSED: gettext_lazy("The acceptance lapsed."),
}
"""State → what happened last."""


def answer_shown(row: Application, at: datetime) -> dict[str, Any]:
    """What ``status/answer.html`` shows of an application that was decided (8 queries at most)."""
    given = selectors.given(row, local_day(at))
    stands = given.stands
    rejects = stands is not None and stands.answer == Answer.REJECT
    allowed = given.objection is not None and not rejects
    before = given.first if allowed else stands if rejects else None
    return {
        "given": given,
        "allowed": allowed,
        "reasons": letter_words.grounds(grounds_of(before)) if before else [],
    }


def happened(row: Application, shown: dict[str, Any]) -> list[tuple[datetime | None, str]]:
    """What happened with the answer, for the list of what happened, with ``answer_shown`` (no query)."""
    given: Given | None = shown.get("given")
    if given is None:
        return []
    steps: list[tuple[datetime | None, str]] = []
    for decision in filter(None, (given.first, given.second)):
        accepts = decision.answer == Answer.ACCEPT
        told = _("We accepted it.") if accepts else _("We could not accept it.")
        if decision.on_objection:
            told = _("We allowed your objection and accepted it.") if accepts else _("We dismissed your objection.")
        steps.append((decision.decided_at, told))
    steps.append((given.objection.made_at if given.objection else None, _("You objected.")))
    if row.state in ENDS:
        steps.append((given.ended_at, str(ENDS[ApplicationState(row.state)])))
    return steps


@require_safe
def letter(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The letter of a rejection as a PDF; where it cannot be drawn, the status page says so."""
    row = own(request, reference)
    found = selectors.letter_of(row, pk)
    if found is None:
        raise Http404
    found.application = row
    try:
        made = letter_pdf(letter_sheet(found))
    except CannotDraw as refusal:
        messages.error(request, str(refusal))
        return redirect(address(row))
    headers = {"Content-Disposition": f'attachment; filename="{row.reference.lower()}-{found.pk}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Object to a rejection; what was typed stays when it cannot be. Sent twice, the second press leads on.

    Other words than those that were received already are shown beside them, to be copied; so are those sent after the
    last day.
    """
    row, at = own(request, reference), timezone.now()
    given = selectors.given(row, local_day(at))
    told = services.refusal(row, given)
    form = ObjectionForm(unsaved.typed(request))
    if request.method == "POST" and given.objection is not None:
        words = form.cleaned_data["words"] if form.is_valid() else ""
        if not words or words.strip() == given.objection.words:
            messages.info(request, _("Your objection was received already."))
            return redirect(address(row))
        shown = {"application": row, "objection": given.objection, "words": words, "answer_by": given.decided_by}
        return render(request, "applications/objected.html", shown)
    if request.method == "POST" and form.is_valid():
        try:
            services.object_to(row, form.cleaned_data["words"], by=sessions.person(request), at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _received(row, at))
            return redirect(address(row))
    elif request.method != "POST" and told:
        messages.info(request, told)
        return redirect(address(row))
    over = given.until is None or given.on > given.until
    shown = {"application": row, "form": form, "closed": told if over else "", **_about(row, given)}
    return render(request, "applications/object.html", shown)


def _about(row: Application, given: Given) -> dict[str, Any]:
    reasons = letter_words.grounds(grounds_of(given.first)) if given.first else []
    return {"until": given.until, "reasons": reasons, "answer_by": selectors.answer_by(given.on), "today": given.on}


def _received(row: Application, at: datetime) -> str:
    day = date_format(selectors.answer_by(local_day(at)), "j F Y")
    return _("We received your objection. You hear from us by %(day)s.") % {"day": day}
