"""The words of the pages on which a committee judges: own seats, and what a judgement does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from conduct.case_words import closed_shape
from conduct.enums import CaseState, Outcome, SeatState
from conduct.models import Seat
from conduct.report_words import day
from conduct.selectors.judging import Effects

TO_ANSWER: Final = "to-answer"
JUDGING: Final = "judging"
JUDGED: Final = "judged"
GROUPS: Final[Sequence[tuple[str, str | Promise, str | Promise]]] = (
    (TO_ANSWER, _("To answer"), _("Invitations")),
    (JUDGING, _("Yours"), _("Cases you judge")),
    (JUDGED, _("Judged"), _("Cases you judged")),
)
FOLLOWS: Final[dict[Outcome, str | Promise]] = {
    Outcome.NO_BREACH: _("No article was broken. Nothing changes for the member, and the matter stays confidential."),
    Outcome.EXPLAINED: _(
        "An article was broken, and not knowingly or with a satisfactory explanation. Nothing changes for the member, "
        "and the matter stays confidential."
    ),
    Outcome.BREACH: _("An article was broken knowingly, and the explanation does not satisfy."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSeat:
    """An own seat in a list: which group it stands in, its address, a sentence, and how it stands."""

    seat: Seat
    group: str
    page: str
    told: str
    kind: str
    word: str | Promise


def own_line(seat: Seat, on: date, votes: Collection[int] = ()) -> OwnSeat:
    """An own seat; its case with the explanation is at hand (no query). ``votes``: cases that wait for one's vote."""
    if seat.state == SeatState.INVITED:
        over = seat.ends_on < on
        late = _t("The day to answer was %(day)s. Ask the case officer if you still can.")
        in_time = _t("Please answer by %(day)s. You see whom it is about first, and nothing else.")
        told = (late if over else in_time) % {"day": day(seat.ends_on)}
        return OwnSeat(seat=seat, group=TO_ANSWER, page="seat", told=told, kind="attention", word=_("to answer"))
    case = seat.case
    word = case.get_state_display()
    if case.state == CaseState.CLOSED:
        told = _t("Judged on %(day)s. You can read it until %(until)s.") % {
            "day": day(local_day(case.closed_at)) if case.closed_at else "",
            "until": day(case.kept_until),
        }
        return OwnSeat(seat=seat, group=JUDGED, page="case", told=told, kind=closed_shape(case), word=word)
    taken = {"day": day(local_day(seat.answered_at)) if seat.answered_at else ""}
    in_chair, plain = _t("You took the seat on %(day)s, and are in the chair."), _t("You took the seat on %(day)s.")
    told = (in_chair if seat.chair else plain) % taken
    waits = _waits_for(seat, votes)
    kind = "attention" if waits else "waiting"
    return OwnSeat(seat=seat, group=JUDGING, page="case", told=f"{told} {waits}".strip(), kind=kind, word=word)


def _waits_for(seat: Seat, votes: Collection[int]) -> str:
    """What a case waits for from this person, in a sentence, or nothing."""
    case = seat.case
    given = getattr(case, "explanation", None)
    if case.pk in votes:
        return _t("Your vote is asked.")
    if case.state == CaseState.DELIBERATING:
        return _t("Next, one of the committee proposes a judgement.")
    if seat.chair and case.state == CaseState.EXPLAINING and given is not None and given.given_at:
        return _t("The member answered: you begin the deliberation.")
    return ""


def grouped(lines: Sequence[OwnSeat]) -> list[tuple[str, str | Promise, str | Promise, list[OwnSeat]]]:
    """The groups in their order, each with its lines."""
    return [(key, margin, name, [line for line in lines if line.group == key]) for key, margin, name in GROUPS]


def ends(effects: Effects) -> str:
    """What a judgement ends, in one sentence; nothing for one that ends nothing."""
    if not effects.membership:
        return ""
    codes = ", ".join(str(row.title.code) for row in effects.titles)
    if not codes:
        return _t("Confirming ends the membership. No title stands any more.")
    return _t("Confirming ends %(titles)s and the membership.") % {"titles": codes}
