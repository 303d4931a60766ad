"""Rows of a list put beside the day of their event, and together by person. Pure.

A person is known by the address, without one by the name as it stands. Which of day and month comes first, most rows
decide: the way by which they are of the event's day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendar import HERE, local_day
from cpe.attendance.cells import ORDERS
from cpe.attendance.reading import Row
from cpe.rules.attendance import Span, Timetable, union
from members.imports import Fault

HALF_A_DAY: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody a list names: on which line first, by which mark, and when they were there."""

    line: int
    mark: str
    name: str
    email: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Whom a list names, lines that cannot be of this event, and whether all of it is of another day."""

    people: tuple[Named, ...]
    broken: tuple[Fault, ...] = ()
    other_day: bool = False


def placed(rows: Sequence[Row], timetable: Timetable) -> Placed:
    """Whom these rows name, and when they were at the event."""
    order = max(ORDERS, key=lambda order: sum(_is_of_the_day(row, order, timetable) for row in rows))
    timed = [row for row in rows if row.joined is not None]
    if timed and not any(_is_of_the_day(row, order, timetable) for row in timed):
        return Placed(people=(), other_day=True)
    said: list[tuple[Row, Span]] = []
    broken: list[Fault] = []
    for row in rows:
        try:
            said.append((row, _span(row, order, timetable)))
        except ValueError as wrong:
            broken.append(Fault(line=row.line, column="", sentence=str(wrong)))
    return Placed(people=tuple(_together(said)), broken=tuple(broken))


def mark(name: str, email: str) -> str:
    """What somebody is known again by on another list of the event."""
    return f"email:{email}" if email else f"name:{folded(name)}"


def folded(name: str) -> str:
    """A name by which two are the same whatever the case and the spaces."""
    return " ".join(name.casefold().split())


def _together(said: Iterable[tuple[Row, Span]]) -> Iterable[Named]:
    """Everybody once, with all that their rows say, by the first of their lines."""
    found: dict[str, list[tuple[Row, Span]]] = {}
    for row, span in said:
        found.setdefault(mark(row.name, row.email), []).append((row, span))
    for key, rows in found.items():
        names = sorted(row.name for row, _span_ in rows if row.name)
        yield Named(
            line=min(row.line for row, _span_ in rows),
            mark=key,
            name=names[0] if names else "",
            email=rows[0][0].email,
            spans=union(span for _row, span in rows),
        )


def _moments(row: Row, order: str, timetable: Timetable) -> tuple[datetime | None, datetime | None]:
    """When a row says somebody came and left; a time without a day is the one that is nearest to the event."""
    begins = _moment(timetable.begins)
    on = begins.astimezone(HERE).date()
    assert row.joined is not None  # noqa: S101  asked by the callers
    joined = row.joined.at(order, on)
    if joined is not None and not row.joined.days and joined < begins - HALF_A_DAY:
        joined = row.joined.at(order, on + timedelta(days=1))
    if row.seconds is not None:
        return joined, joined and joined + timedelta(seconds=row.seconds)
    left = row.left.at(order, on) if row.left else None
    if joined and left and row.left and not row.left.days and left < joined:
        left += timedelta(days=1)
    return joined, left


def _is_of_the_day(row: Row, order: str, timetable: Timetable) -> bool:
    """Whether somebody came on a day of the event, or was there while it lasted."""
    if row.joined is None:
        return False
    joined, left = _moments(row, order, timetable)
    if joined is None or left is None:
        return False
    begins, ends = _moment(timetable.begins), _moment(timetable.ends)
    return local_day(begins) <= local_day(joined) <= local_day(ends) or (joined < ends and left > begins)


def _span(row: Row, order: str, timetable: Timetable) -> Span:
    """When somebody was there. Raises ``ValueError`` with a sentence for what cannot be."""
    if row.joined is None:
        return timetable.whole
    joined, left = _moments(row, order, timetable)
    if joined is None or left is None:
        raise ValueError(_("There is no such day."))
    if left < joined:
        raise ValueError(_("By this line they left before they came."))
    if not _is_of_the_day(row, order, timetable):
        told = _("This line is of %(day)s, and the event of %(held)s.")
        days = (local_day(joined), local_day(_moment(timetable.begins)))
        raise ValueError(told % dict(zip(("day", "held"), map(date_format, days), strict=True)))
    return int(joined.timestamp()), int(left.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
