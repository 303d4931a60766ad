"""What the invented members reported, counted back from the day of seeding; and what the next rules would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts.models import User
from common.calendar import local_day
from cpe import services
from cpe.models import BEGINNING, PolicyVersion
from members.models import Member

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


def preview(clerk: User, *, at: datetime) -> None:
    """Find out who gains and who loses by the rules that wait for a second person, once."""
    version = PolicyVersion.objects.put_forward().filter(previews=None).first()
    if version is None:
        return
    asked = services.ask_preview(version.pk, first_day=BEGINNING, on=local_day(at), by=clerk, at=at)
    while services.go_on_with_preview(asked.pk, at=at):
        pass
