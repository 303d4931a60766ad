"""Attendance lists of invented events, as tests write them."""

import datetime as dt
from typing import Any, Final

from allauth.account.models import EmailAddress

from cpe import services
from cpe.models import AttendanceList, Event
from tests.factories.events import EventFactory

BEGINS: Final = dt.datetime(2026, 5, 4, 17, 0, tzinfo=dt.UTC)
"""19:00 here."""
DAY: Final = BEGINS.date()
AFTERWARDS: Final = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
HEADER: Final = "Name,Email,Join time,Leave time"


def an_event(**other: Any) -> Event:
    """A webinar of an hour and a half that is over, but for what is said."""
    length = dt.timedelta(minutes=other.pop("minutes", 90))
    begins = other.pop("begins_at", BEGINS)
    event: Event = EventFactory(begins_at=begins, ends_at=begins + length, **other)
    return event


def proved(member: Any) -> Any:
    """The same member, whose address is proved."""
    return with_address(member, verified=True)


def with_address(member: Any, *, verified: bool) -> Any:
    """The same member, whose address is proved, or waits for that."""
    EmailAddress.objects.update_or_create(
        user=member.user, email=member.user.email, defaults={"verified": verified, "primary": True}
    )
    return member


def line(who: Any, joined: str = "19:00", left: str = "20:30", *, email: str | None = None, name: str = "") -> str:
    """A line of somebody who was there from when to when, by the clock of the day."""
    address = email if email is not None else who.user.email
    said = [name or (str(who.user) if who else "A. Nonymous"), address]
    return ",".join([*said, *(f"2026-05-04 {moment}" if ":" in moment else moment for moment in (joined, left))])


def table(*lines: str, header: str = HEADER) -> bytes:
    """A list of these lines."""
    return "\n".join([header, *lines, ""]).encode()


def tried(content: bytes, event: Event, *, by: Any, at: dt.datetime = AFTERWARDS) -> Any:
    """What a list would make of it."""
    return services.try_list(content, event, by=by, at=at)[1]


def bring(content: bytes, event: Event, *, by: Any, at: dt.datetime = AFTERWARDS) -> AttendanceList | None:
    """Bring a list in, what cannot be read being read."""
    warned = tried(content, event, by=by, at=at).warned
    return services.bring_list_in(content, event.pk, file_name="list.csv", warned=warned, by=by, at=at)
