"""What a case officer does with a case: who judges it, what the member is told and asked, the hearing, the room.

Each act has its page, which says first what follows. The hearing is the chair's, too, and the room the committee's.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions, unsaved
from common.calendar import local_day
from conduct import case_words as words
from conduct import policies
from conduct.enums import SeatKind, SeatState
from conduct.forms.case import (
    AnswerForm,
    EntryForm,
    HearingForm,
    MoreTimeForm,
    PeerForm,
    RecordForm,
    RepresentativeForm,
)
from conduct.forms.officer import ConfirmForm
from conduct.models import Case, Hearing
from conduct.report_words import day
from conduct.selectors import make_up, terms_on
from conduct.selectors.finding import to_invite, with_titles
from conduct.selectors.judging import seated_of
from conduct.services import committee, explaining, room
from conduct.states import AT_WORK
from conduct.views.case import page_of, seat_in, when
from conduct.views.inside import Asks, ask, of_case, of_case_officer, of_officer_or_chair, sent

PEER = "peer"


@of_case_officer
def invite(request: HttpRequest, case: Case) -> HttpResponse:
    """Invite a representative, or a peer: two forms on one page, one of which is sent.

    Whose number or address was written for a peer is shown before they are invited: who is invited learns whom it is
    about.
    """
    by, at = sessions.person(request), timezone.now()
    as_peer = "as_peer" in request.POST
    people = to_invite(case, policies.REPRESENTATIVE)
    forms = {
        "representative": RepresentativeForm(None if as_peer else sent(request), people=people, prefix="one"),
        PEER: PeerForm(request.POST if as_peer else None, prefix="peer"),
    }
    chosen: Any = forms[PEER if as_peer else "representative"]
    kind = SeatKind.PEER if as_peer else SeatKind.REPRESENTATIVE

    def looked_at(_said: object) -> dict[str, object]:
        committee.require_can_sit(case, chosen.person, kind)
        return {"found": with_titles([chosen.person.member])[0]}

    asks = Asks(
        about=case,
        heading=_("Invite somebody to the committee"),
        button=_("Invite"),
        done=_("The invitation is on its way. They first see whom the case is about, and nothing else."),
        back=page_of(case),
        refused_at="who",
        template="conduct/case/invite.html",
        shown={
            "case": case,
            "representatives": forms["representative"] if people else None,
            "peer": forms[PEER],
            "until": terms_on(local_day(at)).seat_by(local_day(at)),
            "quorum": words.quorum(make_up(case, local_day(at))),
        },
        preview=looked_at if as_peer else None,
    )
    return ask(request, asks, chosen, lambda _said: committee.invite(case, chosen.person, kind, by=by, at=at))


@of_case_officer
def take_back(request: HttpRequest, case: Case, key: int) -> HttpResponse:
    """Take back an invitation that was not answered, or end the seat of who may judge no more."""
    by, at = sessions.person(request), timezone.now()
    seat = seat_in(case, key, *AT_WORK)
    sits = seat.state == SeatState.SEATED
    if sits and policies.may_judge(seat.person, SeatKind(seat.kind)):
        raise Http404
    asks = Asks(
        about=case,
        heading=_("End this seat?") if sits else _("Take the invitation back?"),
        told=[_("%(who)s is mailed that it ended, and cannot be invited to this case again.") % {"who": seat.person}],
        button=_("End the seat") if sits else _("Take it back"),
        done=_("The seat ended. Invite somebody in their place.") if sits else _("The invitation was taken back."),
        back=page_of(case),
        danger=True,
    )
    act = committee.take_invitation_back
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: act(seat, by=by, at=at))


@of_case_officer
def chair(request: HttpRequest, case: Case, key: int) -> HttpResponse:
    """Name the chair, in the place of who was."""
    by, at = sessions.person(request), timezone.now()
    seat = seat_in(case, key, SeatState.SEATED)
    told = _("%(who)s leads the hearing and the deliberation, and is mailed so. Who was in the chair keeps their seat.")
    asks = Asks(
        about=case,
        heading=_("Put %(who)s in the chair?") % {"who": seat.person},
        told=[told % {"who": seat.person}],
        button=_("Name the chair"),
        done=_("The chair is named."),
        back=page_of(case),
    )
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: committee.name_chair(seat, by=by, at=at))


@of_case_officer
@when("case-names")
def names(request: HttpRequest, case: Case) -> HttpResponse:
    """Tell the member of the case and who judges it; all that they will read is shown first."""
    by, at = sessions.person(request), timezone.now()
    until = terms_on(local_day(at)).challenge_by(local_day(at))
    asks = Asks(
        about=case,
        heading=_("Tell the member who judges?"),
        button=_("Tell the member"),
        done=_("The member is told, by mail and on the page of the case."),
        back=page_of(case),
        template="conduct/case/names.html",
        shown={
            "case": case,
            "until": until,
            "seats": seated_of(case),
            "articles": [row.article for row in case.concerned.select_related("article")],
        },
    )
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: committee.tell_names(case, by=by, at=at))


@of_case_officer
def answer(request: HttpRequest, case: Case, key: int) -> HttpResponse:
    """Answer a challenge: stays, or is replaced, with a reason the member reads."""
    by, at = sessions.person(request), timezone.now()
    seat = seat_in(case, key, *SeatState)
    form = AnswerForm(sent(request))
    asks = Asks(
        about=case,
        heading=_("The member challenges %(who)s") % {"who": seat.person},
        told=[
            _("Who is replaced cannot open the case any more, and somebody else is invited in their place."),
            _("The member is mailed, and reads the answer and your reason on the page of the case."),
        ],
        button=_("Send the answer"),
        done=_("The member is told of the answer."),
        back=page_of(case),
        refused_at="reason",
        shown={"quoted": seat.challenge, "quoted_by": _("The member writes")},
    )
    act = committee.answer_challenge
    return ask(request, asks, form, lambda said: act(seat, form.said, said["reason"], by=by, at=at))


@of_case_officer
@when("case-ask")
def ask_now(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask the member to explain now, rather than tonight."""
    by, at = sessions.person(request), timezone.now()
    until = terms_on(local_day(at)).explain_by(local_day(at))
    told = _("The member is mailed at once, and has until %(day)s: in writing, at a hearing, or by declining.")
    asks = Asks(
        about=case,
        heading=_("Ask the member to explain now?"),
        told=[told % {"day": day(until)}, _("Without this, it is done by itself in the coming night.")],
        button=_("Ask the member"),
        done=_("The member is asked to explain."),
        back=page_of(case),
    )
    act = explaining.ask_to_explain
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: act(case, by=by, at=at))


