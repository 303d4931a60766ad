"""How long somebody was at an event, and whether that is enough.

Pure. Moments are whole seconds since 1970, lengths seconds, shares percentages, amounts ten-thousandths of an hour.
What several rows say of one person is one set of seconds: what overlaps counts once. Source: S1, S2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cpe.rules.events import in_hours
from cpe.rules.policy import ONE

Span = tuple[int, int]
"""From a moment to another one, the last second not included."""

HOUR: Final = 3600
MINUTE: Final = 60
SHARE: Final = 80
"""How much of a course or a session somebody must have been there for, where the rules of the activity do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When an event begins and ends, and how long its breaks are together."""

    begins: int
    ends: int
    breaks: int = 0

    @property
    def length(self) -> int:
        """How long it is without the breaks: what somebody can be there for at the most."""
        return max(self.ends - self.begins - self.breaks, 0)

    @property
    def whole(self) -> Span:
        """All of it."""
        return self.begins, self.ends


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same seconds in as few spans as possible, in order."""
    merged: list[Span] = []
    for begins, ends in sorted(spans):
        if ends <= begins:
            continue
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    return tuple(merged)


def within(spans: Iterable[Span], timetable: Timetable) -> tuple[Span, ...]:
    """What of these spans lies between begin and end of the event."""
    return union((max(begins, timetable.begins), min(ends, timetable.ends)) for begins, ends in spans)


def present(spans: Iterable[Span], timetable: Timetable) -> int:
    """For how long somebody was there, breaks not asked: who was there from begin to end was there for its length."""
    there = sum(ends - begins for begins, ends in within(spans, timetable))
    return min(there, timetable.length)


def enough(seconds: int, timetable: Timetable, share: int | None) -> bool:
    """Whether this is the share of the event's length that is asked for."""
    return seconds * 100 >= timetable.length * (SHARE if share is None else share) and seconds > 0


def minutes(seconds: int) -> int:
    """Whole minutes; what is begun is not counted."""
    return seconds // MINUTE


def hours(timetable: Timetable) -> int:
    """The length of an event as an amount, rounded down."""
    return in_hours(timetable.length)


def attended(seconds: int, timetable: Timetable) -> int:
    """Presence as an amount, rounded up: so who was there for exactly the share asked for is seen to have been."""
    return min(-(-seconds * ONE // HOUR), hours(timetable))
