"""Versions of the rules as a document: what ``--show-policies`` prints and ``--policies`` reads.

Credits, amounts and percentages are text, units are words, and every key is there: null says that there is no such
limit. A version holds from its first day until the next one's, the earliest from the beginning.
"""

from collections.abc import Collection, Container, Iterator
from datetime import date
from typing import Any, Final

from cpe.enums import Unit
from cpe.replay.fields import Fault, Faulty, Fields, Shape, amount_text, credits_text, dumped, in_order, loaded
from cpe.rules.policy import ONE, Activity, Bounds, CapGroup, LevelNumbers, Policies, Policy

DOCUMENT: Final = Shape(required=("policies",))
POLICY: Final = Shape(
    required=("name", "effective_on", "levels", "groups", "activities"), nullable=("annual_percent", "annual_from")
)
LEVEL: Final = Shape(required=("key", "year_target"), nullable=("cycle_minimum",))
GROUP: Final = Shape(required=("key", "name", "year_cap"))
ACTIVITY: Final = Shape(
    required=("key", "name", "unit", "per", "step", "approval"),
    nullable=("credits", "item_cap", "year_cap", "group", "longest", "attendance", "bounds"),
)
BOUNDS: Final = Shape(required=("least", "most", "each"))


def shown(policies: Policies) -> str:
    """The versions as a JSON document."""
    return dumped({"policies": [_policy(policy) for policy in policies.versions]})


def read_policies(raw: bytes, *, levels: Collection[str]) -> Policies:
    """Read versions; each says the numbers of all ``levels``. Raises ``Faulty`` with every fault in the document."""
    document = loaded(raw)
    faults: list[Fault] = []
    fields = Fields.top(document, DOCUMENT, faults)
    versions = _versions(fields, levels) if fields else []
    if faults:
        raise Faulty(in_order(document, faults))
    return Policies(versions)


# Written --------------------------------------------------------------------------------------------


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "effective_on": policy.effective_on.isoformat(),
        "annual_percent": None if policy.annual_percent is None else str(policy.annual_percent),
        "annual_from": policy.annual_from and policy.annual_from.isoformat(),
        "levels": [
            {
                "key": key,
                "year_target": credits_text(numbers.year_target),
                "cycle_minimum": _credits_or_null(numbers.cycle_minimum),
            }
            for key, numbers in policy.levels.items()
        ],
        "groups": [
            {"key": group.key, "name": group.name, "year_cap": credits_text(group.year_cap)}
            for group in policy.groups.values()
        ],
        "activities": [_activity(activity) for activity in policy.activities.values()],
    }


def _activity(activity: Activity) -> dict[str, Any]:
    bounds = activity.bounds
    return {
        "key": activity.key,
        "name": activity.name,
        "unit": activity.unit.value,
        "credits": _credits_or_null(activity.credits),
        "per": amount_text(activity.per),
        "step": credits_text(activity.step),
        "item_cap": _credits_or_null(activity.item_cap),
        "year_cap": _credits_or_null(activity.year_cap),
        "group": activity.group,
        "longest": None if activity.longest is None else amount_text(activity.longest),
        "attendance": None if activity.attendance is None else str(activity.attendance),
        "approval": activity.approval,
        "bounds": bounds
        and {"least": credits_text(bounds.least), "most": credits_text(bounds.most), "each": bounds.each},
    }


def _credits_or_null(quarters: int | None) -> str | None:
    return None if quarters is None else credits_text(quarters)


# Read -----------------------------------------------------------------------------------------------


def _versions(fields: Fields, levels: Collection[str]) -> list[Policy]:
    parts = list(fields.parts("policies", POLICY))
    if fields.is_given("policies") and not parts:
        fields.note("policies", "There is at least one version.")
    begun: set[date] = set()
    return [_version(part, levels, begun) for part in parts]


def _version(fields: Fields, levels: Collection[str], begun: set[date]) -> Policy:
    """One version; ``begun`` are the days on which those before it begin."""
    name, effective_on = fields.text("name"), fields.day("effective_on")
    if effective_on in begun:
        fields.note("effective_on", "Another version begins on this day.")
    elif effective_on:
        begun.add(effective_on)
    groups = dict(_groups(fields))
    return Policy(
        name=name or "",
        effective_on=effective_on or date.min,
        annual_percent=_whole(fields, "annual_percent"),
        annual_from=fields.day("annual_from"),
        levels=_levels(fields, levels),
        groups=groups,
        activities=dict(_activities(fields, groups)),
    )


def _levels(fields: Fields, levels: Collection[str]) -> dict[str, LevelNumbers]:
    numbers: dict[str, LevelNumbers] = {}
    for part in fields.parts("levels", LEVEL):
        key = part.once("key", numbers)
        if key and key not in levels:
            part.note("key", f"Here belongs one of these: {', '.join(sorted(levels))}.")
        numbers[key] = LevelNumbers(
            year_target=part.credits("year_target") or 0, cycle_minimum=part.credits("cycle_minimum")
        )
    if fields.is_given("levels"):
        for level in sorted(set(levels) - numbers.keys()):
            fields.note("levels", f"The level {level} has no numbers.")
    return numbers


def _groups(fields: Fields) -> Iterator[tuple[str, CapGroup]]:
    taken: set[str] = set()
    for part in fields.parts("groups", GROUP):
        key = part.once("key", taken)
        taken.add(key)
        yield key, CapGroup(key=key, name=part.text("name") or "", year_cap=part.credits("year_cap") or 0)


def _activities(fields: Fields, groups: Container[str]) -> Iterator[tuple[str, Activity]]:
    taken: set[str] = set()
    for part in fields.parts("activities", ACTIVITY):
        key = part.once("key", taken)
        taken.add(key)
        yield key, _read_activity(part, key, groups)


def _read_activity(fields: Fields, key: str, groups: Container[str]) -> Activity:
    group = fields.text("group")
    if group is not None and group not in groups:
        fields.note("group", "No group has this key.")
    if group is not None and fields.is_given("year_cap"):
        fields.note("year_cap", "The limit of the group stands instead: leave this one null.")
    attendance = _whole(fields, "attendance")
    if attendance is not None and attendance > 100:
        fields.note("attendance", "A share is at most 100.")
    bounds = _bounds(fields)
    if not fields.is_given("credits") and not fields.is_given("bounds"):
        fields.note("bounds", "Without a rate, bounds say what a reviewer may grant.")
    return Activity(
        key=key,
        name=fields.text("name") or "",
        unit=fields.word("unit", Unit) or Unit.HOURS,
        credits=fields.credits("credits"),
        per=fields.more_than_nothing("per") or ONE,
        step=fields.credits("step", at_least=1) or 1,
        item_cap=fields.credits("item_cap"),
        year_cap=fields.credits("year_cap"),
        group=group,
        longest=fields.more_than_nothing("longest"),
        attendance=attendance,
        approval=fields.flag("approval"),
        bounds=bounds,
    )


def _bounds(fields: Fields) -> Bounds | None:
    part = fields.part("bounds", BOUNDS)
    if part is None:
        return None
    least, most = part.credits("least"), part.credits("most")
    if least is not None and most is not None and least > most:
        part.note("most", "This is less than the least.")
    return Bounds(least=least or 0, most=most or 0, each=part.flag("each"))


def _whole(fields: Fields, key: str) -> int | None:
    """A whole number, as text."""
    value = fields.decimal(key)
    if value is not None and value % ONE:
        fields.note(key, "Here belongs a whole number.")
    return None if value is None else value // ONE
