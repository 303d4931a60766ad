"""Webinars and courses of the invented institute, counted from the day of seeding; who signed up, and who was there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts.models import User
from common.calendar import HERE, local_day
from cpe import services
from cpe.models import Event
from members.models import Member, Track

REVIEWER: Final = "cpe-reviewer"
LIST: Final = "participants.csv"
SLOW: Final = timedelta(days=2)
"""How long after an event its list is brought in."""
PLANNED_BEFORE: Final = timedelta(days=40)
"""How long before an event it is planned; people sign up the week after."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An event so many days from today, at these hours here; ``people`` signed up. ``off``: why it was called off."""

    title: str
    activity: str
    track: str
    days: int
    hours: tuple[time, time]
    place: str
    people: tuple[str, ...] = ()
    words: str = ""
    breaks: int = 0
    seats: int | None = None
    off: str = ""


EVENTS: Final = (
    Planned(
        "Ten locks and who opened them",
        "webinar-attended",
        "information-security",
        days=-20,
        hours=(time(19, 0), time(20, 30)),
        place="https://meet.nowhere.example/locks",
        people=("member", "greek", "one-name", "diacritics"),
    ),
    Planned(
        "What phishing looks like now",
        "webinar-attended",
        "information-security",
        days=9,
        hours=(time(19, 0), time(21, 0)),
        place="https://meet.nowhere.example/phishing",
        people=("member", "cyrillic"),
        words="Forty mails that came last month, and how we would have known.\n\nBring one of your own.",
        seats=100,
    ),
    Planned(
        "Ask the Security Coach: the first hundred days",
        "coach-attended",
        "information-security",
        days=16,
        hours=(time(16, 0), time(17, 0)),
        place="Nergensstraat 1, 0000 AA Nergenshuizen",
        people=("greek",),
        seats=1,
    ),
    Planned(
        "Privacy by drawing, a short course",
        "seco-short",
        "privacy",
        days=30,
        hours=(time(9, 0), time(17, 0)),
        place="Nergensstraat 1, 0000 AA Nergenshuizen",
        words="A day with pencils. Lunch is there.",
        breaks=60,
        seats=16,
    ),
    Planned(
        "Compilers in the desert",
        "webinar-attended",
        "secure-software",
        days=12,
        hours=(time(20, 0), time(21, 0)),
        place="https://meet.nowhere.example/compilers",
        people=("arabic", "member"),
        off="The speaker fell ill. We plan it anew in the spring.",
    ),
)

THERE: Final = (
    ("member", "18:55", "20:31"),
    ("greek", "19:20", "19:50"),
    ("one-name", "19:00", "19:40"),
    ("one-name", "19:42", "20:30"),
    ("", "19:00", "20:30"),
)
"""Who was at the first of them, from when to when by the clock here, as the meeting tool wrote it; one is unknown."""


def plan(users: Mapping[str, User], *, at: datetime) -> None:
    """Plan them all and sign people up, once; what visitors do with them stays done."""
    if Event.objects.exists():
        return
    reviewer, tracks = users[REVIEWER], dict(Track.objects.values_list("key", "pk"))
    members = {row.user_id: row for row in Member.objects.filter(user__in=users.values()).select_related("user")}
    for planned in EVENTS:
        day = local_day(at) + timedelta(days=planned.days)
        begins, ends = (datetime.combine(day, hour, HERE) for hour in planned.hours)
        what = services.Plan(
            title=planned.title,
            activity=planned.activity,
            track_id=tracks[planned.track],
            begins_at=begins,
            ends_at=ends,
            breaks=planned.breaks,
            place=planned.place,
            words=planned.words,
            seats=planned.seats,
        )
        moment = min(at, begins - PLANNED_BEFORE)
        row = services.plan_event(what, by=reviewer, at=moment)
        for person in planned.people:
            member = members[users[person].pk]
            services.sign_up(member, row.pk, by=member.user, at=min(at, moment + timedelta(days=7)))
        if planned.off:
            services.call_off(row.pk, planned.off, by=reviewer, at=at)
        if planned is EVENTS[0]:
            services.bring_list_in(_list(users, day), row.pk, file_name=LIST, warned="", by=reviewer, at=ends + SLOW)


def _list(users: Mapping[str, User], day: date) -> bytes:
    """The attendance list of a day."""
    lines = ["Name,Email,Join time,Leave time"]
    for person, joined, left in THERE:
        user = users.get(person)
        name, address = (user.get_full_name(), user.email) if user else ("A. Nonymous", "")
        lines.append(f"{name},{address},{day} {joined},{day} {left}")
    return "\n".join([*lines, ""]).encode()
