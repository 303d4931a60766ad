"""Reads of a deliberation: who sits, how they voted, and what a judgement would end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from accounts.models import User
from conduct.enums import JudgementState, Outcome, SeatState
from conduct.models import Case, Finding, Judgement, Seat, Vote
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


def votes_asked(by: User) -> set[int]:
    """Cases whose proposed judgement waits for the vote of somebody who sits (1 query)."""
    sits = Seat.objects.filter(person=by, state=SeatState.SEATED)
    rows = Judgement.objects.filter(state=JudgementState.PROPOSED, case__in=sits.values("case"))
    return set(rows.exclude(votes__seat__in=sits).values_list("case", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A judgement with its findings, and how each of those who sat voted on it."""

    judgement: Judgement
    findings: Sequence[Finding]
    votes: Sequence[Vote]
    waits_for: Sequence[Seat]

    @property
    def waits(self) -> bool:
        """Whether it is to be voted on and confirmed."""
        return self.judgement.state == JudgementState.PROPOSED


def proposals(case: Case) -> list[Proposal]:
    """Every judgement proposed in a case, the newest first (4 queries, 2 without any)."""
    seated = seated_of(case)
    findings = Finding.objects.select_related("concerned__article").order_by("concerned__article", "pk")
    votes = Vote.objects.select_related("seat__person").order_by("cast_at", "pk")
    rows = case.judgements.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")
    made = []
    for row in rows.prefetch_related(Prefetch("findings", findings), Prefetch("votes", votes)):
        cast = {vote.seat_id for vote in row.votes.all()}
        made.append(
            Proposal(
                judgement=row,
                findings=list(row.findings.all()),
                votes=list(row.votes.all()),
                waits_for=[seat for seat in seated if seat.pk not in cast],
            )
        )
    return made


def waiting(case: Case) -> Judgement | None:
    """The judgement that is proposed now (1 query)."""
    found: Judgement | None = case.judgements.filter(state=JudgementState.PROPOSED).first()
    return found


def confirmed(case: Case) -> Proposal | None:
    """The judgement of a closed case, with its findings and nothing of the votes (2 queries)."""
    row = case.judgements.filter(state=JudgementState.CONFIRMED).first()
    if row is None:
        return None
    findings = row.findings.select_related("concerned__article").order_by("concerned__article", "pk")
    return Proposal(judgement=row, findings=list(findings), votes=(), waits_for=())


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
