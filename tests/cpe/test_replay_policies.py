import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpe.enums import Unit
from cpe.replay.fields import Faulty
from cpe.replay.policies import read_policies, shown
from cpe.rules.policy import ONE, Activity, Bounds, CapGroup, LevelNumbers, Policies, Policy
from cpe.shipped import POLICY
from tests.cpe.replaying import SHIPPED, claim, held, member, replayed

LEVELS: Final = ("foundation", "practitioner", "expert", "officer")
SHOWN: Final = json.loads(shown(SHIPPED[1]))


def _read(document: Any) -> Policies:
    return read_policies(json.dumps(document).encode(), levels=LEVELS)


def _faults(document: Any) -> list[tuple[str, str]]:
    try:
        _read(document)
    except Faulty as faulty:
        return [(fault["at"], fault["why"]) for fault in json.loads(faulty.written())["errors"]]
    return []


def test_the_shipped_policy_reads_back_as_itself() -> None:
    assert _read(SHOWN).versions == (POLICY,)
    assert shown(_read(SHOWN)) == shown(SHIPPED[1])


def test_the_shipped_policy_is_shown_in_credits_and_words() -> None:
    policy = SHOWN["policies"][0]
    assert (policy["annual_percent"], policy["annual_from"]) == ("200", "2025-01-01")
    assert policy["levels"][1] == {"key": "practitioner", "year_target": "20.00", "cycle_minimum": "60.00"}
    assert policy["groups"] == [{"key": "reading", "name": "Reading", "year_cap": "5.00"}]
    assert [activity["key"] for activity in policy["activities"]] == list(POLICY.activities)
    by_key = {activity["key"]: activity for activity in policy["activities"]}
    assert by_key["book"] == {
        "key": "book",
        "name": "Read books",
        "unit": "pages",
        "credits": "1.00",
        "per": "100",
        "step": "1.00",
        "item_cap": None,
        "year_cap": None,
        "group": "reading",
        "longest": None,
        "attendance": None,
        "approval": True,
        "bounds": None,
    }
    assert by_key["webinar-given"]["bounds"] == {"least": "5.00", "most": "6.00", "each": True}
    assert (by_key["webinar-attended"]["longest"], by_key["webinar-attended"]["attendance"]) == ("3", "80")
    assert by_key["forum-moderation"]["credits"] is None


QUARTERS: Final = st.integers(0, 4000)
LIMIT: Final = st.none() | QUARTERS
AMOUNTS: Final = st.integers(1, 10**10)
WORDS: Final = st.text(min_size=1, max_size=8)


@st.composite
def _bounds(draw: st.DrawFn) -> Bounds:
    least = draw(QUARTERS)
    return Bounds(least=least, most=draw(st.integers(least, 5000)), each=draw(st.booleans()))


@st.composite
def _policies(draw: st.DrawFn) -> Policies:
    def activity(key: str, groups: list[str]) -> Activity:
        credits_ = draw(LIMIT)
        group = draw(st.sampled_from([None, *groups]))
        return Activity(
            key=key,
            name=draw(WORDS),
            unit=draw(st.sampled_from(Unit)),
            credits=credits_,
            per=draw(AMOUNTS),
            step=draw(st.integers(1, 40)),
            item_cap=draw(LIMIT),
            year_cap=None if group else draw(LIMIT),
            group=group,
            longest=draw(st.none() | AMOUNTS),
            attendance=draw(st.none() | st.integers(0, 100)),
            approval=draw(st.booleans()),
            bounds=draw(_bounds() if credits_ is None else st.none() | _bounds()),
        )

    def version(effective_on: date) -> Policy:
        groups = draw(st.lists(WORDS, max_size=2, unique=True))
        return Policy(
            name=draw(WORDS),
            effective_on=effective_on,
            annual_percent=draw(st.none() | st.integers(0, 500)),
            annual_from=draw(st.none() | st.dates()),
            levels={
                level: LevelNumbers(year_target=draw(QUARTERS), cycle_minimum=draw(LIMIT))
                for level in draw(st.permutations(LEVELS))
            },
            groups={key: CapGroup(key=key, name=draw(WORDS), year_cap=draw(QUARTERS)) for key in groups},
            activities={key: activity(key, groups) for key in draw(st.lists(WORDS, max_size=4, unique=True))},
        )

    return Policies([version(day) for day in draw(st.lists(st.dates(), min_size=1, max_size=3, unique=True))])


