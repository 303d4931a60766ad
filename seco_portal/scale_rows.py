"""What many invented members asked, paid and reported: rows as they would stand after years of use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from common import bulk, creditor_reference, numbering, references
from common.calendar import DAY, HERE, anniversary
from common.money import from_quarters
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, LedgerLine
from cpe.rules.policy import ONE, Activity
from members.enums import InvoiceKind
from members.models import Contribution, Credential, Invoice, InvoiceLine, InvoiceTerms, Member, Membership, Title
from members.rules.cycles import YEARS, Window
from members.rules.membership import NOTHING, Amounts
from members.services.invoices import DIGITS, SERIES

ADDRESS: Final = "scale-"
"""What the addresses of these members begin with."""
DOMAIN: Final = "@people.example"
UNPAID: Final = 0.05
DENIED: Final = 0.02
LOOKED_AT_WITHIN: Final = 20
"""Days after which no claim waits for a reviewer any more."""
TOPICS: Final = (
    "Zero trust in practice", "Incident response", "Privacy by design", "Secure coding", "Threat modelling",
    "Crisis exercises", "Business impact analysis", "Cloud security", "Logging and detection", "Supply chains",
)  # fmt: skip
PROVIDERS: Final = ("Nergens Academie", "Voorbeeld B.V.", "Stichting Proef", "SECO-Institute (invented)")
OFTEN: Final = {
    "webinar-attended": 24, "seminar-conference": 14, "other-course": 16, "podcast": 10, "book": 10,
    "article-read": 8, "teaching": 6, "mentoring": 4, "coach-attended": 3, "exam-question": 2, "webinar-given": 2,
    "article-published": 1,
}  # fmt: skip
"""How often an activity is reported, among a hundred."""
USUAL: Final = {"pages": (80, 700), "a4-pages": (2, 8), "webinars": (1, 1)}
"""From how much to how much one claim is of a unit; of all others 1 to 8."""


@dataclass(frozen=True, slots=True)
class World:
    """What the rows of everybody follow from."""

    at: datetime
    on: date
    titles: Sequence[Title]
    asked: Amounts
    terms: InvoiceTerms
    activities: Sequence[Activity]
    weights: Sequence[int]
    claims_each: int


class Life:
    """A title of one member, with its cycles and how it stands."""

    def __init__(self, member: Member, title: Title, life: str, days: int, chance: Random) -> None:
        self.member, self.title, self.life, self.days = member, title, life, days
        self.number = 1 if life != "renewed" else chance.choice((2, 2, 3))
        self.credential: Credential | None = None

    def windows(self, on: date) -> list[Window]:
        """Its cycles, the last one last: begun so many days ago, or over for as long as its life says."""
        over = {"grace": self.days % 90 + 1, "held": 91 + self.days % 9, "lost": 120 + self.days}.get(self.life)
        first = on - timedelta(days=self.days) if over is None else anniversary(on - timedelta(days=over) + DAY, -YEARS)
        windows = [Window(number=1, first=anniversary(first, -YEARS * (self.number - 1)))]
        while len(windows) < self.number:
            windows.append(windows[-1].following())
        return windows


def moment(day: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(day, time(12), HERE)


def certificate_number(chance: Random) -> str:
    """A number as certificates have them."""
    return references.checked("".join(chance.choices(references.ALPHABET, k=12)))


def money(world: World, held: Sequence[Life], chance: Random) -> None:
    """A membership each, what its years asked, and their invoices: paid, but for the last one of one in twenty."""
    by_member: dict[int, list[Life]] = {}
    for life in held:
        by_member.setdefault(life.member.pk, []).append(life)
    memberships, years = [], []
    for key, lives in by_member.items():
        since = min(life.windows(world.on)[0].first for life in lives)
        level = max((life.title.level for life in lives), key=lambda level: level.rank)
        number = (world.on.year - since.year) + (anniversary(since, world.on.year - since.year) <= world.on)
        runs = any(life.life not in {"lost", "ended"} for life in lives)
        memberships.append(
            Membership(
                member_id=key,
                since=since,
                first_day=since,
                last_day=None if runs else world.on - DAY * 10,
                next_year_on=anniversary(since, number),
            )
        )
        years.append((level, [anniversary(since, year) for year in range(number)]))
    bulk.add(memberships)
    asked = [
        Contribution(
            membership_id=membership.pk,
            reason="year",
            due_on=first,
            last_day=anniversary(first, 1) - DAY,
            level_id=level.pk,
            amount=world.asked.of(level.key, first),
            made_at=moment(first),
        )
        for membership, (level, firsts) in zip(memberships, years, strict=True)
        for first in firsts
    ]
    bulk.add(asked)
    of = {membership.pk: by_member[membership.member_id][0].member for membership in memberships}
    last = {row.membership_id: row.pk for row in asked}
    billed = [row for row in asked if row.amount]
    billed_in = Counter(row.due_on.year for row in billed)
    numbers = {
        year: iter(numbering.draw_many(SERIES[InvoiceKind.INVOICE], many, year=year))
        for year, many in sorted(billed_in.items())
    }
    invoices = [
        _invoice(
            world,
            of[row.membership_id],
            row,
            next(numbers[row.due_on.year]),
            unpaid=last[row.membership_id] == row.pk and chance.random() < UNPAID,
        )
        for row in billed
    ]
    bulk.add(invoices)
    bulk.add(
        [
            InvoiceLine(
                invoice_id=invoice.pk,
                position=1,
                text=f"Membership from {row.due_on}",
                contribution_id=row.pk,
                amount=row.amount,
            )
            for invoice, row in zip(invoices, billed, strict=True)
        ]
    )


def _invoice(world: World, member: Member, row: Contribution, sequence: int, *, unpaid: bool) -> Invoice:
    year = row.due_on.year
    return Invoice(
        kind=InvoiceKind.INVOICE.value,
        number=f"{year}-{sequence:0{DIGITS}}",
        year=year,
        sequence=sequence,
        link=f"{ADDRESS}{year}-{sequence}",
        reference=creditor_reference.make(f"{year}{sequence:0{DIGITS}}"),
        member_id=member.pk,
        terms_id=world.terms.pk,
        issued_on=row.due_on,
        issued_at=moment(row.due_on),
        due_on=row.due_on + timedelta(days=30),
        bill_name=str(member.user),
        language="en",
        total=row.amount,
        vat=NOTHING,
        open=row.amount if unpaid else NOTHING,
        closed_on=None if unpaid else row.due_on + timedelta(days=9),
    )


def claims(world: World, members: Sequence[Member], chance: Random) -> None:
    """What members reported of the three years that lie behind, and every decision about it."""
    reported = [
        _claim(world, member.pk, chance)
        for member in members
        for _claim_of_it in range(chance.randint(world.claims_each // 2, world.claims_each * 3 // 2))
    ]
    bulk.add(reported)
    bulk.add([_line(world, claim, chance) for claim in reported if claim.state != ClaimStatus.PENDING])


def _claim(world: World, member: int, chance: Random) -> Claim:
    (activity,) = chance.choices(world.activities, world.weights)
    done = world.on - timedelta(days=chance.randrange(YEARS * 365))
    reported = min(done + timedelta(days=chance.randrange(40)), world.on)
    least, most = USUAL.get(activity.unit.value, (1, 8))
    if activity.longest is not None:
        most = min(most, activity.longest // ONE)
    amount = Decimal(chance.randint(least, most))
    waits = activity.approval and (world.on - reported).days < LOOKED_AT_WITHIN
    denied = not waits and chance.random() < DENIED
    state = ClaimStatus.PENDING if waits else ClaimStatus.DENIED if denied else ClaimStatus.ACCEPTED
    return Claim(
        member_id=member,
        activity=activity.key,
        completed_on=done,
        reported_on=reported,
        amount=amount,
        attended=amount if activity.attendance is not None else None,
        title=chance.choice(TOPICS),
        provider=chance.choice(PROVIDERS),
        state=state.value,
    )


def _line(world: World, claim: Claim, chance: Random) -> LedgerLine:
    activity = next(one for one in world.activities if one.key == claim.activity)
    granted = activity.bounds.least if activity.bounds is not None and claim.state == ClaimStatus.ACCEPTED else None
    items = int(claim.amount) if activity.bounds is not None and activity.bounds.each else 1
    denied = claim.state == ClaimStatus.DENIED
    return LedgerLine(
        claim_id=claim.pk,
        status=claim.state,
        decided_on=min(claim.reported_on + timedelta(days=chance.randrange(9) if activity.approval else 0), world.on),
        granted=None if granted is None else from_quarters(granted * items),
        why=Denial.UNRELATED.value if denied else "",
        words="It is not related to any of the tracks." if denied else "",
        recorded_at=moment(claim.reported_on),
    )
