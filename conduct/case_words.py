"""How a case stands for who looks after it, in words: where it is and what comes next, in one sentence each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from common.calendar import HERE, local_day
from conduct.enums import CaseState, Explained, Outcome, SeatState
from conduct.models import Case, Explanation, Hearing, Seat
from conduct.report_words import day
from conduct.rules.sitting import Make
from conduct.selectors.cases import make_of

Words = str | Promise

SHAPE: Final[Mapping[CaseState, str]] = {
    CaseState.FORMING: "waiting",
    CaseState.NAMED: "waiting",
    CaseState.EXPLAINING: "waiting",
    CaseState.DELIBERATING: "waiting",
    CaseState.PROPOSED: "waiting",
    CaseState.CLOSED: "ended",
}
SEAT_SHAPE: Final[Mapping[SeatState, str]] = {
    SeatState.INVITED: "waiting",
    SeatState.SEATED: "valid",
    SeatState.DECLINED: "ended",
    SeatState.STEPPED_ASIDE: "ended",
    SeatState.REPLACED: "ended",
}


def closed_shape(case: Case) -> str:
    """The shape of a closed case: nothing ended where nobody broke the code, or the explanation satisfied."""
    return "ended" if case.outcome == Outcome.BREACH else "valid"


def shape(around: "Around") -> str:
    """The shape of a case for its officer: whether it waits for them."""
    state = CaseState(around.case.state)
    if state is CaseState.CLOSED:
        return closed_shape(around.case)
    return "attention" if waits_for_officer(around) else SHAPE[state]


def waits_for_officer(around: "Around") -> bool:
    """Whether a case goes on only once its officer does something."""
    if around.case.state == CaseState.CLOSED:
        return False
    short = around.make.missing > around.make.invited or not around.make.has_chair
    forming = around.case.state == CaseState.FORMING and around.make.complete
    return short or forming or around.lapsed or around.challenged or around.hearing_waits


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list: how it stands, for how long it is under way, and what comes next."""

    case: Case
    kind: str
    days: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What else says where a case is: its make-up, the hearing, the answer."""

    case: Case
    make: Make
    on: date
    hearing: Hearing | None = None
    explanation: Explanation | None = None

    @property
    def _sitting(self) -> list[Seat]:
        return [seat for seat in self.case.seats.all() if seat.state == SeatState.SEATED]

    @property
    def answered(self) -> bool:
        """Whether the member explained or declined, or the day passed."""
        return self.explanation is not None and self.explanation.given_at is not None

    @property
    def challenged(self) -> bool:
        """Whether a challenge waits for its answer."""
        return any(seat.challenged_at and not seat.challenge_answer for seat in self._sitting)

    @property
    def lapsed(self) -> bool:
        """Whether the day of an invitation passed without an answer."""
        return any(seat.state == SeatState.INVITED and seat.ends_on < self.on for seat in self.case.seats.all())

    @property
    def hearing_waits(self) -> bool:
        """Whether a hearing that was asked for waits for its day, or its record."""
        found = self.hearing
        if self.answered or found is None or found.recorded_at is not None:
            return False
        return found.starts_at is None or local_day(found.starts_at) < self.on

    @property
    def challenge_by(self) -> date | None:
        """The last day on which any name can be challenged."""
        return max((seat.challenge_by for seat in self._sitting if seat.challenge_by), default=None)


def moment(value: datetime | None) -> str:
    """A day and a time in Amsterdam, written out."""
    return date_format(value.astimezone(HERE), "j F Y, H:i") if value else ""


def quorum(make: Make) -> str:
    """Who sits on a committee, and what is missing, in one sentence."""
    said = {"seated": capfirst(str(apnumber(make.seated))), "missing": apnumber(make.missing)}
    if not make.seated:
        has = _t("Nobody has accepted a seat yet")
    else:
        has = ngettext(
            "%(seated)s member of the committee has accepted", "%(seated)s members of the committee have accepted",
            make.seated,
        ) % said  # fmt: skip
    if make.missing:
        if make.seated:
            lacks = ngettext("%(missing)s more is missing", "%(missing)s more are missing", make.missing)
        else:
            lacks = ngettext("%(missing)s is missing", "%(missing)s are missing", make.missing)
        return f"{has}; {lacks % said}."
    if not make.has_chair:
        return _t("%(has)s; nobody is in the chair yet.") % {"has": has}
    if make.invited:
        waits = ngettext(
            "%(n)s who was asked has not answered yet", "%(n)s who were asked have not answered yet", make.invited
        )
        return f"{has}; {waits % {'n': apnumber(make.invited)}}."
    return _t("%(has)s, one of them in the chair: the committee is complete.") % {"has": has}


def next_step(around: Around) -> str:
    """Where a case is and what comes next."""
    return _NEXT[CaseState(around.case.state)](around)


def _forming(around: Around) -> str:
    if around.make.complete:
        return f"{quorum(around.make)} {_t('Next, you tell the member of the case and who judges it.')}"
    return quorum(around.make)


def _named(around: Around) -> str:
    if not around.make.complete:
        then = _t("The member is asked to explain once it is complete and every name is settled.")
        return f"{quorum(around.make)} {then}"
    if around.challenged:
        return _t("The member challenged a name: say whether this person stays or is replaced.")
    if around.make.open_to_challenge:
        told = _t("The member can challenge names until %(day)s; then we ask them to explain.")
        return told % {"day": day(around.challenge_by)}
    return _t("Every name is settled. The member is asked to explain tonight, or now if you do it.")


def _explaining(around: Around) -> str:
    said = {"day": day(around.case.explain_by)}
    missing = _lacks(around)
    if around.explanation and around.explanation.given_at:
        answered = {
            Explained.WRITTEN.value: _t("The member explained in writing."),
            Explained.HEARING.value: _t("The member explained at the hearing."),
            Explained.DECLINED.value: _t("The member declined to explain."),
            Explained.SILENT.value: _t("The day to explain passed without an answer."),
        }[around.explanation.how]
        return f"{answered} {_t('Next, the chair begins the deliberation.')}{missing}"
    hearing = around.hearing
    if hearing and hearing.recorded_at is None:
        return _hearing(hearing, around) + missing
    return _t("The member has until %(day)s to explain. After that the committee deliberates.") % said + missing


def _hearing(hearing: Hearing, around: Around) -> str:
    """While a hearing waits for its day, its time, or its record; until then the case goes on no further."""
    if hearing.starts_at is None:
        asked = _t("The member asked for a hearing; the chair or the case officer sets its day.")
        until = around.case.explain_by
        if until is None or until < around.on:
            return asked
        still = _t("They can explain in writing until %(day)s all the same.") % {"day": day(until)}
        return f"{asked} {still}"
    at = {"at": moment(hearing.starts_at)}
    if local_day(hearing.starts_at) < around.on:
        return _t("The hearing was on %(at)s; the chair or the case officer writes its record.") % at
    return _t("The hearing is on %(at)s; after it, its record is written.") % at


def _lacks(around: Around) -> str:
    """What the committee lacks, after another sentence: somebody, or the member's say about a name."""
    if not around.make.complete:
        return f" {quorum(around.make)}"
    if around.make.open_to_challenge and around.case.state != CaseState.EXPLAINING:
        return f" {_t('A name can still be challenged, or a challenge waits for its answer.')}"
    return ""


