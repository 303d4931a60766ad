"""What tests of judging share: holders of titles, what they did, and nights that judge them."""

import datetime as dt
from decimal import Decimal

from common import duties
from common.jobs import Report
from comms.models import Message
from cpe import services
from cpe.enums import ClaimStatus
from cpe.models import Claim, Hold
from members.enums import Ground, OutcomeKind
from members.models import Credential, Member, Outcome, Title
from members.services import Ruling, award, record_outcomes
from tests.factories.accounts import UserFactory
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.members import MemberFactory
from tests.people import person

D = dt.date
AWARDED = D(2024, 1, 1)
E = D(2026, 12, 31)
"""The expiration date of a title awarded then (G-160)."""
LAST = D(2027, 3, 31)
YEARS = (D(2024, 6, 1), D(2025, 6, 1), D(2026, 6, 1))


def moment(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, 0, tzinfo=dt.UTC)


def a_title(code: str = "S-ISP", on: dt.date = AWARDED, member: Member | None = None) -> Credential:
    return award(member or MemberFactory(), Title.objects.get(code=code), on=on, by=None, at=moment(on))


def did(
    title: Credential,
    amount: str,
    done: dt.date,
    *,
    reported: dt.date | None = None,
    accepted: dt.date | bool | None = True,
    activity: str = "teaching",
) -> Claim:
    """A claim worth so many credits, accepted on the day of its report, on another one, or not yet."""
    reported = reported or done
    state = "accepted" if accepted else "pending"
    claim = ClaimFactory(
        member=title.member,
        activity=activity,
        completed_on=done,
        reported_on=reported,
        amount=Decimal(amount),
        state=state,
    )
    if accepted:
        on = reported if accepted is True else accepted
        LedgerLineFactory(claim=claim, decided_on=on, recorded_at=moment(on))
    return claim


def earned(title: Credential, *amounts: str) -> None:
    """So many credits in each of the three years."""
    for number, done in zip(amounts, YEARS, strict=True):
        if Decimal(number):
            did(title, number, done)


def decide(claim: Claim, status: ClaimStatus, on: dt.date, **more: object) -> None:
    """A reviewer's decision on a day."""
    said = {"why": "too-much", "words": "More than was done."} if status is ClaimStatus.DENIED else {}
    services.decide(claim, status, by=UserFactory(roles=["cpe-reviewer"]), at=moment(on), **said, **more)


def night(on: dt.date) -> Report:
    """The night that begins a day."""
    at = duties.moment_of(on)
    return duties.perform("cpe.cycles", now=at)


def move_last_day(title: Credential, on: dt.date, to: dt.date) -> None:
    one, two = person(f"One {on}", "back-office"), person(f"Two {on}", "back-office")
    ruling = Ruling(
        credential=title.pk,
        kind=OutcomeKind.EXTENDED,
        ground=Ground.MERCY,
        effective_on=on,
        cycle=1,
        last_day=to,
    )
    record_outcomes([ruling], at=moment(on), by=one, seconded_by=two, reason="Was ill.")


def outcomes(title: Credential) -> list[tuple[str, dt.date]]:
    """What is recorded about a title, in order."""
    return list(Outcome.objects.filter(credential=title).order_by("pk").values_list("kind", "effective_on"))


def mails(title: Credential) -> list[str]:
    """The kinds of mail about cycles that its holder got, in order."""
    found = Message.objects.filter(person=title.member.user, kind__startswith="cpe.").order_by("pk")
    return list(found.values_list("kind", flat=True))


def held(title: Credential) -> str | None:
    """Why a title is held, if it is."""
    return Hold.objects.open().filter(credential=title).values_list("why", flat=True).first()
