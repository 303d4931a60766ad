"""The suitability check: six questions before there is an account, and what the answers come to.

Pure. Days are calendar days, periods include both ends. What it says is about dates and things to bring, never about
a person: a person decides. Source: S0; decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from applications.rules.term import Job, Term, term
from common.calendar import Period, merge

MOST: Final = 12
"""So many periods are kept; more of them belong into the form."""


class Question(StrEnum):
    """What is asked, in order."""

    FIELD = "field"
    PERIODS = "periods"
    LEVEL = "level"
    RESULTS = "results"
    PEOPLE = "references"
    PAPERS = "documents"


class Level(StrEnum):
    """From where somebody answers for decisions in the field, if they do."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NEITHER = "neither"


class People(StrEnum):
    """Who would confirm."""

    ENOUGH = "enough"
    ONE_ORGANISATION = "one-organisation"
    FEWER = "fewer"


class Paper(StrEnum):
    """What an application takes beside words."""

    RESUME = "resume"
    IDENTITY = "identity"


class Result(StrEnum):
    """What the answers come to."""

    READY = "ready"
    NOT_YET = "not-yet"
    ANOTHER = "another"


class Gap(StrEnum):
    """What is not there yet."""

    FIELD = "field"
    LEVEL = "level"
    TERM = "term"
    RESULTS = "results"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"


class Fault(StrEnum):
    """Why a period cannot be."""

    BEGINS_LATER = "begins-later"
    ENDS_BEFORE = "ends-before"
    ENDS_LATER = "ends-later"
    TOO_MANY = "too-many"


ANOTHER: Final = frozenset({Gap.FIELD, Gap.LEVEL})
"""What time alone does not mend: another title is nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A period of work in the field, without a last day while it runs; ``*_by_month``: only the month was given."""

    first: date
    last: date | None = None
    first_by_month: bool = False
    last_by_month: bool = False

    @property
    def period(self) -> Period:
        """Its first and last day."""
        return self.first, self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far; ``None`` where nothing was. ``papers``: those that are at hand."""

    in_field: bool | None = None
    stretches: tuple[Stretch, ...] = ()
    level: Level | None = None
    results: bool | None = None
    people: People | None = None
    papers: frozenset[Paper] | None = None

    def with_stretch(self, number: int | None, stretch: Stretch) -> "Answers":
        """The same with one period more, or with another one in the place of this number; the newest first."""
        others = [kept for place, kept in enumerate(self.stretches) if place != number]
        return replace(self, stretches=_newest_first([*others, stretch]))

    def without_stretch(self, number: int) -> "Answers":
        """The same without the period of this number."""
        return replace(self, stretches=tuple(kept for place, kept in enumerate(self.stretches) if place != number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the answers come to on a day."""

    result: Result
    gaps: tuple[Gap, ...]
    to_bring: tuple[Paper, ...]
    term: Term

    @property
    def told(self) -> tuple[Gap, ...]:
        """The gaps that matter: where another title is nearer, those that it follows from."""
        return tuple(gap for gap in self.gaps if self.result != Result.ANOTHER or gap in ANOTHER)


@dataclass(frozen=True, slots=True)
class Bar:
    """A period drawn: where it begins and how wide it is, in thousandths of the whole; ``number`` is its place."""

    at: int
    width: int
    number: int = 0


def unanswered(answers: Answers) -> Question | None:
    """The first question without an answer, if any is left; none after one that another title follows from."""
    if answers.in_field is False or answers.level == Level.NEITHER:
        return None
    found = {
        Question.FIELD: answers.in_field is not None,
        Question.PERIODS: bool(answers.stretches),
        Question.LEVEL: answers.level is not None,
        Question.RESULTS: answers.results is not None,
        Question.PEOPLE: answers.people is not None,
        Question.PAPERS: answers.papers is not None,
    }
    return next((question for question, answered in found.items() if not answered), None)