@given(_policies())
def test_whatever_a_policy_can_say_is_shown_and_read_back(policies: Policies) -> None:
    text = shown(policies)
    again = read_policies(text.encode(), levels=LEVELS)
    assert again.versions == policies.versions
    assert shown(again) == text


def test_versions_hold_from_their_first_day_in_whatever_order_they_stand() -> None:
    second = deepcopy(SHOWN["policies"][0])
    second |= {"name": "Second version", "effective_on": "2026-01-01"}
    teaching = next(activity for activity in second["activities"] if activity["key"] == "teaching")
    teaching["credits"] = "2.00"
    policies = _read({"policies": [second, *SHOWN["policies"]]})
    assert [policy.name for policy in policies.versions] == ["First version", "Second version"]
    claims = [claim("teaching", "3", on, id=on) for on in ("2025-12-31", "2026-01-01")]
    cycle = replayed(member(held(), claims=claims), on="2026-06-01", policies=policies)[0]["credentials"][0]["cycles"][
        0
    ]
    assert [told["credits"] for told in cycle["claims"]] == ["3.00", "6.00"]


def test_an_activity_is_known_by_the_rules_of_its_day() -> None:
    later = {key: activity for key, activity in POLICY.activities.items() if key != "podcast"}
    policies = Policies([POLICY, replace(POLICY, effective_on=date(2026, 1, 1), activities=later)])
    claims = [claim("podcast", "3", on, id=on) for on in ("2025-12-31", "2026-01-01")]
    with pytest.raises(Faulty) as faulty:
        replayed(member(held(), claims=claims), policies=policies)
    assert [(fault.at, fault.why) for fault in faulty.value.faults] == [
        (
            ("members", 0, "claims", 1, "activity"),
            "The rules of the day it was completed do not know this activity.",
        )
    ]


V: Final = "policies[0]"
KNOWN_LEVELS: Final = "Here belongs one of these: expert, foundation, officer, practitioner."
NO_DECIMAL: Final = "Write a plain decimal such as 1.25: at most 12 digits before the point and 4 after it."
UNITS: Final = "Here belongs one of these: hours, pages, a4-pages, questions, courses, sessions, webinars."

FAULTS: Final[list[tuple[tuple[str | int, ...], Any, str, str]]] = [
    (("name",), "", f"{V}.name", "This text cannot be empty."),
    (("effective_on",), None, f"{V}.effective_on", "Here belongs text, not null."),
    (("effective_on",), "2025", f"{V}.effective_on", "This is no day: write one that exists, such as 2026-12-31."),
    (("annual_percent",), 200, f"{V}.annual_percent", "Here belongs text, not a number."),
    (("annual_percent",), "12.5", f"{V}.annual_percent", "Here belongs a whole number."),
    (("annual_from",), "now", f"{V}.annual_from", "This is no day: write one that exists, such as 2026-12-31."),
    (("levels", 0, "key"), "master", f"{V}.levels[0].key", KNOWN_LEVELS),
    (("levels", 1, "key"), "foundation", f"{V}.levels[1].key", "This was used before."),
    (("levels", 1, "year_target"), "20.1", f"{V}.levels[1].year_target", "Credits are counted in quarters."),
    (("levels", 1, "year_target"), None, f"{V}.levels[1].year_target", "Here belongs text, not null."),
    (("levels", 1, "cycle_minimum"), "-60", f"{V}.levels[1].cycle_minimum", "This is negative."),
    (("groups", 0, "year_cap"), None, f"{V}.groups[0].year_cap", "Here belongs text, not null."),
    (("activities", 1, "key"), "webinar-attended", f"{V}.activities[1].key", "This was used before."),
    (("activities", 0, "unit"), "days", f"{V}.activities[0].unit", UNITS),
    (("activities", 0, "credits"), "one", f"{V}.activities[0].credits", NO_DECIMAL),
    (
        ("activities", 0, "credits"),
        None,
        f"{V}.activities[0].bounds",
        "Without a rate, bounds say what a reviewer may grant.",
    ),
    (("activities", 0, "per"), "0", f"{V}.activities[0].per", "Here belongs more than 0."),
    (("activities", 0, "step"), "0.00", f"{V}.activities[0].step", "Here belongs more than 0."),
    (("activities", 0, "longest"), "0", f"{V}.activities[0].longest", "Here belongs more than 0."),
    (("activities", 0, "attendance"), "101", f"{V}.activities[0].attendance", "A share is at most 100."),
    (("activities", 0, "approval"), "no", f"{V}.activities[0].approval", "Here belongs true or false, not text."),
    (("activities", 0, "group"), "writing", f"{V}.activities[0].group", "No group has this key."),
    (
        ("activities", 14, "year_cap"),
        "5",
        f"{V}.activities[14].year_cap",
        "The limit of the group stands instead: leave this one null.",
    ),
    (("activities", 1, "bounds", "most"), "4", f"{V}.activities[1].bounds.most", "This is less than the least."),
    (
        ("activities", 1, "bounds", "each"),
        None,
        f"{V}.activities[1].bounds.each",
        "Here belongs true or false, not null.",
    ),
    (("activities", 1, "bounds"), "5-6", f"{V}.activities[1].bounds", "Here belongs an object, not text."),
    (("colour",), "red", f"{V}.colour", "No such key belongs here."),
]  # fmt: skip


