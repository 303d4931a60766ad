"""How a credential stands on a day, from its award and its dated outcomes alone, and why.

Pure. A day is asked for, and a moment up to which outcomes are known. Nothing ends by date: past the last day to
report and pay, a cycle nobody judged is *held*. Source: S1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from common.calendar import DAY, local_day
from members.enums import Ground, OutcomeKind, PublicValue, ReasonCode, StandingValue
from members.rules.cycles import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFact:
    """A title as it was awarded.

    Without ``first_cycle`` it has none, and no end by itself. The first cycle may begin after the award, in a
    register brought in from outside: the days before are taken as given. ``awarded_at`` is when the award was
    recorded; without it, it was always known.
    """

    awarded_on: date
    first_cycle: Window | None
    awarded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFact:
    """An outcome as it was recorded; ``cycle`` is the number of the cycle it is about, ``ground`` why, where asked."""

    id: int
    kind: OutcomeKind
    effective_on: date
    recorded_at: datetime
    cycle: int | None = None
    last_day: date | None = None
    supersedes: int | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing a standing rests on: a code, and the days that belong to it."""

    code: ReasonCode
    day: date
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The answer: how it stands on ``on`` by what was known at ``known_at``, and since when without a break.

    ``over_since`` is the first day of the time without a break in which it was not valid, whatever ended it anew.
    ``cycle`` is the one the day stands in, or that is to be judged; ``last_day`` its last day to report and pay,
    extended or not. ``outcome`` is the row it rests on. ``ends_on``: the first day ahead on which a recorded
    outcome ends it; ``announced``, whether it was recorded by ``on``.
    """

    value: StandingValue
    on: date
    known_at: datetime | None
    since: date
    over_since: date | None
    cycle: Window | None
    last_day: date | None
    outcome: OutcomeFact | None
    reasons: tuple[Reason, ...]
    ends_on: date | None = None
    announced: bool = False

    @property
    def public(self) -> PublicValue:
        """What everybody is told: no renewal is in progress of a title whose end is announced."""
        told = PUBLIC[self.value]
        return PublicValue.VALID if self.announced and told == PublicValue.RENEWING else told

    @property
    def last_valid_day(self) -> date | None:
        """Until when a title that is not over is said to be valid, everywhere: the expiration date of the cycle, or the
        day before an ending that is announced, whichever comes first; that day alone once the cycle is over; ``None``
        without either."""
        if self.ends_on and self.announced and self.value in {StandingValue.GRACE, StandingValue.HELD}:
            return self.ends_on - DAY
        days = (self.cycle.expires_on if self.cycle else None, self.ends_on - DAY if self.ends_on else None)
        return None if self.value.over else min(filter(None, days), default=None)


class _Stretch(NamedTuple):
    """Days on which a credential stands the same, and the rows that made it so."""

    since: date
    over_since: date | None = None
    value: StandingValue = StandingValue.VALID
    cycle: Window | None = None
    last_day: date | None = None
    renewal: OutcomeFact | None = None
    extension: OutcomeFact | None = None
    endings: tuple[OutcomeFact, ...] = ()

    @property
    def rests_on(self) -> OutcomeFact | None:
        """The row that says the most about it."""
        waits = self.value in {StandingValue.GRACE, StandingValue.HELD}
        ending = self.endings[-1] if self.endings else None
        return ending or (self.extension if waits else None) or self.renewal

    def ended(self, value: StandingValue, row: OutcomeFact) -> "_Stretch":
        """What an ending makes of it; an earlier one stays in mind."""
        return self._replace(value=value, endings=(*self.endings, row))


PUBLIC: Final = {
    StandingValue.VALID: PublicValue.VALID,
    StandingValue.GRACE: PublicValue.RENEWING,
    StandingValue.HELD: PublicValue.RENEWING,
    StandingValue.DECERTIFIED: PublicValue.NOT_VALID,
    StandingValue.ENDED: PublicValue.NOT_VALID,
    StandingValue.REVOKED: PublicValue.NOT_VALID,
}
"""How it stands → what everybody is told."""
ENDINGS: Final = frozenset({OutcomeKind.DECERTIFIED, OutcomeKind.ENDED, OutcomeKind.REVOKED})


def standing(
    credential: CredentialFact, outcomes: Iterable[OutcomeFact], on: date, known_at: datetime | None = None
) -> Standing | None:
    """How the credential stands on a day, by what was known at a moment.

    ``None`` before the award, or while nobody knew of it. The order in which outcomes come in does not matter. One
    that another known one supersedes has no effect, and neither has one about a cycle that is not the current one
    when it takes effect. The first ending stands until a reinstatement or, for good, a revocation.
    """
    unknown = known_at and credential.awarded_at and known_at < credential.awarded_at
    if on < credential.awarded_on or unknown:
        return None
    rows = counting(outcomes, known_at)
    stretch = _last_stretch(credential, rows, on)
    as_given = _as_given(credential, on)
    ending = None if stretch.value.over else _ending(credential, rows, on)
    return Standing(
        value=stretch.value,
        on=on,
        known_at=known_at,
        since=stretch.since,
        over_since=stretch.over_since,
        cycle=None if as_given else stretch.cycle,
        last_day=None if as_given else stretch.last_day,
        outcome=stretch.rests_on,
        reasons=tuple(_reasons(credential, stretch, on)),
        ends_on=ending.effective_on if ending else None,
        announced=ending is not None and local_day(ending.recorded_at) <= on,
    )


def _ending(credential: CredentialFact, rows: list[OutcomeFact], on: date) -> OutcomeFact | None:
    """The first row ahead by whose day the title is over."""
    ahead = (row for row in rows if row.kind in ENDINGS and row.effective_on > on)
    return next((row for row in ahead if _last_stretch(credential, rows, row.effective_on).value.over), None)


def counting(outcomes: Iterable[OutcomeFact], known_at: datetime | None = None) -> list[OutcomeFact]:
    """The outcomes that count by what was known at a moment, in the order in which they take effect.

    A superseded row stays out, whatever becomes of the row that superseded it.
    """
    known = [row for row in outcomes if known_at is None or row.recorded_at <= known_at]
    superseded = {row.supersedes for row in known}
    rows = [row for row in known if row.id not in superseded and row.kind != OutcomeKind.WITHDRAWN]
    return sorted(rows, key=lambda row: (row.effective_on, row.recorded_at, row.id))


def _last_stretch(credential: CredentialFact, rows: Iterable[OutcomeFact], on: date) -> _Stretch:
    """Walk the rows that take effect by the day, day by day of effect, letting the days between them pass."""
    first = credential.first_cycle
    stretch = _Stretch(since=credential.awarded_on, cycle=first, last_day=first.last_day if first else None)
    for day, of_the_day in groupby(rows, key=attrgetter("effective_on")):
        if day > on:
            break
        before = _by(stretch, day - DAY)
        after = _by(reduce(_after, of_the_day, before), day)
        stretch = after._replace(
            since=before.since if after.value == before.value else day,
            over_since=(before.over_since or day) if after.value.over else None,
        )
    return _by(stretch, on)


def _by(stretch: _Stretch, day: date) -> _Stretch:
    """The stretch that a day lies in when nothing but days passes."""
    cycle, last_day = stretch.cycle, stretch.last_day
    if cycle is None or last_day is None or stretch.value.over or day <= cycle.expires_on:
        return stretch
    in_time = day <= last_day
    value = StandingValue.GRACE if in_time else StandingValue.HELD
    begun = (cycle.expires_on if in_time else last_day) + DAY
    return stretch if value == stretch.value else stretch._replace(value=value, since=begun)


def _after(stretch: _Stretch, row: OutcomeFact) -> _Stretch:
    """What an outcome makes of a stretch; the same one where it has nothing to say about it."""
    cycle, over = stretch.cycle, stretch.value.over
    if row.kind == OutcomeKind.REVOKED and stretch.value != StandingValue.REVOKED:
        return stretch.ended(StandingValue.REVOKED, row)
    if row.kind == OutcomeKind.ENDED and not over:
        return stretch.ended(StandingValue.ENDED, row)
    if cycle is None or row.cycle != cycle.number:
        return stretch
    lost = stretch.value == StandingValue.DECERTIFIED
    match row.kind:
        case OutcomeKind.DECERTIFIED if not over:
            return stretch.ended(StandingValue.DECERTIFIED, row)
        case OutcomeKind.EXTENDED if not over:
            return stretch._replace(last_day=max(filter(None, (stretch.last_day, row.last_day))), extension=row)
        case OutcomeKind.RENEWED | OutcomeKind.REINSTATED if not over or (lost and row.kind == OutcomeKind.REINSTATED):
            then = cycle.following()
            return _Stretch(since=stretch.since, cycle=then, last_day=then.last_day, renewal=row)
    return stretch


def _as_given(credential: CredentialFact, on: date) -> bool:
    """Whether the day lies before the first cycle that was brought in."""
    return credential.first_cycle is not None and on < credential.first_cycle.first


def _reasons(credential: CredentialFact, stretch: _Stretch, on: date) -> Iterator[Reason]:
    """What the standing rests on, in the order in which it came about."""
    cycle, last_day, row = stretch.cycle, stretch.last_day, stretch.renewal
    yield Reason(code=ReasonCode.AWARDED, day=credential.awarded_on)
    if row:
        yield Reason(code=ReasonCode(row.kind), day=row.effective_on, number=row.cycle or 0)
    for ending in stretch.endings:
        yield Reason(code=ReasonCode(ending.kind), day=ending.effective_on, number=ending.cycle or 0)
    if stretch.endings:
        return
    if cycle is None or last_day is None:
        yield Reason(code=ReasonCode.WITHOUT_CYCLES, day=credential.awarded_on)
    elif _as_given(credential, on):
        yield Reason(code=ReasonCode.BEFORE_FIRST_CYCLE, day=cycle.first, number=cycle.number)
    elif stretch.value == StandingValue.VALID:
        yield Reason(code=ReasonCode.RUNS_UNTIL, day=cycle.expires_on, number=cycle.number)
    else:
        yield Reason(code=ReasonCode.EXPIRED, day=cycle.expires_on, number=cycle.number)
        if stretch.extension:
            yield Reason(code=ReasonCode.EXTENDED, day=stretch.extension.effective_on, number=cycle.number)
        in_time = stretch.value == StandingValue.GRACE
        yield Reason(
            code=ReasonCode.IN_TIME_UNTIL if in_time else ReasonCode.UNJUDGED_SINCE,
            day=last_day if in_time else last_day + DAY,
            number=cycle.number,
        )
