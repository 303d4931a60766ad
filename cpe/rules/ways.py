"""The shortest ways to what a cycle misses, found by the rooms its limits leave: for many cycles at once.

Pure. The same ways as ``pace.outlook`` tries on the rules themselves, at a fraction of the time. Where claims reported
before the annual limit began share a year with the day, their room is not told by sums, and the ways are tried.
Source: S1, S2.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from cpe.rules.claims import by_rate
from cpe.rules.cycles import Count
from cpe.rules.pace import MOST_ITEMS, Way, amount_for, outlook, shortest_first
from cpe.rules.policy import Activity, Policies, Policy
from cpe.rules.rooms import year_limit


def shortest(policies: Policies, counted: Count, on: date) -> tuple[Way, ...]:
    """The ways to all that is missing, the shortest first, of a cycle counted on the same day; none after its end."""
    if not counted.missing or not counted.window.holds(on):
        return ()
    policy, year = policies.on(on), counted.window.year_of(on)
    limit = year_limit(policies, counted, on)
    used: Counter[str] = Counter()
    for trace in counted.tally.of(year, policy):
        if limit and not trace.placed.limited:
            return outlook(policies, counted, on).ways
        if room := trace.placed.room:
            used[room[0]] += trace.takes
    ways = _ways(policy, counted.missing, limit.left if limit else None, used)
    return tuple(sorted(ways, key=shortest_first))


def _ways(policy: Policy, gap: int, of_year: int | None, used: Counter[str]) -> Iterator[Way]:
    for activity in policy.activities.values():
        left = of_year
        if own := policy.room_of(activity):
            room = max(own[1] - used[own[0]], 0)
            left = room if left is None else min(left, room)
        if left != 0 and (way := _way(activity, gap, left)):
            yield way


@lru_cache(maxsize=16384)
def _way(activity: Activity, gap: int, left: int | None) -> Way | None:
    """The least of an activity that closes the gap within what is left of its room, else all of it that counts."""
    items, amount, brings = _within(activity, gap, left)
    if 0 < brings < gap:
        items, amount, brings = _within(activity, brings, left)
    if brings <= 0:
        return None
    return Way(activity=activity, items=items, amount=amount, credits=brings, closes=brings >= gap)


def _within(activity: Activity, wanted: int, left: int | None) -> tuple[int, int, int]:
    items, amount, worth = _least(activity, wanted)
    return items, amount, worth if left is None else min(worth, left)


def _least(activity: Activity, wanted: int) -> tuple[int, int, int]:
    """As few items as bring so many credits, none beyond what one may hold or bring; their amount and worth."""
    rate, each = activity.credits, wanted
    if rate is None or each <= 0:
        return 0, 0, 0
    if activity.item_cap is not None and activity.item_cap < each:
        each = activity.item_cap
    if activity.longest is not None:
        each = min(each, by_rate(activity, activity.longest) or 0)
    if each <= 0:
        return 0, 0, 0
    full, rest = divmod(wanted, each)
    if full >= MOST_ITEMS:
        full, rest = MOST_ITEMS, 0
    one = amount_for(activity, rate, each)
    if not rest:
        return full, full * one, full * _worth(activity, one)
    last = amount_for(activity, rate, rest)
    return full + 1, full * one + last, full * _worth(activity, one) + _worth(activity, last)


def _worth(activity: Activity, amount: int) -> int:
    credits_ = by_rate(activity, amount) or 0
    return credits_ if activity.item_cap is None else min(credits_, activity.item_cap)
