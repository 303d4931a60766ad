"""What two policy versions say differently. Their names and first days are no difference: each has its own.

Pure. In the order in which people read a version: its annual limit, its levels, its shared limits, its activities.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cpe.enums import Aspect, Subject
from cpe.rules.policy import Policy

VERSION: Final = {Aspect.ANNUAL_LIMIT: ("annual_percent", "annual_from")}
LEVEL: Final = {Aspect.YEAR_TARGET: ("year_target",), Aspect.CYCLE_MINIMUM: ("cycle_minimum",)}
GROUP: Final = {Aspect.NAME: ("name",), Aspect.YEAR_CAP: ("year_cap",)}
ACTIVITY: Final = {
    Aspect.NAME: ("name",),
    Aspect.RATE: ("unit", "credits", "per", "step"),
    Aspect.BOUNDS: ("bounds",),
    Aspect.LONGEST: ("longest",),
    Aspect.ATTENDANCE: ("attendance",),
    Aspect.ITEM_CAP: ("item_cap",),
    Aspect.YEAR_CAP: ("year_cap", "group"),
    Aspect.APPROVAL: ("approval",),
}
"""What is told of each kind of thing → the fields that say it; every field but the key is in one of them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, and in which level, group or activity, by its key; without one, in the version itself."""

    aspect: Aspect
    about: Subject = Subject.VERSION
    key: str = ""


def differences(before: Policy, after: Policy) -> list[Difference]:
    """Everything ``after`` says differently from ``before``."""
    return [
        *_of(before, after, VERSION, Subject.VERSION, ""),
        *_among(before.levels, after.levels, LEVEL, Subject.LEVEL),
        *_among(before.groups, after.groups, GROUP, Subject.GROUP),
        *_among(before.activities, after.activities, ACTIVITY, Subject.ACTIVITY),
    ]


def _among(
    before: Mapping[str, Any], after: Mapping[str, Any], told: Mapping[Aspect, tuple[str, ...]], about: Subject
) -> Iterator[Difference]:
    for key, thing in after.items():
        if key in before:
            yield from _of(before[key], thing, told, about, key)
        else:
            yield Difference(Aspect.ADDED, about, key)
    for key in before:
        if key not in after:
            yield Difference(Aspect.REMOVED, about, key)


def _of(
    before: Any, after: Any, told: Mapping[Aspect, tuple[str, ...]], about: Subject, key: str
) -> Iterator[Difference]:
    for aspect, fields in told.items():
        if any(getattr(before, field) != getattr(after, field) for field in fields):
            yield Difference(aspect, about, key)