def _deliberating(around: Around) -> str:
    told = _t("The committee deliberates over the file of %(day)s; next, one of it proposes a judgement.")
    frozen = day(local_day(around.case.frozen_at)) if around.case.frozen_at else ""
    return told % {"day": frozen} + _lacks(around)


def _proposed(around: Around) -> str:
    told = _t("A judgement is proposed: everybody on the committee votes, and a second one confirms it.")
    return told + _lacks(around)


def _closed(around: Around) -> str:
    told = _t("The committee judged on %(day)s: %(outcome)s. The case is kept until %(kept)s, then it goes whole.")
    closed = around.case.closed_at
    return told % {
        "day": day(local_day(closed)) if closed else "",
        "outcome": around.case.get_outcome_display(),
        "kept": day(around.case.kept_until),
    }


_NEXT: Final[Mapping[CaseState, Callable[[Around], str]]] = {
    CaseState.FORMING: _forming,
    CaseState.NAMED: _named,
    CaseState.EXPLAINING: _explaining,
    CaseState.DELIBERATING: _deliberating,
    CaseState.PROPOSED: _proposed,
    CaseState.CLOSED: _closed,
}


def around_of(case: Case, make: Make, on: date) -> Around:
    """A case with what else says where it is (2 queries, none where hearing and explanation are at hand)."""
    return Around(
        case=case,
        make=make,
        on=on,
        hearing=getattr(case, "hearing", None),
        explanation=getattr(case, "explanation", None),
    )


def line(case: Case, seats: int, on: date) -> CaseLine:
    """A case in a list; its seats, hearing and explanation are at hand (no query)."""
    around = around_of(case, make_of(case, seats, on), on)
    return CaseLine(
        case=case,
        kind=shape(around),
        days=(on - local_day(case.opened_at)).days,
        told=next_step(around),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """Somebody on a committee, or asked: how they stand, in a sentence, and what may be done about it."""

    seat: Seat
    kind: str
    told: str
    waits: bool
    sits: bool
    to_answer: bool
    word: Words
    gone: bool


def seat_line(seat: Seat, on: date, *, judges: bool = True) -> SeatLine:
    """How somebody stands to a seat on a day; ``judges``: they still represent the institute, or hold a title."""
    waits, sits = seat.state == SeatState.INVITED, seat.state == SeatState.SEATED
    late = (waits and seat.ends_on < on) or not judges
    back = seat.state == SeatState.REPLACED and seat.answered_at is None
    return SeatLine(
        seat=seat,
        kind="attention" if late else SEAT_SHAPE[SeatState(seat.state)],
        told=" ".join(_seat_told(seat, on, judges=judges)),
        waits=waits,
        sits=sits and judges,
        word=_t("invitation taken back") if back else seat.get_state_display(),
        gone=not judges,
        to_answer=bool(seat.challenged_at and not seat.challenge_answer),
    )


def _seat_told(seat: Seat, on: date, *, judges: bool) -> Iterator[str]:
    said = {
        "kind": capfirst(seat.get_kind_display()),
        "invited": day(local_day(seat.invited_at)),
        "by": day(seat.ends_on),
        "answered": day(local_day(seat.answered_at)) if seat.answered_at else "",
        "until": day(seat.challenge_by),
    }
    if seat.state == SeatState.INVITED and seat.ends_on < on:
        yield _t("%(kind)s. Invited on %(invited)s; did not answer by %(by)s. Take it back, and invite another.") % said
    elif seat.state == SeatState.INVITED:
        yield _t("%(kind)s. Invited on %(invited)s, to answer by %(by)s.") % said
    elif seat.answered_at:
        yield _t("%(kind)s. Invited on %(invited)s, answered on %(answered)s.") % said
    else:
        yield _t("%(kind)s. Invited on %(invited)s.") % said
    if seat.state == SeatState.SEATED and not seat.challenged_at and seat.challenge_by and seat.challenge_by >= on:
        yield _t("The member can challenge this name until %(until)s.") % said
    if not judges:
        yield _t("Represents the institute no more, or holds no title any more: the case does not open to them.")
