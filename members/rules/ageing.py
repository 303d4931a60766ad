"""How long something is owed: ages in days after the last day to pay. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from members.enums import Age


@dataclass(frozen=True, slots=True)
class Span:
    """An age, from so many days after the last day to pay until so many; ``None`` where there is no end."""

    age: Age
    first: int | None
    last: int | None

    def due_between(self, on: date) -> tuple[date | None, date | None]:
        """The first and the last due day that make something of this age on a day."""
        earliest = None if self.last is None else on - timedelta(days=self.last)
        latest = None if self.first is None else on - timedelta(days=self.first)
        return earliest, latest


SPANS: Final = (
    Span(Age.NOT_DUE, None, 0),
    Span(Age.TO_14, 1, 14),
    Span(Age.TO_30, 15, 30),
    Span(Age.TO_60, 31, 60),
    Span(Age.TO_90, 61, 90),
    Span(Age.OVER_90, 91, None),
)
"""Every day is in one of them; the first one has no beginning, the last one no end."""

LONG: Final = timedelta(days=60)
"""After this somebody is to call."""


def age(due_on: date, on: date) -> Age:
    """How old on a day something is that was to be paid by another."""
    late = (on - due_on).days
    return next(span.age for span in SPANS if span.last is None or late <= span.last)
