"""What the ledger comes to: every title's current cycle by the rules, with fees.

The rules judge; here, only what they are given is read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cpe import models
from cpe.rules.claims import Claim
from cpe.rules.cycles import Case, Fee, Judgement, judge
from cpe.rules.policy import Policies
from cpe.selectors.ledger import claims_of
from members.enums import OutcomeKind
from members.rules.cycles import Window
from members.rules.standing import Standing, counting, standing
from members.selectors import RegisteredCredential, fees_of, register_facts, titles_facts

ENDINGS: Final = frozenset({OutcomeKind.DECERTIFIED, OutcomeKind.ENDED, OutcomeKind.REVOKED})


@dataclass(frozen=True, slots=True)
class Balance:
    """A title that stands, with what the judge is given about its current cycle."""

    credential: RegisteredCredential
    case: Case

    def judged(self, policies: Policies, on: date) -> Judgement:
        """The current cycle by these rules, which ask a minimum of every level whose titles have cycles."""
        return judge(policies, self.case, on)[0]


@dataclass(frozen=True, slots=True)
class Held:
    """A title that somebody holds or held, how it stands, and what its holder reported and paid."""

    credential: RegisteredCredential
    standing: Standing
    claims: Sequence[Claim]
    fees: Sequence[Fee]

    @property
    def begun(self) -> list[Window]:
        """Its cycles that have begun, the oldest first."""
        now = self.standing.cycle
        return [window for window in self.credential.cycles if now and window.number <= now.number]

    def case(self, window: Window, more: Sequence[Claim] = ()) -> Case:
        """What bears on one of its cycles, had these been reported as well. No query."""
        return case_of(self.credential, window, [*self.claims, *more], self.fees)


def held(members: Collection[int], on: date) -> Iterator[tuple[int, Held]]:
    """Every title of these members that was awarded by a day, with its member (7 queries)."""
    claims, fees = claims_of(members), fees_of(members)
    for member, credential, now in _stood(register_facts(members), on):
        yield member, Held(credential, now, claims.get(member, []), fees.get(member, ()))


def held_titles(titles: Collection[int], on: date, *, before: int = 0, since: date | None = None) -> Iterator[Held]:
    """These titles that were awarded by a day, with what is asked for to judge a cycle of theirs (7 queries).

    That is what was completed and due since a day: else since the first day of their current cycles, or of those so
    many ``before`` them.
    """
    stood = list(_stood(titles_facts(titles), on))
    first = since or min((_first(one, now, before) for _member, one, now in stood), default=on)
    members = {member for member, _one, _now in stood}
    claims, fees = claims_of(members, since=first), fees_of(members, since=first)
    for member, credential, now in stood:
        yield Held(credential, now, claims.get(member, []), fees.get(member, ()))


def _stood(
    registered: Mapping[int, Sequence[RegisteredCredential]], on: date
) -> Iterator[tuple[int, RegisteredCredential, Standing]]:
    for member, credentials in registered.items():
        for credential in credentials:
            now = standing(credential.fact, credential.outcomes, on)
            if now:
                yield member, credential, now


def _first(credential: RegisteredCredential, now: Standing, before: int) -> date:
    """The first day of the current cycle, or of one before it; of a title without cycles, the day it is asked for."""
    if now.cycle is None:
        return now.on
    earliest = now.cycle.number - before
    return min((window.first for window in credential.cycles if window.number >= earliest), default=now.cycle.first)


def balances(members: Collection[int], on: date) -> Iterator[Balance]:
    """Every title of these members that stands on a day and has cycles (7 queries)."""
    for _member, one in held(members, on):
        if one.standing.cycle and not one.standing.value.over:
            yield Balance(one.credential, one.case(one.standing.cycle))


def over_with(claim: models.Claim, on: date) -> list[int]:
    """The credentials of a claim's member with a cycle that holds its day and is over by ``on`` (3 queries)."""
    return [
        credential.pk
        for credential in register_facts([claim.member_id]).get(claim.member_id, [])
        if any(window.holds(claim.completed_on) and window.expires_on < on for window in credential.cycles)
    ]


def case_of(
    credential: RegisteredCredential, window: Window, claims: Sequence[Claim], fees: Sequence[Fee] = ()
) -> Case:
    """What bears on one cycle of a credential. No query."""
    rows = counting(credential.outcomes)
    extended = {
        row.cycle: row.last_day for row in rows if row.kind is OutcomeKind.EXTENDED and row.cycle and row.last_day
    }
    if any(row.kind in ENDINGS for row in rows):
        claims = [claim for claim in claims if _stood_on(credential, claim.completed_on)]
    came_with_it = window == credential.fact.first_cycle
    brought = credential.brought if came_with_it else (0, 0, 0)
    before = (row.effective_on for row in rows if row.kind is OutcomeKind.RENEWED and row.cycle == window.number - 1)
    return Case(
        level=credential.level_key,
        first=window,
        claims=claims,
        fees=fees,
        brought=brought,
        extended=extended,
        since=max(before, default=None),
    )


def _stood_on(credential: RegisteredCredential, on: date) -> bool:
    """Whether the credential stood on a day, by all that is known."""
    found = standing(credential.fact, credential.outcomes, on)
    return found is not None and not found.value.over
