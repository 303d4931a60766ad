"""How a certification year goes, what a cycle still misses, and the shortest ways to get there.

Pure. Credits are quarters, amounts ten-thousandths of the activity's unit. A way is tried on the very rules that
will judge it, as if completed and reported on the day asked for. Source: S0 (leniency), S1, S2.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from cpe.enums import ClaimStatus, Pace
from cpe.rules.caps import tally
from cpe.rules.claims import Claim, Decision, by_rate
from cpe.rules.cycles import Count
from cpe.rules.policy import ONE, Activity, Policies
from cpe.rules.rooms import Rooms, rooms
from members.rules.cycles import Days

MOST_ITEMS: Final = 100
"""Nobody is advised to do the same thing more often."""


def pace(target: int, counted: int, year: Days, on: date) -> Pace:
    """Met once the target is reached; on track while no less is counted than the days gone by ask for."""
    if counted >= target:
        return Pace.MET
    first, last = year
    length = (last - first).days + 1
    passed = min(max((on - first).days, 0), length)
    return Pace.ON_TRACK if counted >= target * passed // length else Pace.BEHIND


@dataclass(frozen=True, slots=True)
class Pressing:
    """Credits that cannot wait, with the last day on which what brings them can be completed."""

    credits: int
    by: date


def pressing(policies: Policies, counted: Count, on: date) -> Pressing | None:
    """What cannot wait, of a cycle counted on the same day: nothing, where it can be made up for without hurry.

    In the last year it is all that is missing, once less is counted than the days of the whole cycle ask for; before,
    what the years to come have no room for, once the year goes slower than its target: nobody relies on having done
    something earlier that is not reported yet, though it would count.
    """
    window = counted.window
    if not counted.missing or not window.holds(on):
        return None
    year = window.year_of(on)
    days = window.years[year]
    if year == len(window.years) - 1:
        whole = (window.first, window.expires_on)
        behind = pace(counted.required, counted.tally.counted, whole, on) is Pace.BEHIND
        return Pressing(counted.missing, window.expires_on) if behind else None
    room = rooms(policies, counted, on).later
    more = 0 if room is None else counted.missing - room
    if more <= 0 or pace(counted.target, counted.tally.years[year], days, on) is not Pace.BEHIND:
        return None
    return Pressing(more, days[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One activity that helps: how often, how much in all, what it adds, and whether nothing is missing then."""

    activity: Activity
    items: int
    amount: int
    credits: int
    closes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a cycle still needs: in all, and for this year's target; what can still count, and how to get there."""

    missing: int
    year_missing: int
    rooms: Rooms
    ways: tuple[Way, ...]

    @property
    def closing(self) -> list[Way]:
        """The ways after which nothing of what was asked for is missing."""
        return [way for way in self.ways if way.closes]

    @property
    def out_of_reach(self) -> bool:
        """Whether more is missing than can still count, whatever is done and reported."""
        most = self.rooms.reachable
        return most is not None and most < self.missing


def outlook(policies: Policies, counted: Count, on: date, asked: int | None = None) -> Outlook:
    """What is missing and how to get there, of a cycle counted on the same day; after its end no activity helps.

    The ways lead to what is ``asked``, else to all that is missing. Those that close the gap are the first, then fewer
    items, then less work beyond what is needed.
    """
    window = counted.window
    if not window.holds(on):
        return Outlook(missing=counted.missing, year_missing=0, rooms=rooms(policies, counted, on), ways=())
    wanted = counted.missing if asked is None else min(asked, counted.missing)
    ways_tried = (_way(policies, counted, activity, on, wanted) for activity in policies.on(on).activities.values())
    ways = sorted((way for way in ways_tried if way), key=shortest_first)
    return Outlook(
        missing=counted.missing,
        year_missing=max(counted.target - counted.tally.years[window.year_of(on)], 0),
        rooms=rooms(policies, counted, on),
        ways=tuple(ways),
    )


def shortest_first(way: Way) -> tuple[bool, int, int]:
    """How ways are sorted: those that close the gap, then fewer items, then less work beyond what is needed."""
    return not way.closes, way.items, way.credits if way.closes else -way.credits


def _way(policies: Policies, counted: Count, activity: Activity, on: date, gap: int) -> Way | None:
    """The least of this activity that closes the gap, else all of it that counts; ``None`` where it adds nothing."""
    claims = [trace.claim for trace in counted.tally.traces]
    tried = partial(tally, policies, counted.window, counted.target, on=on, last_day=counted.last_day)
    now = tried(claims).counted

    def adding(wanted: int) -> tuple[list[Claim], int]:
        more = _claims_worth(activity, wanted, on)
        return more, tried([*claims, *more]).counted - now

    more, brings = adding(gap)
    if 0 < brings < gap:
        more, brings = adding(brings)
    if brings <= 0:
        return None
    amount = sum(claim.amount for claim in more)
    closes = brings >= gap
    return Way(activity=activity, items=len(more), amount=amount, credits=brings, closes=closes)


def _claims_worth(activity: Activity, wanted: int, on: date) -> list[Claim]:
    """As few accepted claims as bring so many credits, none beyond what one claim may hold or bring."""
    if activity.credits is None or wanted <= 0:
        return []
    limits = [wanted, activity.item_cap, activity.longest and by_rate(activity, activity.longest)]
    each = min(limit for limit in limits if limit is not None)
    if each <= 0:
        return []
    full, rest = divmod(wanted, each)
    worth = [each] * full + [rest] * (rest > 0)
    return [
        _accepted(activity, amount_for(activity, activity.credits, credits_), on, number)
        for number, credits_ in enumerate(worth[:MOST_ITEMS])
    ]


def amount_for(activity: Activity, rate: int, wanted: int) -> int:
    """The smallest amount that brings so many credits, in whole items where halves make no sense."""
    steps = -(-wanted // activity.step) * activity.step
    amount = -(-steps * activity.per // rate)
    return -(-amount // ONE) * ONE if activity.unit.whole else amount


def _accepted(activity: Activity, amount: int, on: date, number: int) -> Claim:
    return Claim(
        id=f"way {number}",
        activity=activity.key,
        completed_on=on,
        reported_on=on,
        amount=amount,
        attended=amount,
        decisions=(Decision(on=on, status=ClaimStatus.ACCEPTED),),
    )