def _changed(path: tuple[str | int, ...], value: Any) -> Any:
    document = deepcopy(SHOWN)
    spot = document["policies"][0]
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    return document


@pytest.mark.parametrize(("path", "value", "at", "why"), FAULTS)
def test_a_fault_of_a_policy_is_named_with_its_place(
    path: tuple[str | int, ...], value: Any, at: str, why: str
) -> None:
    assert (at, why) in _faults(_changed(path, value))


def test_a_level_and_a_group_that_are_used_are_there() -> None:
    assert _faults(_changed(("levels",), SHOWN["policies"][0]["levels"][:3])) == [
        (f"{V}.levels", "The level officer has no numbers.")
    ]
    assert _faults(_changed(("groups",), [])) == [
        (f"{V}.activities[14].group", "No group has this key."),
        (f"{V}.activities[15].group", "No group has this key."),
    ]


def test_there_is_a_version_and_each_begins_on_a_day_of_its_own() -> None:
    assert _faults({"policies": []}) == [("policies", "There is at least one version.")]
    assert _faults({}) == [("policies", "This key is missing.")]
    assert _faults([]) == [("", "Here belongs an object, not a list.")]
    assert _faults({"policies": SHOWN["policies"] * 2}) == [
        ("policies[1].effective_on", "Another version begins on this day.")
    ]


def test_every_key_is_there_and_all_faults_come_at_once() -> None:
    document = deepcopy(SHOWN)
    document["policies"].append({"levels": [{}], "groups": [{}], "activities": [{"bounds": {}}], "name": 1})
    found = _faults(document)
    assert [why for at, why in found if at == "policies[1].levels"] == [
        f"The level {level} has no numbers." for level in sorted(LEVELS)
    ]
    assert ("policies[1].name", "Here belongs text, not a number.") in found
    missing = [at for at, why in found if why == "This key is missing."]
    assert missing == [
        *(f"policies[1].levels[0].{key}" for key in ("key", "year_target", "cycle_minimum")),
        *(f"policies[1].groups[0].{key}" for key in ("key", "name", "year_cap")),
        *(f"policies[1].activities[0].bounds.{key}" for key in ("least", "most", "each")),
        *(
            f"policies[1].activities[0].{key}"
            for key in ("key", "name", "unit", "per", "step", "approval", "credits", "item_cap", "year_cap", "group",
                        "longest", "attendance")
        ),
        *(f"policies[1].{key}" for key in ("effective_on", "annual_percent", "annual_from")),
    ]  # fmt: skip


LEAVES: Final = st.none() | st.booleans() | st.floats() | st.sampled_from(["0", "1", "2025-01-01", "hours", "reading"])
ANYTHING: Final = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "policies", "x"]), inner),
    max_leaves=10,
)


@given(st.lists(st.integers(0, 30), max_size=6), ANYTHING)
def test_any_json_is_read_or_refused(path: list[int], value: Any) -> None:
    document = spot = deepcopy(SHOWN)
    for step in path:
        keys = list(spot) if isinstance(spot, dict) else range(len(spot))
        chosen = keys[step % len(keys)]
        if not isinstance(spot[chosen], dict | list) or not spot[chosen]:
            spot[chosen] = value
            break
        spot = spot[chosen]
    else:
        if isinstance(spot, list):
            spot.append(value)
    _faults(document)


def test_a_draft_for_shorter_books_changes_what_counts() -> None:
    book = replace(POLICY.activities["book"], per=50 * ONE)
    draft = Policies([replace(POLICY, activities={**POLICY.activities, "book": book})])
    asked = member(held(), claims=[claim("book", "200")])
    counted = [
        replayed(asked, policies=policies)[0]["credentials"][0]["cycles"][0]["counted"]
        for policies in (SHIPPED[1], draft)
    ]
    assert counted == ["2.00", "4.00"]
