"""The page of a case, for its officer, its committee, and who broke the glass; each look leaves a line.

What stands on it is a table of sections by who reads it: the frame is one for all.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from accounts.doors import appointed
from common.calendar import local_day
from conduct import case_words as words
from conduct import policies
from conduct.enums import Audience, CaseState, SeatState
from conduct.forms.case import GlassForm
from conduct.models import Case, Seat
from conduct.rules.judging import carries
from conduct.selectors import make_up, terms_on
from conduct.selectors.cases import by_reference, judge_no_more, make_of
from conduct.selectors.finding import with_titles
from conduct.selectors.judging import Proposal, confirmed, proposals, seated_of, votes_of, waiting
from conduct.selectors.traces import entries_of, traces_of_case
from conduct.services import room
from conduct.states import OPEN, TOLD
from conduct.step_words import course
from conduct.views.inside import NOT_FOUND, Asks, Page, ask, of_case, sent
from conduct.views.reading import the_report

OFFICER: Final = "officer"
COMMITTEE: Final = "committee"
GLASS: Final = "glass"
CHAIR: Final = "chair"
EVERYBODY: Final = frozenset({OFFICER, COMMITTEE, GLASS})

SECTIONS: Final = (
    ("conduct/case/glass_note.html", frozenset({GLASS})),
    ("conduct/case/stands.html", EVERYBODY),
    ("conduct/case/alleged.html", EVERYBODY),
    ("conduct/case/committee.html", EVERYBODY),
    ("conduct/case/judgement.html", EVERYBODY),
    ("conduct/case/explanation.html", EVERYBODY),
    ("conduct/case/room.html", EVERYBODY),
    ("conduct/case/reports.html", EVERYBODY),
    ("conduct/case/course.html", EVERYBODY),
)
"""Every part of the page, in order, and who reads it."""


def reads_as(by: Any, case: Case) -> str:
    """As what somebody who may open a case reads it."""
    if policies.is_case_officer(by, case):
        return OFFICER
    return COMMITTEE if policies.seated(by, case) else GLASS


@require_safe
@of_case
def shown_case(request: HttpRequest, case: Case) -> HttpResponse:
    """All of a case that its reader reads. The notes of the committee are the committee's."""
    by, at = sessions.person(request), timezone.now()
    prefetch_related_objects([case], "seats__person")
    as_what, on = reads_as(by, case), local_day(at)
    gone = judge_no_more(case.seats.all()) if case.state in OPEN else set()
    around = words.around_of(case, make_of(case, terms_on(on).seats, on, gone=gone), on)
    (about,) = with_titles([case.member])
    audiences = [Audience.PARTIES, Audience.COMMITTEE, *([Audience.NOTE] if as_what == COMMITTEE else [])]
    shown = {
        "case": case,
        "about": about,
        "officer": as_what == OFFICER,
        "reads_as": as_what,
        "sections": [name for name, readers in SECTIONS if as_what in readers],
        "stands": {"kind": _shape(around, as_what), "told": words.next_step(around)},
        "quorum": words.quorum(around.make),
        "acts": _acts(around, _hats(by, as_what, case), by),
        "may_invite": case.state in OPEN and not around.make.missing,
        "may_answer": case.state in TOLD,
        "proposals": _judgements(case, as_what),
        "open": case.state != CaseState.CLOSED,
        "articles": [row.article for row in case.concerned.select_related("article")],
        "seats": [words.seat_line(seat, on, judges=seat.pk not in gone) for seat in case.seats.all()],
        "explanation": around.explanation if around.explanation and around.explanation.given_at else None,
        "explained_files": _explained_files(around),
        "hearing": around.hearing,
        "extensions": list(case.extensions.select_related("given_by")),
        "entries": entries_of(case, *audiences),
        "reports": [the_report(row, mails=as_what == OFFICER) for row in case.reports.order_by("confirmed_at", "pk")],
        "course": course(traces_of_case(case)),
    }
    return render(request, "conduct/case/page.html", shown)


MAY_WRITE: Final = (CaseState.FORMING, CaseState.NAMED, CaseState.EXPLAINING)


def _shape(around: words.Around, as_what: str) -> str:
    """The shape of a case for its reader: only for its officer it says whether it waits for them."""
    if as_what == OFFICER or around.case.state == CaseState.CLOSED:
        return words.shape(around)
    return words.SHAPE[CaseState(around.case.state)]


def _judgements(case: Case, as_what: str) -> list[Proposal]:
    """What the committee proposed; for others the judgement alone, once it is confirmed, and no votes."""
    if as_what == COMMITTEE:
        return proposals(case) if case.frozen_at else []
    found = confirmed(case) if case.closed_at else None
    return [found] if found else []


def _hats(by: Any, as_what: str, case: Case) -> frozenset[str]:
    """As whom somebody acts in a case."""
    in_chair = any(seat.chair and seat.person_id == by.pk for seat in case.seats.all())
    return frozenset({as_what, CHAIR} if in_chair else {as_what})


def _explained_files(around: words.Around) -> list[Any]:
    found = around.explanation
    return [row.file for row in found.files.select_related("file")] if found and found.given_at else []


def _invite(around: words.Around, _by: Any) -> bool:
    return around.case.state in OPEN and bool(around.make.missing)


