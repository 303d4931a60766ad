"""Whether a policy version makes sense as a whole, so that every claim and every cycle can be judged by it.

Pure. What one row may hold the database knows too; what only the rows together show is found here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cpe.enums import Subject, Unit, Unsound
from cpe.rules.claims import by_rate
from cpe.rules.policy import CREDIT, ONE, Activity, LevelNumbers, Policy
from members.rules.cycles import YEARS


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which level, group or activity, by its key; without one, with the version."""

    code: Unsound
    about: Subject = Subject.VERSION
    key: str = ""


def faults(policy: Policy, levels: Mapping[str, bool]) -> list[Fault]:
    """Everything that keeps the version from being used; ``levels``: key in the catalogue → whether it has cycles."""
    return [*_of_version(policy), *_of_levels(policy, levels), *_of_groups(policy), *_of_activities(policy)]


def _of_version(policy: Policy) -> Iterator[Fault]:
    if policy.annual_percent is not None and policy.annual_percent <= 0:
        yield Fault(Unsound.LIMIT_NOT_POSITIVE)
    if policy.annual_percent is None and policy.annual_from is not None:
        yield Fault(Unsound.DAY_WITHOUT_LIMIT)
    if not policy.activities:
        yield Fault(Unsound.NO_ACTIVITY)


def _of_levels(policy: Policy, levels: Mapping[str, bool]) -> Iterator[Fault]:
    for key, has_cycles in levels.items():
        numbers = policy.levels.get(key)
        if numbers is None:
            yield Fault(Unsound.LEVEL_WITHOUT_NUMBERS, Subject.LEVEL, key)
        elif has_cycles and numbers.cycle_minimum is None:
            yield Fault(Unsound.CYCLE_WITHOUT_MINIMUM, Subject.LEVEL, key)
        elif not has_cycles and numbers.cycle_minimum is not None:
            yield Fault(Unsound.MINIMUM_WITHOUT_CYCLE, Subject.LEVEL, key)
    for key, numbers in policy.levels.items():
        for code, wrong in _LEVEL.items():
            if wrong(numbers, policy):
                yield Fault(code, Subject.LEVEL, key)


def _of_groups(policy: Policy) -> Iterator[Fault]:
    used = {activity.group for activity in policy.activities.values()}
    for key, group in policy.groups.items():
        if key not in used:
            yield Fault(Unsound.GROUP_UNUSED, Subject.GROUP, key)
        if group.year_cap <= 0:
            yield Fault(Unsound.NOT_POSITIVE, Subject.GROUP, key)


def _of_activities(policy: Policy) -> Iterator[Fault]:
    for key, activity in policy.activities.items():
        for code, wrong in _ACTIVITY.items():
            if wrong(activity, policy):
                yield Fault(code, Subject.ACTIVITY, key)


def _out_of_reach(numbers: LevelNumbers, policy: Policy) -> bool:
    limit = policy.annual_limit(numbers.year_target)
    return limit is not None and numbers.cycle_minimum is not None and limit * YEARS < numbers.cycle_minimum


def _not_positive(activity: Activity) -> bool:
    numbers = (activity.credits, activity.per, activity.item_cap, activity.year_cap, activity.longest)
    return any(number is not None and number <= 0 for number in numbers)


def _rate_out_of_bounds(activity: Activity, _policy: Policy) -> bool:
    """Whether what an item brings by itself is not what a reviewer could grant for it."""
    bounds = activity.bounds
    if bounds is None or activity.credits is None or not bounds.each or activity.per <= 0:
        return False
    return not bounds.least <= activity.credits * ONE // activity.per <= bounds.most


def _brings_nothing(activity: Activity) -> bool:
    if activity.longest is None or activity.credits is None or _not_positive(activity) or activity.step <= 0:
        return False
    return not by_rate(activity, activity.longest)


_LEVEL: Final[dict[Unsound, Callable[[LevelNumbers, Policy], bool]]] = {
    Unsound.NOT_POSITIVE: lambda numbers, _policy: (
        numbers.year_target < 0 or (numbers.cycle_minimum is not None and numbers.cycle_minimum <= 0)
    ),
    Unsound.TARGET_WITHOUT_MINIMUM: lambda numbers, _policy: numbers.cycle_minimum is None and numbers.year_target != 0,
    Unsound.MINIMUM_OUT_OF_REACH: _out_of_reach,
}

_ACTIVITY: Final[dict[Unsound, Callable[[Activity, Policy], bool]]] = {
    Unsound.NOT_POSITIVE: lambda activity, _policy: _not_positive(activity),
    Unsound.STEP_UNKNOWN: lambda activity, _policy: activity.step not in {1, CREDIT},
    Unsound.PART_OF_WHOLE: lambda activity, _policy: activity.unit.whole and activity.per % ONE != 0,
    Unsound.GROUP_UNKNOWN: lambda activity, policy: activity.group is not None and activity.group not in policy.groups,
    Unsound.TWO_YEAR_LIMITS: lambda activity, _policy: activity.group is not None and activity.year_cap is not None,
    Unsound.NOBODY_DECIDES: lambda activity, _policy: (
        activity.credits is None and not (activity.approval and activity.bounds)
    ),
    Unsound.BOUNDS_WITHOUT_REVIEWER: lambda activity, _policy: (
        activity.credits is not None and activity.bounds is not None and not activity.approval
    ),
    Unsound.BOUNDS_OUT_OF_ORDER: lambda activity, _policy: bool(
        activity.bounds and not 0 <= activity.bounds.least <= activity.bounds.most > 0
    ),
    Unsound.BOUNDS_OUT_OF_STEP: lambda activity, _policy: bool(
        activity.bounds
        and activity.step > 0
        and (activity.bounds.least % activity.step or activity.bounds.most % activity.step)
    ),
    Unsound.RATE_OUT_OF_BOUNDS: _rate_out_of_bounds,
    Unsound.SHARE_UNREADABLE: lambda activity, _policy: (
        activity.attendance is not None and not 0 < activity.attendance <= 100
    ),
    Unsound.SHARE_WITHOUT_HOURS: lambda activity, _policy: (
        activity.attendance is not None and activity.unit is not Unit.HOURS
    ),
    Unsound.BRINGS_NOTHING: lambda activity, _policy: _brings_nothing(activity),
}
"""What may be wrong with an activity → whether it is."""
