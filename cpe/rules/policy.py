"""What the rules of a day say: the numbers of the levels, the activities and their limits.

Pure. Credits are quarters, amounts ten-thousandths of their unit, shares are percentages. A version holds from
its first day until the next one's; the earliest holds from the beginning. Source: S1, S2.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cpe.enums import Unit

CREDIT: Final = 4
"""Quarters in a credit."""

ONE: Final = 10_000
"""Ten-thousandths in one of any unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelNumbers:
    """What a level asks for: credits a year as a target, credits a cycle as the minimum.

    Without a minimum there is no cycle, no cap and nothing to report.
    """

    year_target: int
    cycle_minimum: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a reviewer may set, in credits: for each item, or for the whole claim."""

    least: int
    most: int
    each: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A kind of activity and what it brings.

    ``credits`` for every ``per`` of the unit, rounded down to whole ``step``; ``None`` where the reviewer says.
    ``item_cap`` limits one claim, ``year_cap`` the activity in a certification year, ``group`` names the limit
    it shares with others. ``longest`` limits the amount of one claim; ``attendance`` is the share of it that
    must have been attended; ``approval`` makes a claim wait for a reviewer, who sets credits within ``bounds``.
    """

    key: str
    name: str
    unit: Unit
    credits: int | None
    per: int = ONE
    step: int = 1
    item_cap: int | None = None
    year_cap: int | None = None
    group: str | None = None
    longest: int | None = None
    attendance: int | None = None
    approval: bool = False
    bounds: Bounds | None = None

    def __hash__(self) -> int:
        """By its key: what is kept for an activity is looked up often, and few versions know it."""
        return hash(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapGroup:
    """A limit that several activities share, in credits a certification year."""

    key: str
    name: str
    year_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A version of the rules, in force from ``effective_on``.

    Of the claims reported from ``annual_from`` and completed in one certification year, at most
    ``annual_percent`` of the year's target counts; without a share there is no such limit.
    """

    name: str
    effective_on: date
    annual_percent: int | None
    annual_from: date | None
    levels: Mapping[str, LevelNumbers]
    groups: Mapping[str, CapGroup]
    activities: Mapping[str, Activity]

    def room_of(self, activity: Activity) -> tuple[str, int] | None:
        """Which limit of a year the activity keeps to, and how many credits that is; ``None`` without one."""
        if activity.group is not None:
            return f"group {activity.group}", self.groups[activity.group].year_cap
        return None if activity.year_cap is None else (activity.key, activity.year_cap)

    def annual_limit(self, target: int) -> int | None:
        """How many credits of a certification year count at most, by the yearly number; ``None`` without a limit."""
        return None if self.annual_percent is None else target * self.annual_percent // 100

    def is_limited(self, reported_on: date) -> bool:
        """Whether a claim reported on that day falls under the annual limit."""
        return self.annual_percent is not None and (self.annual_from is None or reported_on >= self.annual_from)


class Policies:
    """All versions, and which one is in force on a day."""

    __slots__ = ("_days", "versions")

    def __init__(self, versions: Sequence[Policy]) -> None:
        """Take the versions in any order. Raises ``ValueError`` without one, or with two of one day."""
        self.versions = tuple(sorted(versions, key=lambda policy: policy.effective_on))
        self._days = [policy.effective_on for policy in self.versions]
        if not self.versions or len(set(self._days)) < len(self._days):
            raise ValueError("Versions begin on days of their own, and there is at least one.")

    def on(self, day: date) -> Policy:
        """The version in force on the day."""
        return self.versions[max(bisect_right(self._days, day) - 1, 0)]

    def as_if(self, draft: Policy, first_day: date) -> "Policies":
        """The rules, had the draft been in force from a day on, and no version since."""
        earlier = [version for version in self.versions if version.effective_on < first_day]
        return Policies([*earlier, replace(draft, effective_on=first_day)])