def finding(answers: Answers, on: date) -> Finding:
    """What the answers come to on a day, those not given taken as missing."""
    found = term([Job(first=stretch.first, last=stretch.last) for stretch in answers.stretches], on)
    lacking = {
        Gap.FIELD: not answers.in_field,
        Gap.LEVEL: answers.in_field is not False and answers.level in {None, Level.NEITHER},
        Gap.TERM: not found.met,
        Gap.RESULTS: not answers.results,
        Gap.PEOPLE: answers.people in {None, People.FEWER},
        Gap.ORGANISATIONS: answers.people == People.ONE_ORGANISATION,
    }
    gaps = tuple(gap for gap, is_lacking in lacking.items() if is_lacking)
    return Finding(
        result=_result(gaps),
        gaps=gaps,
        to_bring=tuple(paper for paper in Paper if paper not in (answers.papers or ())),
        term=found,
    )


def _result(gaps: Sequence[Gap]) -> Result:
    if ANOTHER.intersection(gaps):
        return Result.ANOTHER
    return Result.NOT_YET if gaps else Result.READY


def fault(stretch: Stretch, others: int, on: date) -> Fault | None:
    """Why a period cannot be kept beside so many others, if it cannot. A month alone may be the running one."""
    last = stretch.last
    if others >= MOST:
        return Fault.TOO_MANY
    if stretch.first > on:
        return Fault.BEGINS_LATER
    if last is None:
        return None
    if last < stretch.first:
        return Fault.ENDS_BEFORE
    running_month = stretch.last_by_month and (last.year, last.month) == (on.year, on.month)
    return Fault.ENDS_LATER if last > on and not running_month else None


def bars(stretches: Sequence[Stretch], on: date) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """The periods drawn one by one, and merged, on one line from the first of their days until ``on``."""
    if not stretches:
        return (), ()
    begin = min(stretch.first for stretch in stretches).toordinal()
    whole = on.toordinal() + 1 - begin

    def drawn(period: Period, number: int) -> Bar:
        first, last = period[0].toordinal(), min(period[1] or on, on).toordinal() + 1
        at = (first - begin) * 1000 // whole
        return Bar(at, max((last - begin) * 1000 // whole - at, 4), number)

    periods = [stretch.period for stretch in stretches]
    return (
        tuple(drawn(period, number) for number, period in enumerate(periods)),
        tuple(drawn(period, number) for number, period in enumerate(merge(periods))),
    )


# Kept in a session ------------------------------------------------------------------------------------


def packed(answers: Answers) -> dict[str, Any]:
    """The answers as words, numbers and lists alone."""
    return {
        "field": answers.in_field,
        "periods": [
            [kept.first.isoformat(), kept.last and kept.last.isoformat(), kept.first_by_month, kept.last_by_month]
            for kept in answers.stretches
        ],
        "level": answers.level,
        "results": answers.results,
        "people": answers.people,
        "papers": None if answers.papers is None else sorted(answers.papers),
    }


def unpacked(kept: Mapping[str, Any]) -> Answers:
    """The answers again; none where they were kept in another shape."""
    try:
        return Answers(
            in_field=kept["field"],
            stretches=tuple(
                Stretch(
                    first=date.fromisoformat(first),
                    last=date.fromisoformat(last) if last else None,
                    first_by_month=first_by_month,
                    last_by_month=last_by_month,
                )
                for first, last, first_by_month, last_by_month in kept["periods"][:MOST]
            ),
            level=kept["level"] and Level(kept["level"]),
            results=kept["results"],
            people=kept["people"] and People(kept["people"]),
            papers=None if kept["papers"] is None else frozenset(Paper(paper) for paper in kept["papers"]),
        )
    except (KeyError, TypeError, ValueError):
        return Answers()


def _newest_first(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    return tuple(sorted(stretches, key=lambda kept: (kept.first, kept.last or date.max), reverse=True))
