"""How a case stands for the member whom it is about, in words: never who reported, nor what the committee weighs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from conduct.case_words import closed_shape, moment
from conduct.enums import CaseState, Explained, Outcome, SeatState
from conduct.models import Case, Explanation, Hearing, Seat
from conduct.report_words import day

Words = str | Promise

WORD: Final[Mapping[CaseState, Words]] = {
    CaseState.NAMED: _("you can challenge names"),
    CaseState.EXPLAINING: _("you are asked to explain"),
    CaseState.DELIBERATING: _("the committee deliberates"),
    CaseState.PROPOSED: _("the committee deliberates"),
    CaseState.CLOSED: _("judged"),
}
"""What the committee proposes among itself is not told."""
MEANS: Final[Mapping[Outcome, Words]] = {
    Outcome.NO_BREACH: _("No article was broken. Nothing changes for you, and the matter stays confidential."),
    Outcome.EXPLAINED: _("Your membership and titles stay as they are. The matter is closed and stays confidential."),
    Outcome.BREACH: _(
        "Your membership and every title you held ended with this judgement, with certificates, badges and your entry "
        "in the public register. Whoever checks a number reads since when it is not valid, and no reason."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A case as its member reads it: shape, word, and what comes next in one sentence."""

    kind: str
    word: Words
    told: str
    may_explain: bool


def draft_of(case: Case) -> Explanation | None:
    """The explanation, or its draft (no query where it is at hand)."""
    return getattr(case, "explanation", None)


def given(case: Case) -> Explanation | None:
    """The explanation, once it was given."""
    found = draft_of(case)
    return found if found is not None and found.given_at else None


def is_asked(case: Case) -> bool:
    """Whether the member is asked and has not answered, in time or too late."""
    return case.state == CaseState.EXPLAINING and given(case) is None


def may_explain(case: Case, on: date) -> bool:
    """Whether the member can still answer on a day."""
    return is_asked(case) and case.explain_by is not None and case.explain_by >= on


def may_write(case: Case) -> bool:
    """Whether the member can write to who judges."""
    return case.state in {CaseState.NAMED, CaseState.EXPLAINING}


def stands(case: Case, seats: Sequence[Seat], on: date) -> Own:
    """How a case stands on a day."""
    state = CaseState(case.state)
    can = may_explain(case, on)
    waits = can or (state is CaseState.NAMED and any(can_challenge(seat, case, on) for seat in seats))
    told = {CaseState.NAMED: _named, CaseState.EXPLAINING: _explaining, CaseState.CLOSED: _closed}.get(
        state, _deliberates
    )
    kind = closed_shape(case) if state is CaseState.CLOSED else "attention" if waits else "waiting"
    word = _answered_word(case) if state is CaseState.EXPLAINING else WORD[state]
    return Own(kind=kind, word=word, told=told(case, seats, on), may_explain=can)


def _answered_word(case: Case) -> Words:
    """How it stands while the member is asked to explain, or once they answered."""
    found = given(case)
    if found is None:
        return WORD[CaseState.EXPLAINING]
    return _("the day has passed") if found.how == Explained.SILENT else _("we have your answer")


def _named(case: Case, seats: Sequence[Seat], on: date) -> str:
    days = [seat.challenge_by for seat in seats if seat.challenge_by and can_challenge(seat, case, on)]
    until = max(days, default=None)
    then = _t("Once every name is settled we ask you to explain. Nothing is decided before you could.")
    if until is None:
        return then
    return f"{_t('You can challenge a name until %(day)s.') % {'day': day(until)}} {then}"


def _explaining(case: Case, _seats: Sequence[Seat], on: date) -> str:
    found, said = given(case), {"day": day(case.explain_by)}
    if found is not None:
        return f"{_answer(found)} {_t('Next, the committee deliberates.')}"
    hearing: Hearing | None = getattr(case, "hearing", None)
    if hearing is not None and hearing.recorded_at is None:
        return _hearing(hearing, case, on)
    if case.explain_by is not None and case.explain_by < on:
        return _t("The last day to explain, %(day)s, has passed. Next, the committee deliberates.") % said
    return _t("Please explain until %(day)s: in writing, or at a hearing. You may also decline.") % said


def _hearing(hearing: Hearing, case: Case, on: date) -> str:
    """While a hearing waits for its day, its time, or its record."""
    can = may_explain(case, on)
    if hearing.starts_at is None:
        asked = _t("You asked for a hearing; we set a day.")
        still = _t("Until %(day)s you can explain in writing all the same.") % {"day": day(case.explain_by)}
        return f"{asked} {still}" if can else asked
    if local_day(hearing.starts_at) < on:
        told = _t("Your hearing was on %(at)s. Its record is being written; you are mailed when you can read it.")
        return told % {"at": moment(hearing.starts_at)}
    told = _t("Your hearing is on %(at)s.") % {"at": moment(hearing.starts_at)}
    instead = _t("If you explain in writing before, that is your explanation, and there is no hearing.")
    return f"{told} {instead}" if can else told


def _answer(found: Explanation) -> str:
    on = {"day": day(local_day(found.given_at)) if found.given_at else ""}
    return {
        Explained.WRITTEN.value: _t("You explained in writing on %(day)s."),
        Explained.HEARING.value: _t("You explained at the hearing."),
        Explained.DECLINED.value: _t("You declined to explain on %(day)s."),
        Explained.SILENT.value: _t("The last day to explain passed without an answer."),
    }[found.how] % on


def _deliberates(case: Case, _seats: Sequence[Seat], _on: date) -> str:
    found = given(case)
    told = _t("The committee deliberates. You are mailed when it has judged.")
    return f"{_answer(found)} {told}" if found is not None else told


def _closed(case: Case, _seats: Sequence[Seat], _on: date) -> str:
    told = _t("The committee judged on %(day)s: %(outcome)s. The judgement is final.")
    closed = case.closed_at
    return told % {"day": day(local_day(closed)) if closed else "", "outcome": case.get_outcome_display()}


def can_challenge(seat: Seat, case: Case, on: date) -> bool:
    """Whether the member can challenge somebody on a day."""
    in_time = seat.challenge_by is not None and seat.challenge_by >= on
    under_way = case.state not in {CaseState.FORMING, CaseState.CLOSED}
    return under_way and in_time and seat.state == SeatState.SEATED and seat.challenged_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """Somebody of whom the member was told that they judge: who, in which sentences, and whether to challenge them."""

    seat: Seat
    told: str
    open: bool


def name_line(seat: Seat, case: Case, on: date) -> NameLine:
    """A name as the member reads it."""
    can = can_challenge(seat, case, on)
    return NameLine(seat=seat, told=" ".join(_name_told(seat, can)), open=can)


def _name_told(seat: Seat, can: bool) -> Iterator[str]:
    kind = capfirst(seat.get_kind_display())
    yield _t("%(kind)s, in the chair.") % {"kind": kind} if seat.chair else f"{kind}."
    if seat.state != SeatState.SEATED:
        yield _t("Sits on the committee no more.")
    if can:
        yield _t("You can challenge this name until %(day)s.") % {"day": day(seat.challenge_by)}
