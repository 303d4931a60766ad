"""Figures about answers: how long they took, which named days they missed, how they came out, and who is not shown.

Pure. A percentile is by nearest rank: the smallest value that occurred which so many per cent of all do not exceed, so
the median of an even number is the lower of the two in the middle. Source: decided; S0 for the days named.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import accumulate
from typing import Final

from common.calendar import ANSWER_DAYS, DAY, Pause, add_months, is_working_day, merge

FEW: Final = 5
"""Outcomes of fewer people than this are not shown by themselves: somebody could be known by them."""
KEPT_MONTHS: Final = 12
"""Months after which applications that came to nothing are deleted, and so not counted any more."""
QUARTERS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A year, or a quarter of it; first and last day, both inclusive."""

    year: int
    quarter: int | None = None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * (self.quarter or 1) - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return add_months(self.first, 3 if self.quarter else 12) - DAY

    @property
    def key(self) -> str:
        """How addresses and files name it."""
        return f"{self.year}-q{self.quarter}" if self.quarter else str(self.year)

    def complete_on(self, on: date) -> bool:
        """Whether nothing that it counts can have been deleted by a day."""
        return add_months(self.first, KEPT_MONTHS) > on


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The first answer to an application, with the days named for it and the times its clock stood still."""

    received_on: date
    answered_on: date
    first_due_on: date | None
    promised_on: date | None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long so many answers took, in days."""

    median: int
    ninetieth: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers of a period: their times, none where there are too few, and how many missed which named day.

    ``after_first``: later than the day named on receipt; ``after_clock``: later than that day moved by the questions
    that waited; ``after_last``: later than that and than the newest day we named beside it.
    """

    count: int
    working: Times | None
    calendar: Times | None
    after_first: int
    after_clock: int
    after_last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of applications, counted by the day on which it did."""

    received: int = 0
    accepted: int = 0
    rejected: int = 0
    withdrawn: int = 0
    awarded: int = 0
    lapsed: int = 0
    objected: int = 0
    allowed: int = 0

    def __add__(self, other: "Outcomes") -> "Outcomes":
        return Outcomes(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Outcomes)})

    @property
    def people(self) -> int:
        """At least so many people are in what came about."""
        return max(self.accepted + self.rejected + self.withdrawn, self.awarded + self.lapsed, self.objected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The outcomes of one title, or of several together that are too few by themselves."""

    titles: tuple[str, ...]
    outcomes: Outcomes


class WorkingDays:
    """Counts working days between any two days of a stretch at once, for many answers."""

    def __init__(self, first: date, last: date, closed: Collection[date]) -> None:
        days = (first + number * DAY for number in range((last - first).days + 1))
        self.first = first
        self.until = list(accumulate(is_working_day(day, closed) for day in days))

    def between(self, start: date, end: date) -> int:
        """Working days after ``start``, until ``end`` and with it."""
        return self.until[(end - self.first).days] - self.until[(start - self.first).days]


def percentile(values: Sequence[int], share: int) -> int:
    """The smallest of sorted values that ``share`` per cent of them do not exceed. Raises ``ValueError`` for none."""
    if not values:
        raise ValueError("A percentile needs a value.")
    return values[max(0, -(-share * len(values) // 100) - 1)]


def times(values: Iterable[int]) -> Times | None:
    """How long so many answers took; nothing is told of fewer than ``FEW``."""
    found = sorted(values)
    if len(found) < FEW:
        return None
    return Times(median=percentile(found, 50), ninetieth=percentile(found, 90), longest=found[-1])


def clock_days(answer: Answered, days: WorkingDays) -> int:
    """Working days the clock ran until the answer: as ``common.calendar.answer_day`` counts them."""
    ran = days.between(answer.received_on, answer.answered_on)
    until_answer = [(asked, ended - DAY if ended else answer.answered_on) for asked, ended in answer.pauses]
    for first, last in merge(one for one in until_answer if one[0] <= one[1]):
        before, until = max(first - DAY, answer.received_on), min(last or answer.answered_on, answer.answered_on)
        if until > before:
            ran -= days.between(before, until)
    return ran


def answers(found: Iterable[Answered], days: WorkingDays) -> Answers:
    """What a period's answers come to."""
    rows = [(row, clock_days(row, days)) for row in found]
    late = [row for row, ran in rows if ran > ANSWER_DAYS]
    return Answers(
        count=len(rows),
        working=times(ran for _row, ran in rows),
        calendar=times((row.answered_on - row.received_on).days for row, _ran in rows),
        after_first=sum(row.first_due_on is not None and row.answered_on > row.first_due_on for row, _ran in rows),
        after_clock=len(late),
        after_last=sum(row.promised_on is None or row.answered_on > row.promised_on for row in late),
    )


def groups(by_title: Mapping[str, Outcomes]) -> list[tuple[str, ...]]:
    """The titles of a year, each by itself or several together where one has few people, with as many as it takes.

    What is put together is of ``FEW`` people or more, so that nobody's outcome is the difference between a sum and the
    rest. Where all titles together have fewer, there is one group.
    """
    by_people = sorted(by_title, key=lambda code: (by_title[code].people, code))
    few = [code for code in by_people if 0 < by_title[code].people < FEW]
    rest = [code for code in by_people if by_title[code].people >= FEW]
    together = sum((by_title[code] for code in few), Outcomes())
    while few and together.people < FEW and rest:
        few.append(rest[0])
        together += by_title[rest.pop(0)]
    alone: list[tuple[str, ...]] = [(code,) for code in sorted(by_title) if code not in few]
    return [*alone, tuple(sorted(few))] if few else alone


def shown(by_title: Mapping[str, Outcomes], together: Iterable[tuple[str, ...]]) -> list[Shown]:
    """The outcomes of a period by the groups of its year."""
    return [
        Shown(titles=titles, outcomes=sum((by_title.get(code, Outcomes()) for code in titles), Outcomes()))
        for titles in together
    ]


def untimed(counts: Mapping[int, int]) -> frozenset[int]:
    """The quarters whose answers are not told, by how many each has: few, or so many more that the rest is not few.

    Taken from the year, what is told leaves the sum of those that are not, and that is nobody or ``FEW`` at least.
    """
    untold = {quarter for quarter, count in counts.items() if 0 < count < FEW}
    rest = sorted((count, quarter) for quarter, count in counts.items() if count >= FEW)
    while untold and sum(counts[quarter] for quarter in untold) < FEW and rest:
        untold.add(rest.pop(0)[1])
    return frozenset(untold)


def hidden(
    cells: Mapping[int, Mapping[str, Outcomes]], together: Collection[tuple[str, ...]], untold: Collection[int]
) -> frozenset[int]:
    """The quarters whose outcomes are not shown: any group has few people in them, or the year less the others would.

    ``cells``: quarter → outcomes by title; ``together``: the groups of the year; ``untold``: quarters whose answers are
    not told. What can be told apart by any sum or difference is then the groups of each quarter that is shown, and
    those of the hidden ones in one: each nobody or ``FEW`` at least.
    """
    by_group = {quarter: [one.outcomes for one in shown(row, together)] for quarter, row in cells.items()}
    not_shown = {
        quarter
        for quarter, row in by_group.items()
        if quarter in untold or any(0 < outcomes.people < FEW for outcomes in row)
    }
    size = {quarter: sum(row, Outcomes()).people for quarter, row in by_group.items()}
    rest = sorted((number, quarter) for quarter, number in size.items() if number and quarter not in not_shown)
    while not_shown and rest and _few_left([by_group[quarter] for quarter in not_shown]):
        not_shown.add(rest.pop(0)[1])
    return frozenset(not_shown)


def _few_left(rows: Iterable[Sequence[Outcomes]]) -> bool:
    """Whether any group has few people in these quarters together."""
    return any(0 < sum(column, Outcomes()).people < FEW for column in zip(*rows, strict=True))
