"""How much more can count in a certification year, of an activity and of all, by its own limit and by the year's.

Pure. Credits are quarters. What was accepted takes room, what waits takes none yet. Source: S1, S2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cpe.rules.caps import OPEN, Tally, tally
from cpe.rules.claims import Claim, as_of, by_rate
from cpe.rules.cycles import Count
from cpe.rules.policy import ONE, Activity, Policies, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Credits that count at most in a year, and what is used of them."""

    most: int
    used: int

    @property
    def left(self) -> int:
        """What is still free."""
        return max(self.most - self.used, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The limits an activity meets this year: its own or the one it shares, and that of the whole year.

    ``None`` stands for a limit that is not there.
    """

    own: Limit | None
    year: Limit | None

    @property
    def left(self) -> int | None:
        """The credits that more of it can still bring; ``None`` without any limit."""
        return min((limit.left for limit in (self.own, self.year) if limit), default=None)


def used_of_year(policy: Policy, counted: Count, year: int) -> int:
    """What counts under the annual limit of a version in a certification year so far."""
    return sum(trace.counted for trace in counted.tally.of(year, policy) if trace.placed.limited)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The credits that can still count in each certification year, reported from a day on; ``None``: without limit.

    ``this`` is the place of the year the day lies in; after the end of the cycle, of the one that would follow.
    """

    years: tuple[int | None, ...]
    this: int

    @property
    def reachable(self) -> int | None:
        """In all, until the last day to report."""
        return _sum(self.years)

    @property
    def earlier(self) -> int | None:
        """Of what was completed in years that are over, and is not reported yet."""
        return _sum(self.years[: self.this])

    @property
    def ahead(self) -> int | None:
        """Of this year and those to come."""
        return _sum(self.years[self.this :])

    @property
    def now(self) -> int | None:
        """Of this year alone; none after the end of the cycle."""
        return self.years[self.this] if self.this < len(self.years) else 0

    @property
    def later(self) -> int | None:
        """Of the years to come."""
        return _sum(self.years[self.this + 1 :])

    @property
    def earlier_years(self) -> list[int]:
        """The places of the years that are over and have room."""
        return [year for year in range(self.this) if self.years[year] != 0]


def _sum(parts: Sequence[int | None]) -> int | None:
    return None if None in parts else sum(part or 0 for part in parts)


def rooms(policies: Policies, counted: Count, on: date) -> Rooms:
    """The room of every year of a cycle: what was completed in its past can be reported until the last day to report.

    After that day there is none.
    """
    window = counted.window
    this = window.year_of(on) if window.holds(on) else 0 if on < window.first else len(window.years)
    if on > counted.last_day:
        return Rooms((0,) * len(window.years), this)
    return Rooms(tuple(_room_of_year(policies, counted, year, on) for year in range(len(window.years))), this)


def _room_of_year(policies: Policies, counted: Count, year: int, on: date) -> int | None:
    """By every version in force in the year, each with a limit of its own, among claims reported from a day on.

    What was reported before the annual limit began counts beside it, and takes the room of its activity first as soon
    as the limit bites.
    """
    first, last = counted.window.years[year]
    turns = [version.effective_on for version in policies.versions if first < version.effective_on <= last]
    total = 0
    for day in (first, *turns):
        policy = policies.on(day)
        limit = policy.annual_limit(counted.target)
        if limit is None or not policy.is_limited(max(day, on)):
            return None
        traces = counted.tally.of(year, policy)
        beside = [trace.claim for trace in traces if not trace.placed.limited]
        alone = tally(policies, counted.window, counted.target, beside, on=on, last_day=counted.last_day).counted
        total += max(limit + alone - sum(trace.counted for trace in traces), 0)
    return total


def year_limit(policies: Policies, counted: Count, on: date) -> Limit | None:
    """The annual limit of the certification year that a day of the cycle lies in; ``None`` without one."""
    policy, year = policies.on(on), counted.window.year_of(on)
    most = policy.annual_limit(counted.target)
    if most is None or not policy.is_limited(on):
        return None
    return Limit(most=most, used=used_of_year(policy, counted, year))


def room(policies: Policies, counted: Count, activity: Activity, on: date) -> Room:
    """The room an activity has on a day of the cycle, completed and reported then.

    Raises ``ValueError`` for a day outside the cycle.
    """
    policy, year = policies.on(on), counted.window.year_of(on)
    own = policy.room_of(activity)
    if own is None:
        return Room(own=None, year=year_limit(policies, counted, on))
    _key, most = own
    used = sum(trace.takes for trace in counted.tally.of(year, policy) if trace.placed.room == own)
    return Room(own=Limit(most=most, used=used), year=year_limit(policies, counted, on))


def one_more(activity: Activity) -> int:
    """What one more unit brings by itself, or, where many make one, what the amount of the rate does; 0 if a reviewer
    says."""
    return by_rate(activity, max(activity.per, ONE)) or 0


def hoped(policies: Policies, counted: Count, on: date) -> Tally:
    """What the claims of a cycle would count, were all that wait accepted for the most they could bring.

    What an import brought is not in its years.
    """
    claims = [trace.claim for trace in counted.tally.traces]
    return tally(policies, counted.window, counted.target, claims, on=on, last_day=counted.last_day, hopeful=True)


def waits(claim: Claim, on: date) -> bool:
    """Whether a decision about a claim is owed by the end of a day."""
    decision = as_of(claim, on)
    return decision is None or decision.status in OPEN
