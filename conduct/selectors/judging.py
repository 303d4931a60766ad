"""Reads of a deliberation: who sits, how they voted, and what a judgement would end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from conduct.enums import Outcome, SeatState
from conduct.models import Case, Judgement, Seat
from members.models import Credential
from members.selectors.revoking import ending, to_revoke


def seated_of(case: Case) -> list[Seat]:
    """Who sits on the committee of a case now, the chair first (1 query)."""
    rows = case.seats.filter(state=SeatState.SEATED).select_related("person")
    return list(rows.order_by("-chair", "pk"))


def votes_of(judgement: Judgement, seated: Sequence[Seat]) -> list[bool | None]:
    """How each of those who sit now voted; nothing for who did not yet (1 query)."""
    cast = dict(judgement.votes.values_list("seat_id", "agrees"))
    return [cast.get(seat.pk) for seat in seated]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a judgement ends, as it is shown before it is confirmed: titles that stand, and whether the membership."""

    titles: Sequence[Credential]
    membership: bool


def effects(case: Case, outcome: Outcome, on: date) -> Effects:
    """What an outcome would end on a day (at most 1 query)."""
    if outcome is not Outcome.BREACH:
        return Effects(titles=(), membership=False)
    return Effects(titles=ending(to_revoke(case.member), on), membership=True)