@of_case_officer
@when("case-more-time")
def more_time(request: HttpRequest, case: Case) -> HttpResponse:
    """Give the member more time, with the reason."""
    by, at = sessions.person(request), timezone.now()
    form = MoreTimeForm(sent(request))
    asks = Asks(
        about=case,
        heading=_("Give the member more time"),
        told=[
            _("The last day to explain is %(day)s now. The member is mailed the new one.")
            % {"day": day(case.explain_by)}
        ],
        button=_("Give more time"),
        done=_("The member is told the new day."),
        back=page_of(case),
        refused_at="until",
    )
    return ask(request, asks, form, lambda said: explaining.extend(case, said["until"], said["reason"], by=by, at=at))


@of_officer_or_chair
@when("case-hearing")
def hearing(request: HttpRequest, case: Case) -> HttpResponse:
    """Set or move the hearing that the member asked for."""
    by, at = sessions.person(request), timezone.now()
    found: Hearing | None = getattr(case, "hearing", None)
    starts = timezone.localtime(found.starts_at) if found and found.starts_at else None
    initial = {"on": starts.date(), "time": starts.time(), "place": found.place} if found and starts else {}
    form = HearingForm(sent(request), initial=initial)
    asks = Asks(
        about=case,
        heading=_("The hearing"),
        told=[_("The member is mailed the day. Where it lies after the last day to explain, that day moves with it.")],
        button=_("Set the hearing"),
        done=_("The hearing is set, and the member is told."),
        back=page_of(case),
        refused_at="on",
        shown={"quoted": found.wishes if found else "", "quoted_by": _("What the member wishes")},
    )
    act = explaining.set_hearing
    return ask(request, asks, form, lambda said: act(case, form.starts_at, said["place"], by=by, at=at))


@unsaved.keeps
@of_officer_or_chair
@when("case-hearing-record")
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Write the record of the hearing, which the member reads."""
    by, at = sessions.person(request), timezone.now()
    form = RecordForm(unsaved.typed(request))
    asks = Asks(
        about=case,
        heading=_("Record of the hearing"),
        told=[_("It cannot be changed afterwards. The member is mailed that there is something to read.")],
        button=_("Put the record into the room"),
        done=_("The record stands in the room."),
        back=page_of(case),
        refused_at="record",
        shown={"keeps": True},
    )
    act = explaining.record_hearing
    return ask(request, asks, form, lambda said: act(case, said["record"], came=form.there, by=by, at=at))


@unsaved.keeps
@of_case
@when("case-write")
def write(request: HttpRequest, case: Case) -> HttpResponse:
    """Write something into the room, for the committee or for the member too, with a file if there is one."""
    by, at = sessions.person(request), timezone.now()
    policies.require_open(by, case)
    form = EntryForm(unsaved.typed(request), request.FILES or None, member_knows=case.named_at is not None)
    asks = Asks(
        about=case,
        heading=_("Write into the room"),
        told=[_("It cannot be changed afterwards. Once the committee deliberates, nothing more is put into the room.")],
        button=_("Put it into the room"),
        done=_("It stands in the room."),
        back=page_of(case),
        refused_at="text",
        shown={"keeps": True},
        files=True,
    )

    def act(said: dict[str, Any]) -> object:
        return room.write(case, form.readers, said["text"], by=by, at=at, file=said["file"])

    return ask(request, asks, form, act)
