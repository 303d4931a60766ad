"""A case as the member reads whom it is about: what is alleged, never by whom; who judges, the days, the judgement."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import sessions, unsaved
from common.calendar import local_day
from conduct import own_words as words
from conduct.enums import Audience, Outcome
from conduct.forms.own import ChallengeForm, LetterForm
from conduct.models import Case, Seat
from conduct.selectors import told_cases
from conduct.selectors.judging import confirmed
from conduct.selectors.traces import entries_of
from conduct.services import committee, room
from conduct.views.inside import NOT_FOUND, Asks, ask, of_party


@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    """The cases about oneself of which one was told, the newest first (2 queries)."""
    on = local_day(timezone.now())
    rows = told_cases(sessions.person(request)).select_related("hearing", "explanation").prefetch_related("seats")
    lines = [(case, words.stands(case, list(case.seats.all()), on)) for case in rows]
    response = render(request, "conduct/own/list.html", {"lines": lines})
    response.headers["X-Robots-Tag"] = NOT_FOUND
    return response


@require_safe
@of_party
def own_case(request: HttpRequest, case: Case) -> HttpResponse:
    """All that the member reads of a case about them."""
    on = local_day(timezone.now())
    prefetch_related_objects([case], "seats__person")
    seats = [seat for seat in case.seats.all() if seat.challenge_by is not None]
    explanation, hearing = words.draft_of(case), getattr(case, "hearing", None)
    files = [row.file for row in explanation.files.select_related("file")] if explanation else []
    shown = {
        "case": case,
        "stands": words.stands(case, seats, on),
        "articles": [row.article for row in case.concerned.select_related("article")],
        "names": [words.name_line(seat, case, on) for seat in seats],
        "given": words.given(case),
        "draft": explanation if words.given(case) is None and explanation and (explanation.words or files) else None,
        "files": files,
        "may_write": words.may_write(case),
        "hearing": hearing,
        "extensions": list(case.extensions.all()),
        "entries": entries_of(case, Audience.PARTIES),
        **_judged(case),
    }
    return render(request, "conduct/own/case.html", shown)


@require_safe
@of_party
def judgement(request: HttpRequest, case: Case) -> HttpResponse:
    """The judgement by itself, to be printed. Raises ``Http404`` before there is one."""
    shown = _judged(case)
    if not shown:
        raise Http404
    return render(request, "conduct/own/judgement.html", {"case": case, **shown})


def _judged(case: Case) -> dict[str, Any]:
    one = confirmed(case) if case.closed_at else None
    if one is None or case.closed_at is None:
        return {}
    outcome = Outcome(case.outcome)
    read_until = case.member.user.reads_until if outcome is Outcome.BREACH else None
    return {"one": one, "means": words.MEANS[outcome], "read_until": read_until}


@unsaved.keeps
@of_party
def write(request: HttpRequest, case: Case) -> HttpResponse:
    """Write to who judges; it is no explanation."""
    by, at = sessions.person(request), timezone.now()
    page = reverse("conduct:own-case", args=[case.reference.lower()])
    if request.method != "POST" and not words.may_write(case):
        return redirect(page)
    asks = Asks(
        about=case,
        heading=_("Write to who judges"),
        told=[
            _("The committee and the case officer read it. Ask for more time here, or say that you cannot come."),
            _("It is not your explanation, and it cannot be changed afterwards."),
        ],
        button=_("Send it"),
        done=_("It is sent, and stands on this page."),
        back=page,
        refused_at="text",
        shown={"keeps": True},
    )
    return ask(
        request, asks, LetterForm(unsaved.typed(request)), lambda said: room.answer(case, said["text"], by=by, at=at)
    )


@unsaved.keeps
@of_party
def challenge(request: HttpRequest, case: Case, key: int) -> HttpResponse:
    """Challenge somebody who judges, with the reason. Raises ``Http404`` for a name the member was not told."""
    by, at = sessions.person(request), timezone.now()
    seat: Seat | None = case.seats.select_related("person").filter(pk=key, challenge_by__isnull=False).first()
    if seat is None:
        raise Http404
    page = reverse("conduct:own-case", args=[case.reference.lower()])
    if not words.can_challenge(seat, case, local_day(at)) and request.method != "POST":
        return redirect(page)
    seat.case = case
    asks = Asks(
        about=case,
        heading=_("Challenge %(who)s?") % {"who": seat.person},
        told=[
            _("Say why this person should not judge. You can do so once for each name."),
            _("The committee reads it. The case officer decides whether they stay, and you are mailed."),
        ],
        button=_("Challenge this name"),
        done=_("We received your challenge. You are mailed when it is answered."),
        back=page,
        refused_at="words",
        shown={"keeps": True},
    )
    act = committee.challenge
    form = ChallengeForm(unsaved.typed(request))
    return ask(request, asks, form, lambda said: act(seat, said["words"], by=by, at=at))
