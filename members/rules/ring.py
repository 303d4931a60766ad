"""The seal ring, drawn from a holder's own dates: outside the three years of a cycle, inside one calendar year.

Pure. Both circles begin at the top and run clockwise. One turn outside is whole calendar years, from 1 January of the
first to 31 December of the last that the cycle touches, so that the arc lies where its days lie: a cycle that begins
on 1 July leaves half a year open on either side. One turn inside is the calendar year of the day asked about. A title
without end by itself closes the outer circle. Source: decided.
"""

from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Final

from common.calendar import DAY

WHOLE: Final = 1.0
_SEEN: Final = 1.0
"""The smallest part of a circle that can be seen, and the smallest gap, in per cent."""
_NEARLY_WHOLE: Final = 0.9999
"""From here on an arc ends where it begins, and is drawn as a circle."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a circle, in turns: where it begins after the top, and how long it is."""

    start: float
    length: float

    def path(self, radius: float, centre: float) -> str:
        """SVG path data, to be stroked; nothing where it has no length."""
        if self.length <= 0:
            return ""
        if self.length >= _NEARLY_WHOLE:
            return "".join(Arc(start, 0.5).path(radius, centre) for start in (0.0, 0.5))
        (x1, y1), (x2, y2) = (_point(turn, radius, centre) for turn in (self.start, self.start + self.length))
        return f"M{x1:.3f} {y1:.3f}A{radius:g} {radius:g} 0 {int(self.length > 0.5)} 1 {x2:.3f} {y2:.3f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Both arcs, how much of each has passed by the day, and the marks: years outside, months inside, in turns."""

    outer: Arc
    inner: Arc
    outer_passed: Arc
    inner_passed: Arc
    years: tuple[float, ...]
    months: tuple[float, ...]


def ring(since: date, until: date | None, on: date) -> Ring:
    """The ring of the days ``since`` to ``until``, both inclusive, as it is on a day; ``None``: without end."""
    first, last = date(since.year, 1, 1), date(max((until or since).year, since.year), 12, 31)
    outer = _arc(first, last, since, until) if until else Arc(0.0, WHOLE)
    passed_until = min(on, until) if until else on
    begun, ended = date(on.year, 1, 1), date(on.year, 12, 31)
    return Ring(
        outer=outer,
        inner=_arc(begun, ended, since, until),
        outer_passed=_arc(first, last, since, passed_until) if until else outer,
        inner_passed=_arc(begun, ended, since, passed_until),
        years=tuple(_turn(first, last, date(year, 1, 1)) for year in range(first.year, last.year + 1)) if until else (),
        months=tuple(_turn(begun, ended, date(on.year, month, 1)) for month in range(1, 13)),
    )


def part(done: int, whole: int) -> float:
    """How much of a circle is drawn for so much of a whole, in per cent of a turn, from the top.

    Closed only by the whole of it, and never without a sign of the first step: what lacks little keeps a gap that can
    be seen, and what has little shows something.
    """
    if done >= whole:
        return 100.0
    return 0.0 if done <= 0 else min(max(round(100 * done / whole, 2), _SEEN), 100 - _SEEN)


def passed(since: date, until: date, on: date) -> float:
    """How much of the days ``since`` to ``until``, both inclusive, lies before the end of a day, in per cent."""
    days = min(max((on - since).days + 1, 0), (until - since).days + 1)
    return round(100 * days / ((until - since).days + 1), 2)


def mark(turn: float, inside: float, outside: float, centre: float) -> str:
    """SVG path data of a mark across a circle."""
    (x1, y1), (x2, y2) = (_point(turn, radius, centre) for radius in (inside, outside))
    return f"M{x1:.3f} {y1:.3f}L{x2:.3f} {y2:.3f}"


def _arc(first: date, last: date, since: date, until: date | None) -> Arc:
    """The days of a stretch that lie within a turn; nothing where none does."""
    begins, ends = max(first, since), min(last, until or last)
    if ends < begins:
        return Arc(0.0, 0.0)
    start = _turn(first, last, begins)
    return Arc(start, _turn(first, last, ends + DAY) - start)


def _turn(first: date, last: date, day: date) -> float:
    """How far the beginning of a day lies from the top, where one turn is the days from ``first`` to ``last``."""
    return (day - first) / (last + DAY - first)


def _point(turn: float, radius: float, centre: float) -> tuple[float, float]:
    angle = (turn - 0.25) * 2 * pi
    return centre + radius * cos(angle), centre + radius * sin(angle)
