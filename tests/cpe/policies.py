"""Policies of any content, for properties; and a policy as rows."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from cpe import rows
from cpe.enums import Unit, VersionState
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion
from cpe.rules.policy import CREDIT, ONE, Activity, Bounds, Policy
from cpe.rules.policy import CapGroup as Group
from cpe.rules.policy import LevelNumbers as Numbers
from members.models import Level
from tests.factories.accounts import UserFactory
from tests.factories.cpe import DRAFTED, PolicyVersionFactory

LEVELS = {"foundation": False, "practitioner": True, "expert": True, "officer": True}
"""The catalogue's levels, and whether their titles have cycles."""
NAMES = {key: key.title() for key in LEVELS}
CREDITS = st.integers(1, 400)
AMOUNTS = st.integers(1, 500 * ONE)


@st.composite
def activities(draw: st.DrawFn, key: str, groups: list[str]) -> Activity:
    """An activity that a row can hold."""
    rate = draw(st.none() | CREDITS)
    least = draw(st.integers(0, 40))
    bounds = st.builds(Bounds, least=st.just(least), most=st.integers(max(least, 1), 80), each=st.booleans())
    group = draw(st.none() | st.sampled_from(groups)) if groups else None
    return Activity(
        key=key,
        name=f"Do {key}",
        unit=draw(st.sampled_from(Unit)),
        credits=rate,
        per=draw(AMOUNTS),
        step=draw(st.sampled_from([1, CREDIT])),
        item_cap=draw(st.none() | CREDITS),
        year_cap=None if group else draw(st.none() | CREDITS),
        group=group,
        longest=draw(st.none() | AMOUNTS),
        attendance=draw(st.none() | st.integers(1, 100)),
        approval=draw(st.booleans()),
        bounds=draw(bounds if rate is None else st.none() | bounds),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A version that rows can hold; whether it makes sense as a whole is another question."""
    percent = draw(st.none() | st.integers(1, 1000))
    groups = draw(st.lists(st.sampled_from(["g1", "g2"]), unique=True).map(sorted))
    keys = draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True))
    asked = st.builds(Numbers, year_target=st.integers(0, 400), cycle_minimum=st.none() | CREDITS)
    return Policy(
        name="Any",
        effective_on=draw(st.dates(dt.date(2030, 1, 1), dt.date(2090, 1, 1))),
        annual_percent=percent,
        annual_from=draw(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1))) if percent else None,
        levels={key: draw(asked) for key in LEVELS if draw(st.booleans())},
        groups={key: Group(key=key, name=f"Group {key}", year_cap=draw(CREDITS)) for key in groups},
        activities={key: draw(activities(key, groups)) for key in keys},
    )


def written(policy: Policy, *, state: VersionState = VersionState.DRAFT, **fields: Any) -> PolicyVersion:
    """The policy as rows of a version in this state."""
    version = PolicyVersionFactory(**{**rows.version_columns(policy), **fields})
    for key, numbers in policy.levels.items():
        LevelNumbers.objects.create(version=version, level=Level.objects.get(key=key), **rows.level_columns(numbers))
    groups = {
        key: CapGroup.objects.create(version=version, **rows.group_columns(group))
        for key, group in policy.groups.items()
    }
    for place, activity in enumerate(policy.activities.values(), start=1):
        group = groups.get(activity.group)
        ActivityType.objects.create(version=version, place=place, group=group, **rows.activity_columns(activity))
    if state in {VersionState.PUT_FORWARD, VersionState.PUBLISHED}:
        version.put_forward(by=version.drafted_by, at=DRAFTED)
    if state == VersionState.PUBLISHED:
        version.publish(by=UserFactory(), at=DRAFTED)
    version.save()
    return version
