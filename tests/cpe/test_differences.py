"""What two versions say differently: nothing is missed, nothing is made up, and sentences say it."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given

from cpe.enums import Aspect, Subject, Unit
from cpe.findings import PHRASES, compare
from cpe.rules import differences as rules
from cpe.rules.differences import Difference, differences
from cpe.rules.policy import CREDIT, ONE, Activity, Bounds, CapGroup, LevelNumbers, Policy
from cpe.shipped import POLICY
from tests.cpe.policies import NAMES, policies


def _activity(key: str, **changes: Any) -> Policy:
    changed = replace(POLICY.activities[key], **changes)
    return replace(POLICY, activities={**POLICY.activities, key: changed})


def _without(what: str, key: str) -> Policy:
    return replace(POLICY, **{what: {name: thing for name, thing in getattr(POLICY, what).items() if name != key}})


def _level(key: str, **changes: Any) -> Policy:
    return replace(POLICY, levels={**POLICY.levels, key: replace(POLICY.levels[key], **changes)})


def _group(**changes: Any) -> Policy:
    return replace(POLICY, groups={"reading": replace(POLICY.groups["reading"], **changes)})


SWIM = Activity(key="swim", name="Swim", unit=Unit.HOURS, credits=CREDIT)
CASES = [
    (_activity("podcast", year_cap=6 * CREDIT), ["Listen to podcasts: at most 6 credits a year, was 5."]),
    (_activity("podcast", year_cap=None), ["Listen to podcasts: no longer at most 5 credits a year."]),
    (_activity("teaching", year_cap=CREDIT), ["Teach a related course: at most 1 credit a year, which is new."]),
    (
        _activity("podcast", year_cap=None, group="reading"),
        [
            (
                "Listen to podcasts: at most 5 credits a year together with “Read books”, "
                "“Read white papers or articles”; "
                "before: at most 5 credits a year."
            )
        ],
    ),
    (
        _activity("article-published", item_cap=6 * CREDIT),
        ["Publish an article: at most 6 credits for one claim, was 5."],
    ),
    (
        _activity("webinar-attended", longest=2 * ONE),
        ["Attend a webinar: one claim is for at most 2 hours, was 3 hours."],
    ),
    (
        _activity("webinar-attended", attendance=90),
        ["Attend a webinar: nothing unless at least 90 % of it was attended, was 80 %."],
    ),
    (
        _activity("book", per=120 * ONE),
        [
            (
                "Read books: 1 credit for every 120 pages, rounded down to whole credits; "
                "before: 1 credit for every 100 pages, rounded down to whole credits."
            )
        ],
    ),
    (
        _activity("book", approval=False),
        ["Read books: counts as soon as it is reported; before: waits for a reviewer's approval."],
    ),
    (_activity("book", name="Read a book"), ["“Read books” is called “Read a book” now."]),
    (
        _activity("webinar-given", bounds=Bounds(least=5 * CREDIT, most=7 * CREDIT, each=True)),
        [
            (
                "Organise and give a webinar: the reviewer grants 5 to 7 credits per webinar; "
                "before: the reviewer grants 5 to 6 credits per webinar."
            )
        ],
    ),
    (_without("activities", "podcast"), ["No longer: Listen to podcasts."]),
    (
        replace(POLICY, activities={**POLICY.activities, "swim": SWIM}),
        ["New activity “Swim”. 1 credit per hour. Rounded down to a quarter of a credit."],
    ),
    (_group(year_cap=6 * CREDIT), ["Reading: at most 6 credits a year for all of them, was 5."]),
    (_group(name="Books"), ["“Reading” is called “Books” now."]),
    (
        replace(POLICY, groups={**POLICY.groups, "more": CapGroup(key="more", name="More", year_cap=CREDIT)}),
        ["New shared limit More: at most 1 credit a year for all of them."],
    ),
    (_level("expert", year_target=50 * CREDIT), ["Expert: 50 credits a year, was 40."]),
    (_level("expert", cycle_minimum=150 * CREDIT), ["Expert: 150 credits a cycle, was 120."]),
    (_level("expert", cycle_minimum=None), ["Expert: no cycle; before: 120 credits a cycle."]),
    (_level("foundation", cycle_minimum=CREDIT), ["Foundation: 1 credit a cycle; before: no cycle."]),
    (_without("levels", "expert"), ["No longer: Expert."]),
    (
        replace(POLICY, annual_percent=150),
        [
            (
                "All activities: at most 1.5 times the yearly number counts in one year, of what was reported from "
                "1 January 2025 on; before: at most 2 times the yearly number counts in one year, of what was reported "
                "from 1 January 2025 on."
            )
        ],
    ),
    (
        replace(POLICY, annual_percent=None, annual_from=None),
        [
            (
                "All activities: no limit on what counts in a year altogether; before: at most 2 times the yearly "
                "number counts in one year, of what was reported from 1 January 2025 on."
            )
        ],
    ),
    (replace(POLICY, name="Another", effective_on=dt.date(2030, 1, 1)), []),
]


@pytest.mark.parametrize(("after", "sentences"), CASES)
def test_difference_is_told_in_a_plain_sentence(after: Policy, sentences: list[str]) -> None:
    assert compare(POLICY, after, NAMES) == sentences


def test_what_was_taken_out_comes_back_as_new() -> None:
    assert compare(_without("levels", "expert"), POLICY, NAMES) == [
        "New level Expert: 40 credits a year, 120 credits a cycle."
    ]
    before = replace(POLICY, groups={**POLICY.groups, "more": CapGroup(key="more", name="More", year_cap=CREDIT)})
    assert compare(before, POLICY, NAMES) == ["No longer a shared limit: More."]


@pytest.mark.parametrize(
    ("shape", "told", "untold"),
    [
        (Policy, rules.VERSION, {"name", "effective_on", "levels", "groups", "activities"}),
        (LevelNumbers, rules.LEVEL, set()),
        (CapGroup, rules.GROUP, {"key"}),
        (Activity, rules.ACTIVITY, {"key"}),
    ],
)
def test_every_field_of_the_rules_is_told_once(shape: Any, told: dict, untold: set[str]) -> None:
    named = [name for names in told.values() for name in names]
    assert sorted([*named, *untold]) == sorted(field.name for field in fields(shape))


def test_every_aspect_of_an_activity_has_its_phrase() -> None:
    assert PHRASES.keys() == rules.ACTIVITY.keys() - {Aspect.NAME}


@given(policy=policies())
def test_version_says_nothing_different_from_itself(policy: Policy) -> None:
    assert differences(policy, policy) == []


@given(before=policies(), after=policies())
def test_differences_are_found_exactly_where_versions_differ(before: Policy, after: Policy) -> None:
    found = differences(before, after)
    same = replace(before, name=after.name, effective_on=after.effective_on) == after
    assert (found == []) == same
    back = {(one.about, one.key) for one in differences(after, before)}
    assert {(one.about, one.key) for one in found} == back
    assert len(found) == len(set(found))
    sentences = compare(before, after, NAMES)
    assert len(sentences) == len(found)
    assert all(sentence.endswith(".") and "  " not in sentence and "()" not in sentence for sentence in sentences)


def test_differences_come_in_the_order_of_reading() -> None:
    after = replace(
        _activity("podcast", approval=True), annual_percent=300, levels=_level("expert", year_target=4).levels
    )
    assert differences(POLICY, after) == [
        Difference(Aspect.ANNUAL_LIMIT),
        Difference(Aspect.YEAR_TARGET, Subject.LEVEL, "expert"),
        Difference(Aspect.APPROVAL, Subject.ACTIVITY, "podcast"),
    ]
