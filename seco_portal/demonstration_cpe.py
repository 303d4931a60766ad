"""What the invented members reported, counted back from the day of seeding; and what the next rules would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts.models import User
from common.calendar import local_day
from cpe import services
from cpe.models import BEGINNING, HelpRequest, PolicyVersion
from members.models import Credential, Member

SLOW: Final = timedelta(days=2)
"""How long after an activity it is reported."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An activity of one invented person, completed so many days ago, in the unit of its kind."""

    person: str
    activity: str
    amount: str
    ago: int
    attended: str | None = None


REPORTED: Final = (
    Reported("member", "podcast", "9", ago=200),
    Reported("member", "podcast", "9", ago=120),
    Reported("member", "teaching", "20", ago=90),
    Reported("member", "mentoring", "12", ago=60),
    Reported("member", "webinar-attended", "1.5", ago=45, attended="1.5"),
    Reported("member", "book", "320", ago=20),
    Reported("one-name", "teaching", "30", ago=700),
    Reported("one-name", "teaching", "24", ago=300),
    Reported("one-name", "podcast", "18", ago=150),
    Reported("greek", "other-course", "16", ago=400),
    Reported("greek", "exam-question", "4", ago=30),
    Reported("cyrillic", "seminar-conference", "8", ago=500),
    Reported("arabic", "webinar-given", "1", ago=100),
    Reported("diacritics", "podcast", "18", ago=40),
)


def report(users: Mapping[str, User], *, at: datetime) -> None:
    """Report it all, each activity two days after it; whoever reported anything before is left alone."""
    quiet = Member.objects.filter(user__in=users.values(), claims=None).select_related("user")
    members = {member.user_id: member for member in quiet}
    for done in REPORTED:
        member = members.get(users[done.person].pk)
        if member is None:
            continue
        moment = at - timedelta(days=done.ago)
        services.report(
            member,
            activity=done.activity,
            completed_on=local_day(moment),
            amount=Decimal(done.amount),
            attended=Decimal(done.attended) if done.attended else None,
            by=member.user,
            at=moment + SLOW,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Who will not make it with a title, asked so many days ago, and what was answered, if it was."""

    person: str
    title: str
    why: str
    wish: str
    ago: int
    answer: str = ""


HELP: Final = (
    Asked("greek", "S-DPP", "I was ill from March to August.", "Time until the summer.", ago=3),
    Asked(
        "one-name",
        "S-ITSP",
        "My employer stopped, and with it every course I had planned.",
        "Advice on what still fits.",
        ago=25,
        answer="The planner shows what is left. If you come close, write again: two of us can move the last day.",
    ),
)
"""Requests for help with a title: one waits, one was answered a week later."""


def ask_help(users: Mapping[str, User], clerk: User, *, at: datetime) -> None:
    """Ask for help, and answer; whoever asked before is left alone."""
    for asked in HELP:
        user = users[asked.person]
        held = Credential.objects.filter(member__user=user, title__code=asked.title).first()
        if held is None or HelpRequest.objects.filter(credential__member__user=user).exists():
            continue
        moment = at - timedelta(days=asked.ago)
        row = services.ask_for_help(held.member, held.pk, why=asked.why, wish=asked.wish, by=user, at=moment)
        if asked.answer:
            services.answer_help(row, words=asked.answer, by=clerk, at=moment + timedelta(days=7))


def preview(clerk: User, *, at: datetime) -> None:
    """Find out who gains and who loses by the rules that wait for a second person, once."""
    version = PolicyVersion.objects.put_forward().filter(previews=None).first()
    if version is None:
        return
    asked = services.ask_preview(version.pk, first_day=BEGINNING, on=local_day(at), by=clerk, at=at)
    while services.go_on_with_preview(asked.pk, at=at):
        pass
