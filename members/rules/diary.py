"""The days of a member's private calendar: what expires when, what is to be done by when, and what is off.

Pure. An entry keeps its name for good. When it changes, its sequence grows, since it counts rows that are only added.
What is done with, or does not come to pass, stays for a while and says that it is off. Days are inclusive.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from common.calendar import DAY, local_day
from members.enums import DiaryKind, OutcomeKind, StandingValue
from members.rules.cycles import Window
from members.rules.standing import ENDINGS, CredentialFact, OutcomeFact, counting, standing

KEPT: Final = timedelta(days=366)
"""How long a day that is past stays in the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day: what it is for, and how it is told apart.

    ``off``: nothing is to be expected of it any more. ``last_day``: to report and pay, unless the title ends before.
    ``changed_at`` is unknown of what lies ahead by the rules alone.
    """

    name: str
    kind: DiaryKind
    day: date
    off: bool
    sequence: int
    changed_at: datetime | None
    code: str = ""
    window: Window | None = None
    last_day: date | None = None
    amount: Decimal | None = None
    invoice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFact:
    """A title somebody holds or held, with the cycles that were begun; ``key`` is the number of the credential."""

    key: int
    code: str
    fact: CredentialFact
    cycles: Sequence[Window]
    outcomes: Sequence[OutcomeFact]


def entries_of(held: HeldFact, on: date) -> Iterator[Entry]:
    """The days of one title: two for each cycle, and one for each end that its holder gave it or that was announced."""
    for window in held.cycles:
        yield from _of_cycle(held, window, on)
    for row in held.outcomes:
        given_up = row.kind == OutcomeKind.ENDED
        if given_up or (row.kind in ENDINGS and local_day(row.recorded_at) < row.effective_on):
            later = [one for one in held.outcomes if one.id > row.id]
            yield Entry(
                name=f"ends-{held.key}-{row.id}",
                kind=DiaryKind.ENDS if given_up else DiaryKind.TAKEN,
                day=row.effective_on - DAY,
                off=not _ends(held, row),
                sequence=len(later),
                changed_at=max([one.recorded_at for one in (row, *later)]),
                code=held.code,
            )


def recent(entries: Iterable[Entry], on: date) -> list[Entry]:
    """Those ahead and of the last year, in order of their days."""
    return sorted((row for row in entries if row.day >= on - KEPT), key=lambda row: (row.day, row.name))


def _of_cycle(held: HeldFact, window: Window, on: date) -> Iterator[Entry]:
    """Its last day, and the last day to report and pay for it."""
    extended = [
        row.last_day
        for row in counting(held.outcomes)
        if row.kind == OutcomeKind.EXTENDED and row.cycle == window.number and row.last_day
    ]
    last_day = max([window.last_day, *extended])
    about = [row for row in held.outcomes if row.cycle is None or row.cycle <= window.number]
    changed_at = max([row.recorded_at for row in about], default=held.fact.awarded_at)
    judged, in_time = _judged(held, window, on), _stands(held, window, last_day)
    days = (
        (
            DiaryKind.EXPIRES,
            window.expires_on,
            judged or not _stands(held, window, window.expires_on, StandingValue.VALID),
        ),
        (DiaryKind.LAST_DAY, last_day, judged or not in_time),
    )
    for kind, day, off in days:
        yield Entry(
            name=f"{kind}-{held.key}-{window.number}",
            kind=kind,
            day=day,
            off=off,
            sequence=len(about),
            changed_at=changed_at,
            code=held.code,
            window=window,
            last_day=last_day if in_time else None,
        )


def _ends(held: HeldFact, row: OutcomeFact) -> bool:
    """Whether by all that is known the title ends by this outcome, and not by an earlier one."""
    found = standing(held.fact, held.outcomes, row.effective_on)
    return found is not None and found.outcome is not None and found.outcome.id == row.id


def _stands(held: HeldFact, window: Window, day: date, value: StandingValue = StandingValue.GRACE) -> bool:
    """Whether by all that is known the title stands so on a day, in this cycle."""
    found = standing(held.fact, held.outcomes, day)
    return found is not None and found.value == value and found.cycle == window


def _judged(held: HeldFact, window: Window, on: date) -> bool:
    """Whether it is known by a day how the cycle came out."""
    found = standing(held.fact, held.outcomes, on)
    later = found is not None and found.cycle is not None and found.cycle.number > window.number
    return later or (found is not None and found.value.over)
