"""Whether a version makes sense as a whole: every fault by one change of the shipped one, and what soundness is for."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from cpe.enums import Subject, Unit, Unsound
from cpe.findings import FAULTS, fault
from cpe.rules.claims import Claim, at_most, bounds, by_rate, grants
from cpe.rules.policy import CREDIT, ONE, Activity, Bounds, CapGroup, LevelNumbers, Policy
from cpe.rules.soundness import Fault, faults
from cpe.shipped import POLICY
from tests.cpe.policies import LEVELS, NAMES, policies


def _activity(key: str, **changes: Any) -> Policy:
    changed = replace(POLICY.activities[key], **changes)
    return replace(POLICY, activities={**POLICY.activities, key: changed})


def _level(key: str = "practitioner", **changes: Any) -> Policy:
    return replace(POLICY, levels={**POLICY.levels, key: replace(POLICY.levels[key], **changes)})


FIVE = Bounds(least=0, most=5 * CREDIT, each=False)
CASES = [
    (replace(POLICY, annual_percent=0), Unsound.LIMIT_NOT_POSITIVE, ""),
    (replace(POLICY, annual_percent=None), Unsound.DAY_WITHOUT_LIMIT, ""),
    (replace(POLICY, activities={}, groups={}), Unsound.NO_ACTIVITY, ""),
    (replace(POLICY, levels={"expert": POLICY.levels["expert"]}), Unsound.LEVEL_WITHOUT_NUMBERS, "practitioner"),
    (_level(cycle_minimum=None), Unsound.TARGET_WITHOUT_MINIMUM, "practitioner"),
    (_level(cycle_minimum=None), Unsound.CYCLE_WITHOUT_MINIMUM, "practitioner"),
    (_level("foundation", cycle_minimum=240), Unsound.MINIMUM_WITHOUT_CYCLE, "foundation"),
    (_level(cycle_minimum=0), Unsound.NOT_POSITIVE, "practitioner"),
    (_level(year_target=-1), Unsound.NOT_POSITIVE, "practitioner"),
    (_level(cycle_minimum=121 * CREDIT), Unsound.MINIMUM_OUT_OF_REACH, "practitioner"),
    (replace(POLICY, annual_percent=99), Unsound.MINIMUM_OUT_OF_REACH, "expert"),
    (
        replace(POLICY, groups={**POLICY.groups, "idle": CapGroup(key="idle", name="Idle", year_cap=4)}),
        Unsound.GROUP_UNUSED,
        "idle",
    ),
    (
        replace(POLICY, groups={"reading": replace(POLICY.groups["reading"], year_cap=0)}),
        Unsound.NOT_POSITIVE,
        "reading",
    ),
    (_activity("podcast", group="nowhere", year_cap=None), Unsound.GROUP_UNKNOWN, "podcast"),
    (_activity("podcast", group="reading"), Unsound.TWO_YEAR_LIMITS, "podcast"),
    (_activity("podcast", credits=0), Unsound.NOT_POSITIVE, "podcast"),
    (_activity("podcast", per=0), Unsound.NOT_POSITIVE, "podcast"),
    (_activity("podcast", item_cap=0), Unsound.NOT_POSITIVE, "podcast"),
    (_activity("podcast", year_cap=-4), Unsound.NOT_POSITIVE, "podcast"),
    (_activity("podcast", longest=0), Unsound.NOT_POSITIVE, "podcast"),
    (_activity("podcast", step=2), Unsound.STEP_UNKNOWN, "podcast"),
    (_activity("coach-hosted", per=ONE + 1), Unsound.PART_OF_WHOLE, "coach-hosted"),
    (_activity("forum-moderation", approval=False), Unsound.NOBODY_DECIDES, "forum-moderation"),
    (_activity("forum-moderation", bounds=None), Unsound.NOBODY_DECIDES, "forum-moderation"),
    (_activity("podcast", bounds=FIVE), Unsound.BOUNDS_WITHOUT_REVIEWER, "podcast"),
    (_activity("book", bounds=replace(FIVE, least=24)), Unsound.BOUNDS_OUT_OF_ORDER, "book"),
    (_activity("book", bounds=replace(FIVE, most=0)), Unsound.BOUNDS_OUT_OF_ORDER, "book"),
    (_activity("webinar-given", credits=10 * CREDIT), Unsound.RATE_OUT_OF_BOUNDS, "webinar-given"),
    (_activity("book", bounds=replace(FIVE, least=1)), Unsound.BOUNDS_OUT_OF_STEP, "book"),
    (_activity("webinar-attended", attendance=0), Unsound.SHARE_UNREADABLE, "webinar-attended"),
    (_activity("webinar-attended", attendance=101), Unsound.SHARE_UNREADABLE, "webinar-attended"),
    (_activity("book", attendance=80), Unsound.SHARE_WITHOUT_HOURS, "book"),
    (_activity("podcast", longest=3 * ONE - 1), Unsound.BRINGS_NOTHING, "podcast"),
]


def test_shipped_version_makes_sense() -> None:
    assert faults(POLICY, LEVELS) == []


@pytest.mark.parametrize(("policy", "code", "key"), CASES)
def test_fault_is_found_and_told_with_its_name(policy: Policy, code: Unsound, key: str) -> None:
    found = [found for found in faults(policy, LEVELS) if found.code is code]
    assert key in {found.key for found in found}
    for one in found:
        sentence = fault(one, policy, NAMES)
        assert sentence.endswith(".")
        things = {Subject.LEVEL: NAMES.get, Subject.GROUP: lambda key: policy.groups[key].name}
        name = things.get(one.about, lambda key: policy.activities[key].name)(one.key) if one.key else ""
        assert name in sentence


def test_every_fault_has_a_case_and_a_sentence() -> None:
    assert {code for _policy, code, _key in CASES} == set(Unsound) == FAULTS.keys()


def test_more_faults_than_one_are_all_told() -> None:
    policy = replace(_activity("podcast", per=0), annual_percent=0)
    assert {(found.about, found.code) for found in faults(policy, LEVELS)} >= {
        (Subject.VERSION, Unsound.LIMIT_NOT_POSITIVE),
        (Subject.ACTIVITY, Unsound.NOT_POSITIVE),
    }
    assert Fault(Unsound.NOT_POSITIVE, Subject.ACTIVITY, "podcast") in faults(policy, LEVELS)


def _claim(activity: Activity, amount: int) -> Claim:
    day = dt.date(2030, 1, 1)
    return Claim(id=1, activity=activity.key, completed_on=day, reported_on=day, amount=amount, attended=amount)


@given(policy=policies())
def test_every_claim_can_be_judged_by_a_version_without_faults(policy: Policy) -> None:
    wrong = {found.key for found in faults(policy, {})}
    for activity in policy.activities.values():
        if activity.key in wrong:
            continue
        amount = activity.longest or 1000 * max(activity.per, ONE)
        claim = _claim(activity, amount)
        least, most = bounds(activity, claim)
        assert 0 <= least <= most
        assert at_most(activity, claim) >= 0
        assert by_rate(activity, amount) or activity.bounds
        assert most in grants(activity, claim)
        assert activity.unit is not Unit.COURSES or activity.per % ONE == 0


@given(policy=policies())
def test_every_minimum_is_within_reach_of_a_version_without_faults(policy: Policy) -> None:
    wrong = {found.key for found in faults(policy, {})}
    numbers: LevelNumbers
    for key, numbers in policy.levels.items():
        limit = policy.annual_limit(numbers.year_target)
        if key not in wrong and limit is not None and numbers.cycle_minimum is not None:
            assert 3 * limit >= numbers.cycle_minimum
