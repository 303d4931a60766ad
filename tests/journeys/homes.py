"""Members whose homes say something each: every state of a title, many titles, long names, nothing at all."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from cpe import services
from cpe.enums import ClaimStatus
from cpe.selectors import policies
from members.models import Level, Member, Title
from members.services.revoking import revoke
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory, TitleFactory
from tests.members.money import holder
from tests.people import person

LONG = "Wolfeschlegelsteinhausenbergerdorff-Van Oudenaarden tot Nergenshuizen"


def homes() -> dict[str, User]:
    """One person for each, by the name of what their home shows."""
    today = timezone.localdate()
    return {
        "pressing": _pressing(today),
        "grace": _after(today, 40, code="S-DPP"),
        "held": _after(today, 95, code="S-EHP", undecided=True),
        "lost": _lost(today),
        "met": _met(today),
        "foundation": _foundation(today),
        "eight": _eight(today),
        "new": MemberFactory().user,
        "applicant": ApplicationFactory().person,
        "colleague": _colleague(today),
        "revoked": _revoked(today),
        "read no more": _revoked(today, ended=True),
    }


def _revoked(today: date, *, ended: bool = False) -> User:
    """Somebody whose membership was revoked, and who reads what is theirs still, or no more."""
    member = MemberFactory()
    held(member, "S-SPP", left=300, today=today)
    revoke(member, reads_until=today + timedelta(days=-1 if ended else 100), at=timezone.now())
    user: User = User.objects.get(pk=member.user_id)
    return user


def held(member: Member, code: str, *, left: int, today: date) -> None:
    """A title whose cycle has so many days left; less than none: it ended so many days ago."""
    first = (today + timedelta(days=left + 1)).replace(year=(today + timedelta(days=left + 1)).year - 3)
    CredentialFactory(member=member, title=Title.objects.get(code=code), awarded_on=first)


def report(member: Member, *reported: tuple[str, str, int], title: str = "") -> None:
    """Activities with their amounts, each completed so many days ago and reported two days later."""
    today = timezone.localdate()
    for activity, amount, ago in reported:
        done, given = today - timedelta(days=ago), Decimal(amount)
        services.report(
            member,
            activity=activity,
            completed_on=done,
            amount=given,
            attended=given if policies().on(done).activities[activity].attendance else None,
            details=services.Details(title=title, provider="Nergens Academie", started_on=done - timedelta(days=10)),
            by=member.user,
            at=datetime.combine(done + timedelta(days=min(2, ago)), time(12), UTC),
        )


def _pressing(today: date) -> User:
    member = holder("S-CISO", on=today - timedelta(days=500), user__given_name="Noor", user__family_name="de Vries")
    held(member, "S-ISP", left=31, today=today)
    report(member, ("teaching", "20", 700), ("seminar-conference", "6", 52), ("podcast", "9", 300))
    report(member, *(("webinar-attended", "1.5", 100 - n) for n in range(7)), title="Zero trust in practice")
    report(member, ("book", "1080", 19), title="Security Engineering")
    by, waits = person("Cora", "cpe-reviewer"), member.claims.latest("pk")
    services.ask(waits, "Please send us a photo of the book.", by=by, at=timezone.now())
    report(member, ("book", "320", 30), title="Een boek dat wij niet kenden")
    denied = member.claims.latest("pk")
    services.decide(denied, ClaimStatus.DENIED, why="unrelated", words="A novel.", by=by, at=timezone.now())
    return member.user


def _after(today: date, days: int, *, code: str, undecided: bool = False) -> User:
    member = MemberFactory()
    held(member, code, left=-days, today=today)
    report(member, ("teaching", "40", days + 30), title="Introduction to logging")
    if undecided:
        report(member, ("book", "700", days + 20))
    return member.user


def _lost(today: date) -> User:
    member = MemberFactory()
    held(member, "S-ISP", left=-200, today=today)
    held(member, "S-CDPO", left=600, today=today)
    lost = member.credentials.get(title__code="S-ISP")
    outcome: Any = {"kind": "decertified", "ground": "credits", "effective_on": today - timedelta(days=109)}
    lost.closed_by = OutcomeFactory(credential=lost, cycle=lost.cycles.get(), **outcome)
    lost.save()
    return member.user


def _met(today: date) -> User:
    member = MemberFactory()
    held(member, "S-ITSP", left=120, today=today)
    report(member, ("teaching", "39.25", 300), ("teaching", "40", 20))
    return member.user


def _foundation(today: date) -> User:
    level = Level.objects.get(key="foundation")
    title = TitleFactory(code="SECO-ISF", name="Information Security Foundation", level=level)
    member = MemberFactory()
    CredentialFactory(member=member, title=title, awarded_on=today - timedelta(days=2000))
    return member.user


def _eight(today: date) -> User:
    member = MemberFactory(user__given_name=LONG, user__family_name=LONG)
    for number, title in enumerate(Title.objects.exclude(level__key="foundation").order_by("code")[:8]):
        held(member, title.code, left=100 + 90 * number, today=today)
    report(member, ("teaching", "12.75", 40), ("book", "320", 12), ("podcast", "30", 60), title=f"{LONG} {LONG}")
    ClaimFactory(member=member, activity="gone", completed_on=today, reported_on=today)
    return member.user


def _colleague(today: date) -> User:
    member = MemberFactory(user=UserFactory(roles=["cpe-reviewer", "finance"]))
    held(member, "S-ISP", left=900, today=today)
    return member.user
