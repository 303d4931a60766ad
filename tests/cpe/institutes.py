"""Random institutes: titles, and what is reported, decided and granted about them, each on its day.

The same institute is told day by day, with a night after each, or all at once before one late night.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cpe import selectors
from cpe.enums import Judged
from cpe.models import Claim
from cpe.rules.cycles import judge
from members.enums import OutcomeKind, RecheckWhy
from members.models import Credential, Member, Title
from members.rules.cycles import Window
from members.services import ask_recheck, award
from tests.cpe.nights import moment
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.members import MemberFactory

DAY: Final = dt.timedelta(days=1)
BEGINNING: Final = dt.date(2019, 1, 1)
CODES: Final = ("S-ISP", "S-ITSP", "S-DPP")
AMOUNTS: Final = ("4", "10", "20", "20.5", "40")
VERDICTS: Final = ("accepted", "denied")


@dataclass(slots=True)
class Fact:
    """Something that becomes known on a day: a claim by its number here, or a decision about one."""

    on: dt.date
    claim: int
    status: str = ""


@dataclass(slots=True)
class Institute:
    """Titles by code and day of award, claims as they are reported, and the facts in the order of their days."""

    titles: list[tuple[str, dt.date]] = field(default_factory=list)
    claims: list[dict[str, object]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    until: dt.date = BEGINNING


def invented(seed: int) -> Institute:
    """One member's years, by a seed: some titles, claims in time and late, decided at once, late, twice or never."""
    chance = random.Random(seed)  # noqa: S311  no secret
    made = Institute()
    for code in chance.sample(CODES, chance.randint(1, 2)):
        made.titles.append((code, BEGINNING + dt.timedelta(days=chance.randint(0, 400))))
    made.until = BEGINNING + dt.timedelta(days=365 * chance.randint(4, 8))
    first = min(day for _code, day in made.titles)
    for number in range(chance.randint(2, 12)):
        done = first + dt.timedelta(days=chance.randint(0, (made.until - first).days - 1))
        reported = min(done + dt.timedelta(days=chance.choice((0, 3, 80, 89, 90, 91, 200))), made.until)
        waits = chance.random() < 0.4
        made.claims.append(
            {
                "activity": "book" if waits else "other-course",
                "amount": str(int(Decimal(chance.choice(AMOUNTS)) * 100)) if waits else chance.choice(AMOUNTS),
                "completed_on": done,
                "reported_on": reported,
            }
        )
        made.facts.append(Fact(on=reported, claim=number))
        decided = reported if not waits else reported + dt.timedelta(days=chance.choice((1, 20, 100, 300)))
        if waits and chance.random() < 0.2:
            continue
        made.facts.append(Fact(on=decided, claim=number, status=chance.choice(VERDICTS) if waits else "accepted"))
        if chance.random() < 0.3:
            _turned(made, number, decided, chance)
    made.facts = sorted((fact for fact in made.facts if fact.on < made.until), key=lambda fact: fact.on)
    return made


def _turned(made: Institute, number: int, decided: dt.date, chance: random.Random) -> None:
    """A decision that is reversed, or appealed and decided by the Board."""
    later = decided + dt.timedelta(days=chance.choice((2, 30, 150)))
    if made.facts[-1].status == "accepted":
        made.facts.append(Fact(on=later, claim=number, status="denied"))
        return
    made.facts.append(Fact(on=later, claim=number, status="appealed"))
    if chance.random() < 0.8:
        heard = later + dt.timedelta(days=chance.choice((10, 60)))
        made.facts.append(Fact(on=heard, claim=number, status=chance.choice(VERDICTS)))


def turning_days(institute: Institute) -> list[dt.date]:
    """The mornings after which something could have turned: of each fact, and of each cycle's ends."""
    known = {fact.on + DAY for fact in institute.facts}
    for _code, day in institute.titles:
        for cycle in range(1, 4):
            over = day.replace(year=day.year + 3 * cycle)
            known |= {over, over + 90 * DAY, over + 91 * DAY}
    return sorted(day for day in known if day <= institute.until)


@dataclass(slots=True)
class Told:
    """An institute in the database: its member, and the claims as far as they were told."""

    institute: Institute
    member: Member
    claims: dict[int, Claim] = field(default_factory=dict)

    def tell(self, fact: Fact) -> None:
        """Let a fact become known on its day, as the acts do: a line for a decision, a recheck where it bears."""
        claim = self.claims.get(fact.claim)
        if claim is None:
            said = self.institute.claims[fact.claim]
            claim = ClaimFactory(member=self.member, **{**said, "amount": Decimal(str(said["amount"]))})
            self.claims[fact.claim] = claim
        if fact.status:
            Claim.objects.filter(pk=claim.pk).update(state=fact.status)
            LedgerLineFactory(
                claim=claim,
                status=fact.status,
                why="too-much" if fact.status == "denied" else "",
                words="More than was done." if fact.status == "denied" else "",
                decided_on=fact.on,
                recorded_at=moment(fact.on),
            )
        titles = self.member.credentials.values_list("pk", flat=True)
        ask_recheck(list(titles), RecheckWhy.DECISION, at=moment(fact.on))


def told(institute: Institute) -> Told:
    """The member of an institute with the titles, of whom nothing else is known yet."""
    member = MemberFactory()
    for code, day in institute.titles:
        award(member, Title.objects.get(code=code), on=day, by=None, at=moment(day))
    return Told(institute, member)


def recorded(member: Member) -> dict[str, list[tuple[str, int | None, dt.date]]]:
    """Title → the outcomes that count, as kind, cycle and day."""
    return {
        credential.title.code: [
            (row.kind, row.cycle.number if row.cycle else None, row.effective_on)
            for row in credential.outcomes.filter(superseded_by=None)
            .exclude(kind=OutcomeKind.WITHDRAWN.value)
            .select_related("cycle")
            .order_by("effective_on", "pk")
        ]
        for credential in Credential.objects.filter(member=member).select_related("title")
    }


def replayed(member: Member, on: dt.date) -> dict[str, list[tuple[str, int, dt.date]]]:
    """The same by the judge alone, asked on a day about every cycle from the first."""
    return {
        held.credential.title_code: list(_judged(held.credential.fact.first_cycle, held, on))
        for _member, held in selectors.held([member.pk], on)
    }


def _judged(first: Window | None, held: selectors.Held, on: dt.date) -> Iterator[tuple[str, int, dt.date]]:
    assert first is not None
    for one in judge(selectors.policies(), held.case(first), on):
        if one.outcome in {Judged.RENEWED, Judged.DECERTIFIED} and one.outcome_on:
            yield one.outcome.value, one.window.number, one.outcome_on
