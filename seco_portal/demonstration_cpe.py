"""What the invented members reported, counted back from the day of seeding; and what the next rules would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts.models import User
from common.calendar import local_day
from common.models import Upload
from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import BEGINNING, Claim, PolicyVersion
from cpe.shelves import EVIDENCE
from members.models import Member, Track
from seco_portal.demonstration_papers import send_picture

REVIEWER: Final = "cpe-reviewer"
SLOW: Final = timedelta(days=2)
"""How long after an activity it is reported, and how long after the report it is decided or corrected."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An activity of one invented person, completed so many days ago, in the unit of its kind.

    ``then``: what a reviewer decided, or what its member did with it; ``amount_then`` is what was granted or what is
    right. ``proof``: whether a file came with it.
    """

    person: str
    activity: str
    amount: str
    ago: int
    attended: str | None = None
    title: str = "An invented activity"
    provider: str = "Nowhere Institute"
    track: str = "information-security"
    days: int = 1
    proof: bool = False
    then: str = ""
    amount_then: str = ""
    why: Denial | None = None
    words: str = ""


REPORTED: Final = (
    Reported("member", "podcast", "9", ago=200, title="Keyhole Talks, part 1", provider="Radio Nowhere"),
    Reported("member", "podcast", "9", ago=120, title="Keyhole Talks, part 2", provider="Radio Nowhere"),
    Reported("member", "teaching", "20", ago=90, title="Risk for beginners", days=3, proof=True),
    Reported("member", "mentoring", "12", ago=60, title="Two trainees of Nowhere Institute", days=30),
    Reported(
        "member", "webinar-attended", "1.5", ago=45, attended="1.5", title="Ten passwords nobody used", proof=True
    ),
    Reported(
        "member",
        "book",
        "320",
        ago=20,
        title="The Lock That Was Not There",
        provider="Paper Moon Press",
        then="ask",
        words="Please send us a photo of its first page, so that we see which edition you read.",
    ),
    Reported(
        "member", "other-course", "24", ago=44, title="Incidents in three days", days=3, proof=True
    ),  # S-ISP reaches its annual limit by it, S-CISO does not
    Reported(
        "member", "seminar-conference", "8", ago=33, title="Nowhere Security Day", then="correct", amount_then="6"
    ),
    Reported("member", "article-read", "300", ago=30, title="A report about reports", then="withdraw"),
    Reported("one-name", "teaching", "30", ago=700, title="Firewalls for schools", track="it-security", days=5),
    Reported("one-name", "teaching", "24", ago=300, title="Firewalls for schools", track="it-security", days=4),
    Reported("one-name", "podcast", "18", ago=150, title="Packets and People", track="it-security"),
    Reported("greek", "other-course", "16", ago=400, title="Privacy by drawing", track="privacy", days=2),
    Reported("greek", "exam-question", "4", ago=30, title="Questions about consent", track="privacy"),
    Reported(
        "greek",
        "exam-question",
        "5",
        ago=60,
        title="Questions about cookies",
        track="privacy",
        then="less",
        amount_then="3",
        why=Denial.TWICE,
        words="Two of the five were in the bank already, word for word.",
    ),
    Reported("cyrillic", "seminar-conference", "8", ago=500, title="Hackers of Nowhere", track="ethical-hacking"),
    Reported("arabic", "webinar-given", "1", ago=100, title="Clean code, clean desk", track="secure-software"),
    Reported(
        "arabic",
        "book",
        "420",
        ago=70,
        title="Compilers in the Desert",
        provider="Paper Moon Press",
        track="secure-software",
        then="accept",
    ),
    Reported("diacritics", "podcast", "18", ago=40, title="Keyhole Talks, part 3", provider="Radio Nowhere"),
    Reported(
        "diacritics",
        "exam-question",
        "2",
        ago=25,
        title="Questions about coffee machines",
        then="deny",
        why=Denial.UNRELATED,
        words="They are about the coffee machine, and none of the seven tracks holds that.",
    ),
)
DRAFTS: Final = (
    ("member", {"activity": "other-course", "title": "A course to go on with", "amount": "about six"}, True),
    ("member", {"activity": "podcast", "title": "Keyhole Talks, part 4"}, False),
)
"""Who began to report what, as it was typed, and whether with a file."""


def report(users: Mapping[str, User], *, at: datetime) -> None:
    """Report it all, each activity two days after it; whoever reported anything before is left alone."""
    quiet = Member.objects.filter(user__in=users.values(), claims=None).select_related("user")
    members = {member.user_id: member for member in quiet}
    tracks = dict(Track.objects.values_list("key", "pk"))
    for done in sorted(REPORTED, key=lambda done: -done.ago):
        member = members.get(users[done.person].pk)
        if member is None:
            continue
        moment = at - timedelta(days=done.ago) + SLOW
        claim = _report(done, member, tracks[done.track], at=moment)
        if done.proof:
            services.add_evidence(
                member, _proof(done.title, member.user, moment), claim=claim.pk, by=member.user, at=moment
            )
        if done.then:
            _go_on(done, claim, tracks[done.track], users[REVIEWER], at=moment + SLOW)
    for person, typed, with_file in DRAFTS:
        member = members.get(users[person].pk)
        if member is not None:
            draft = services.save_draft(member, typed, by=member.user, at=at - SLOW)
            if with_file:
                file = _proof(typed["title"], member.user, at - SLOW)
                services.add_evidence(member, file, draft=draft.pk, by=member.user, at=at - SLOW)


def _report(done: Reported, member: Member, track: int, *, at: datetime, corrected: Claim | None = None) -> Claim:
    completed_on = corrected.completed_on if corrected else local_day(at - SLOW)
    return services.report(
        member,
        activity=done.activity,
        completed_on=completed_on,
        amount=Decimal(done.amount_then if corrected else done.amount),
        attended=Decimal(done.attended) if done.attended else None,
        details=services.Details(
            title=done.title,
            provider=done.provider,
            track=track,
            started_on=completed_on - timedelta(days=done.days - 1) if done.days > 1 else None,
        ),
        corrects=corrected.pk if corrected else None,
        by=member.user,
        at=at,
    )


def _go_on(done: Reported, claim: Claim, track: int, reviewer: User, *, at: datetime) -> None:
    """What became of a claim."""
    match done.then:
        case "correct":
            _report(done, claim.member, track, at=at, corrected=claim)
        case "ask":
            services.ask(claim, done.words, by=reviewer, at=at)
        case "withdraw":
            services.withdraw(claim, by=claim.member.user, at=at)
        case "accept":
            services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=at)
        case "less":
            granted = Decimal(done.amount_then)
            services.decide(
                claim, ClaimStatus.ACCEPTED, granted=granted, why=done.why, words=done.words, by=reviewer, at=at
            )
        case "deny":
            services.decide(claim, ClaimStatus.DENIED, why=done.why, words=done.words, by=reviewer, at=at)


def _proof(title: str, owner: User, at: datetime) -> Upload:
    """A picture of an invented attendance list."""
    return send_picture(("Invented attendance list", title), title, shelf=EVIDENCE, owner=owner, at=at)


def preview(clerk: User, *, at: datetime) -> None:
    """Find out who gains and who loses by the rules that wait for a second person, once."""
    version = PolicyVersion.objects.put_forward().filter(previews=None).first()
    if version is None:
        return
    asked = services.ask_preview(version.pk, first_day=BEGINNING, on=local_day(at), by=clerk, at=at)
    while services.go_on_with_preview(asked.pk, at=at):
        pass
