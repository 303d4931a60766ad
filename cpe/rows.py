"""Policy versions as rows and as the dataclasses of the rules, both ways.

Rows are told by their columns alone, so that a migration's models do as well. In rows credits, amounts and the
annual limit are numbers people read; in the rules they are quarters, ten-thousandths and a percentage.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from common.money import from_parts, from_quarters, to_parts, to_quarters
from cpe.enums import Unit
from cpe.rules.policy import ONE, Activity, Bounds, CapGroup, LevelNumbers, Policy

PERCENT: Final = 100


def policy_of(version: Any, levels: Iterable[Any], groups: Iterable[Any], activities: Iterable[Any]) -> Policy:
    """A version with its rows, each of them with its level or group, in their order."""
    return Policy(
        name=version.name,
        effective_on=version.effective_on,
        annual_percent=None if version.annual_factor is None else to_parts(version.annual_factor, PERCENT),
        annual_from=version.annual_from,
        levels={row.level.key: _level(row) for row in levels},
        groups={row.key: CapGroup(key=row.key, name=row.name, year_cap=to_quarters(row.year_cap)) for row in groups},
        activities={row.key: activity_of(row) for row in activities},
    )


def _level(row: Any) -> LevelNumbers:
    return LevelNumbers(year_target=to_quarters(row.year_target), cycle_minimum=_quarters(row.cycle_minimum))


def activity_of(row: Any) -> Activity:
    """An activity as the rules know it; its explanation and its place are for people."""
    return Activity(
        key=row.key,
        name=row.name,
        unit=Unit(row.unit),
        credits=_quarters(row.credits),
        per=to_parts(row.per, ONE),
        step=row.step,
        item_cap=_quarters(row.item_cap),
        year_cap=_quarters(row.year_cap),
        group=row.group.key if row.group else None,
        longest=None if row.longest is None else to_parts(row.longest, ONE),
        attendance=row.attendance,
        approval=row.approval,
        bounds=_bounds(row),
    )


def _bounds(row: Any) -> Bounds | None:
    if row.least is None or row.most is None:
        return None
    return Bounds(least=to_quarters(row.least), most=to_quarters(row.most), each=row.each)


def version_columns(policy: Policy) -> dict[str, Any]:
    """What the row of a version holds of its rules."""
    factor = None if policy.annual_percent is None else from_parts(policy.annual_percent, PERCENT)
    return {
        "name": policy.name,
        "effective_on": policy.effective_on,
        "annual_factor": factor,
        "annual_from": policy.annual_from,
    }


def level_columns(numbers: LevelNumbers) -> dict[str, Any]:
    """What the row of a level's numbers holds, beside its level."""
    return {"year_target": from_quarters(numbers.year_target), "cycle_minimum": _credits(numbers.cycle_minimum)}


def group_columns(group: CapGroup) -> dict[str, Any]:
    """What the row of a shared limit holds."""
    return {"key": group.key, "name": group.name, "year_cap": from_quarters(group.year_cap)}


def activity_columns(activity: Activity) -> dict[str, Any]:
    """What the row of an activity holds, beside its group."""
    bounds = activity.bounds
    least, most = (bounds.least, bounds.most) if bounds else (None, None)
    return {
        "key": activity.key,
        "name": activity.name,
        "unit": activity.unit.value,
        "credits": _credits(activity.credits),
        "per": from_parts(activity.per, ONE),
        "step": activity.step,
        "item_cap": _credits(activity.item_cap),
        "year_cap": _credits(activity.year_cap),
        "longest": None if activity.longest is None else from_parts(activity.longest, ONE),
        "attendance": activity.attendance,
        "approval": activity.approval,
        "least": _credits(least),
        "most": _credits(most),
        "each": bool(bounds and bounds.each),
    }


def _quarters(value: Decimal | None) -> int | None:
    return None if value is None else to_quarters(value)


def _credits(quarters: int | None) -> Decimal | None:
    return None if quarters is None else from_quarters(quarters)
