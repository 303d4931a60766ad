"""The rules in words: what people read is what the rules do."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given

from cpe import words
from cpe.enums import Unit
from cpe.rules.claims import by_rate
from cpe.rules.policy import CREDIT, ONE, Policy
from cpe.shipped import POLICY
from tests.cpe.policies import NAMES, policies


@pytest.mark.parametrize(
    ("quarters", "told"),
    [(0, "0 credits"), (1, "0.25 credits"), (4, "1 credit"), (5, "1.25 credits"), (40, "10 credits")],
)
def test_credits_are_told_as_people_count_them(quarters: int, told: str) -> None:
    assert words.credits(quarters) == told


@pytest.mark.parametrize(
    ("unit", "counted", "told"),
    [
        (Unit.HOURS, ONE, "1 hour"),
        (Unit.HOURS, 12_500, "1.25 hours"),
        (Unit.PAGES, 1_000_000, "100 pages"),
        (Unit.A4_PAGES, 35_000, "3.5 pages of A4"),
        (Unit.QUESTIONS, ONE, "1 question"),
    ],
)
def test_amount_is_told_with_its_unit(unit: Unit, counted: int, told: str) -> None:
    assert words.amount(unit, counted) == told


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_has_its_words(unit: Unit) -> None:
    assert words.ONE_OF[unit]()
    assert words.amount(unit, ONE) != words.amount(unit, 2 * ONE).replace("2", "1")


SENTENCES = {
    "webinar-attended": (
        "1 credit per hour. Nothing unless at least 80 % of it was attended. Rounded down to a quarter of a credit. "
        "At most 10 credits a year. One claim is for at most 3 hours."
    ),
    "webinar-given": (
        "5 credits per webinar. The reviewer grants 5 to 6 credits per webinar. Waits for a reviewer's approval."
    ),
    "exam-question": "1 credit per question. At most 5 credits a year. Waits for a reviewer's approval.",
    "forum-moderation": (
        "The reviewer grants 0 to 5 credits for the whole claim. At most 5 credits a year. "
        "Waits for a reviewer's approval."
    ),
    "seco-expert": "40 credits per course.",
    "book": (
        "1 credit for every 100 pages. Rounded down to whole credits. At most 5 credits a year together with “Read "
        "white papers or articles”. Waits for a reviewer's approval."
    ),
    "podcast": "1 credit for every 3 hours. Rounded down to whole credits. At most 5 credits a year.",
    "article-published": "1 credit per page of A4. Rounded down to whole credits. At most 5 credits for one claim.",
}


@pytest.mark.parametrize("key", SENTENCES)
def test_activity_is_told_in_sentences(key: str) -> None:
    assert " ".join(words.activity(POLICY.activities[key], POLICY).sentences) == SENTENCES[key]


def test_levels_are_told_in_numbers_or_ask_nothing() -> None:
    told = [(level.name, level.year, level.cycle, level.most) for level in words.levels(POLICY, NAMES)]
    assert told == [
        ("Foundation", "", "", ""),
        ("Practitioner", "20", "60", "40"),
        ("Expert", "40", "120", "80"),
        ("Officer", "40", "120", "80"),
    ]
    unlimited = replace(POLICY, annual_percent=None, annual_from=None)
    assert {level.most for level in words.levels(unlimited, NAMES)} == {""}


def test_annual_limit_is_told_with_its_first_day() -> None:
    told = "at most 2 times the yearly number counts in one year"
    assert words.annual(POLICY) == f"{told}, of what was reported from 1 January 2025 on"
    assert words.annual(replace(POLICY, annual_from=None)) == told
    unlimited = replace(POLICY, annual_percent=None, annual_from=None)
    assert words.annual(unlimited) == "no limit on what counts in a year altogether"


def test_first_day_is_a_day_or_the_beginning() -> None:
    assert words.first_day(dt.date.min) == "the beginning"
    assert words.first_day(dt.date(2027, 3, 1)) == "1 March 2027"


def test_examples_show_each_way_of_rounding_once() -> None:
    assert words.examples(POLICY) == [
        "Attend a webinar: 1.3333 hours bring 1.25 credits.",
        "Read books: 350 pages bring 3 credits.",
        "Listen to podcasts: 10.5 hours bring 3 credits.",
        "Publish an article: 3.5 pages of A4 bring 3 credits.",
    ]


@given(policy=policies())
def test_example_says_what_the_rule_reckons(policy: Policy) -> None:
    for activity in policy.activities.values():
        told = words.example(activity)
        if not told:
            continue
        found = re.fullmatch(r"Do \w+: ([\d.\s]+) [\w ]+ bring ([\d.\s]+) credits?\.", told)
        assert found, told
        amount, quarters = (
            round(float("".join(number.split())) * scale)
            for number, scale in zip(found.groups(), (ONE, CREDIT), strict=True)
        )
        assert by_rate(activity, amount) == quarters


@given(policy=policies())
def test_every_activity_has_sentences(policy: Policy) -> None:
    for activity in policy.activities.values():
        told = words.activity(activity, policy).sentences
        assert told
        assert all(sentence[0] == sentence[0].upper() and sentence.endswith(".") for sentence in told)
        assert any("reviewer's approval" in sentence for sentence in told) == activity.approval