def _names(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.FORMING and around.make.complete


def _ask(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.NAMED and around.make.settled


def _unanswered(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.EXPLAINING and not around.answered


def _deliberate(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.EXPLAINING and around.answered and around.make.settled


def _hearing(around: words.Around, by: Any) -> bool:
    return _unanswered(around, by) and around.hearing is not None and around.hearing.recorded_at is None


def _record(around: words.Around, _by: Any) -> bool:
    found = around.hearing
    if around.case.state != CaseState.EXPLAINING or found is None or found.recorded_at is not None:
        return False
    return found.starts_at is not None and found.starts_at <= timezone.now()


def _propose(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.DELIBERATING and around.make.settled


def _vote(around: words.Around, by: Any) -> bool:
    found = waiting(around.case)
    return found is not None and not found.votes.filter(seat__person=by).exists()


def _confirm(around: words.Around, by: Any) -> bool:
    found = waiting(around.case)
    if found is None or found.proposed_by_id == by.pk or not around.make.settled:
        return False
    return carries(votes_of(found, seated_of(around.case)))


def _send_back(around: words.Around, _by: Any) -> bool:
    return around.case.state == CaseState.PROPOSED


def _write(around: words.Around, _by: Any) -> bool:
    return around.case.state in MAY_WRITE


def _open(around: words.Around, _by: Any) -> bool:
    return around.case.state in OPEN


OFFICERS: Final = frozenset({OFFICER})
CHAIRS: Final = frozenset({CHAIR})
BOTH: Final = frozenset({OFFICER, CHAIR})
SEATED: Final = frozenset({COMMITTEE})
ACTS: Final[tuple[tuple[str, Any, frozenset[str], Callable[[words.Around, Any], bool]], ...]] = (
    ("case-invite", gettext_lazy("Invite somebody to the committee"), OFFICERS, _invite),
    ("case-names", gettext_lazy("Tell the member the names"), OFFICERS, _names),
    ("case-ask", gettext_lazy("Ask the member to explain now"), OFFICERS, _ask),
    ("case-hearing-record", gettext_lazy("Write the record of the hearing"), BOTH, _record),
    ("case-hearing", gettext_lazy("Set or move the hearing"), BOTH, _hearing),
    ("case-deliberate", gettext_lazy("Begin the deliberation"), CHAIRS, _deliberate),
    ("case-propose", gettext_lazy("Propose a judgement"), SEATED, _propose),
    ("case-vote", gettext_lazy("Vote"), SEATED, _vote),
    ("case-confirm", gettext_lazy("Confirm the judgement"), SEATED, _confirm),
    ("case-send-back", gettext_lazy("Send the proposal back"), SEATED, _send_back),
    ("case-more-time", gettext_lazy("Give more time"), OFFICERS, _unanswered),
    ("case-write", gettext_lazy("Write into the room"), OFFICERS | SEATED, _write),
    ("case-note", gettext_lazy("Write a note for the committee alone"), SEATED, _open),
    ("case-hand-on", gettext_lazy("Hand the case on"), OFFICERS, _open),
    ("seat-leave", gettext_lazy("Step aside"), SEATED, _open),
)
"""What is done with a case, by whom, and when it can be; the first one is what comes next."""


def when(name: str) -> Callable[[Page], Page]:
    """A page of an act that leads back to the case while the act cannot be done; what is sent is refused by the act."""

    able = next(able for act, _label, _who, able in ACTS if act == name)

    def only(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, case: Case, **named: Any) -> HttpResponse:
            on = local_day(timezone.now())
            around = words.around_of(case, make_up(case, on), on)
            if request.method != "POST" and not able(around, sessions.person(request)):
                return redirect(page_of(case))
            return page(request, case, **named)

        return guarded

    return only


NEXT: Final = frozenset(
    {
        "case-invite",
        "case-names",
        "case-ask",
        "case-hearing-record",
        "case-hearing",
        "case-deliberate",
        "case-propose",
        "case-vote",
        "case-confirm",
    }
)
"""What a case waits for, where it stands first."""


def _acts(around: words.Around, hats: frozenset[str], by: Any) -> list[tuple[str, Any, bool]]:
    """Each act with its address, and whether it is what the case waits for."""
    where = [around.case.reference.lower()]
    can = [(name, label) for name, label, who, able in ACTS if who & hats and able(around, by)]
    return [
        (reverse(f"conduct:{name}", args=where), label, not place and name in NEXT)
        for place, (name, label) in enumerate(can)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@appointed
def glass(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case from outside, for an hour, with a reason that its chair and case officer are mailed.

    It says nothing of the case. Raises ``Http404`` for who is no administrator, or whom it is about.
    """
    by, at = sessions.person(request), timezone.now()
    case = by_reference(reference)
    if case is None or not policies.can_break_glass(by) or by.pk == case.member.user_id:
        raise Http404
    if policies.can_open(by, case) or room.is_inside(by, case, at):
        return redirect(page_of(case))
    asks = Asks(
        about=case,
        heading=_("Open a case that is not yours?"),
        told=[
            _("Only its case officer and its committee read a case. You can read it for an hour, and change nothing."),
            _("The chair and the case officer are mailed at once, and read your reason."),
        ],
        button=_("Open the case for an hour"),
        done=_("The case is open to you for an hour."),
        back=reverse("home"),
        after=page_of(case),
        refused_at="reason",
        danger=True,
    )
    response = ask(
        request,
        asks,
        GlassForm(sent(request)),
        lambda said: room.break_glass(case, said["reason"], by=by, at=at),
    )
    response.headers["X-Robots-Tag"] = NOT_FOUND
    return response


def page_of(case: Case) -> str:
    """The address of a case."""
    return reverse("conduct:case", args=[case.reference.lower()])


def seat_in(case: Case, key: int, *states: SeatState) -> Seat:
    """A seat of a case in one of these states. Raises ``Http404``."""
    found: Seat | None = case.seats.select_related("person").filter(pk=key, state__in=[s.value for s in states]).first()
    if found is None:
        raise Http404
    found.case = case
    return found
