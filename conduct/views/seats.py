"""Seats on committees: one's own and invitations to them; what interest one has is said before anything else opens."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import sessions
from common.calendar import local_day
from common.errors import DomainError, Forbidden
from conduct import committee_words as words
from conduct.enums import SeatState
from conduct.forms.judging import CannotForm, InterestForm
from conduct.models import Seat
from conduct.selectors.cases import seats_of
from conduct.selectors.finding import with_titles
from conduct.selectors.judging import votes_asked
from conduct.services import committee
from conduct.views.case import page_of
from conduct.views.inside import NOT_FOUND, Asks, ask, of_seat, sent

INTEREST: Final = "interest"
CANNOT: Final = "cannot"


@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """Invitations to answer, cases one judges and those one judged; by their references alone (2 queries)."""
    by, on = sessions.person(request), local_day(timezone.now())
    votes = votes_asked(by)
    lines = [words.own_line(seat, on, votes) for seat in seats_of(by)]
    response = render(request, "conduct/committee/seats.html", {"groups": words.grouped(lines)})
    response.headers["X-Robots-Tag"] = NOT_FOUND
    return response


@of_seat
def invitation(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Whom a case is about, and nothing else of it: take the seat, say which interest one has, or that one cannot."""
    if seat.state == SeatState.SEATED:
        return redirect(page_of(seat.case))
    pressed = next((name for name in (INTEREST, CANNOT) if name in request.POST), "")
    forms: dict[str, Any] = {
        INTEREST: InterestForm(request.POST if pressed == INTEREST else None, prefix=INTEREST),
        CANNOT: CannotForm(request.POST if pressed == CANNOT else None, prefix=CANNOT),
    }
    refusal = ""
    if request.method == "POST":
        try:
            if answer := _answered(request, seat, forms.get(pressed), pressed):
                return answer
        except Forbidden:
            raise
        except DomainError as refused:
            refusal = str(refused)
    (about,) = with_titles([seat.case.member])
    shown = {
        "case": seat.case,
        "seat": seat,
        "about": about,
        "interest": forms[INTEREST],
        "cannot": forms[CANNOT],
        "form": forms.get(pressed),
        "refusal": refusal,
        "over": seat.ends_on < local_day(timezone.now()),
    }
    return render(request, "conduct/committee/invitation.html", shown)


def _answered(request: HttpRequest, seat: Seat, form: Any, pressed: str) -> HttpResponse | None:
    by, at = sessions.person(request), timezone.now()
    if form is None:
        committee.take_seat(seat, by=by, at=at)
        return redirect(page_of(seat.case))
    if not form.is_valid():
        return None
    committee.give_up_seat(seat, form.cleaned_data["words"], interest=pressed == INTEREST, by=by, at=at)
    return render(request, "conduct/committee/given_up.html", {"case": seat.case})


@of_seat
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Step aside later, with the reason; the case closes to them."""
    by, at = sessions.person(request), timezone.now()
    if seat.state == SeatState.INVITED:
        return redirect("conduct:seat", seat.case.reference.lower())
    asks = Asks(
        about=seat.case,
        heading=_("Step aside from this committee?"),
        told=[
            _("The case closes to you at once, and you cannot come back to its committee."),
            _("The case officer is mailed and invites somebody in your place. What you wrote stays in the room."),
        ],
        button=_("Step aside"),
        done=_("You do not sit on this committee any more. Please tell nobody what you read. Thank you."),
        back=page_of(seat.case),
        after=reverse("conduct:seats"),
        refused_at="words",
        danger=True,
    )
    act = committee.give_up_seat
    form = CannotForm(sent(request))
    form.fields["words"].label = _("Why you step aside")
    return ask(request, asks, form, lambda said: act(seat, said["words"], interest=True, by=by, at=at))
