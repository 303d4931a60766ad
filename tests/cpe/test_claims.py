"""One claim at a time: what it brings, what a reviewer may grant, what makes no sense, which version judges it."""

from dataclasses import replace
from datetime import date

import pytest

from cpe.enums import ClaimStatus, Unfit
from cpe.rules.claims import as_of, at_most, attended_enough, by_rate, grants, unfit
from cpe.rules.policy import CREDIT, ONE, Policies
from cpe.shipped import POLICY
from tests.cpe.cases import claim, quarters, told, units

DAY_ONE = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("case_id", "activity", "amount", "expected"),
    [
        ("G-070", "other-course", "6", "6.00"),
        ("G-077", "book", "320", "3.00"),
        ("G-079", "article-read", "320", "2.00"),
        ("G-080", "book", "99", "0.00"),
        ("G-080", "book", "100", "1.00"),
        ("G-080", "book", "199", "1.00"),
        ("G-080", "book", "200", "2.00"),
        ("G-082 apart", "book", "250", "2.00"),
        ("G-082 as one", "book", "500", "5.00"),
        ("G-085", "podcast", "18", "6.00"),
        ("podcasts bundled", "podcast", "8.9999", "2.00"),
        ("G-086", "article-published", "3", "3.00"),
        ("half an A4 page more", "article-published", "3.5", "3.00"),
        ("G-091", "teaching", "6", "6.00"),
        ("75 minutes", "teaching", "1.25", "1.25"),
        ("20 minutes", "teaching", "0.3333", "0.25"),
        ("a minute short of a quarter", "teaching", "0.2499", "0.00"),
        ("G-096", "webinar-given", "1", "5.00"),
        ("G-097", "exam-question", "7", "7.00"),
        ("G-101", "seco-foundation", "1", "20.00"),
        ("G-101", "seco-practitioner", "1", "30.00"),
        ("G-101", "seco-expert", "1", "40.00"),
        ("G-101", "seco-short", "1", "4.00"),
        ("G-102", "exam-prep-given", "3", "3.00"),
        ("G-103", "coach-attended", "1", "1.00"),
        ("G-103", "coach-hosted", "1", "5.00"),
    ],
)
def test_an_amount_brings_credits_by_its_rate(case_id, activity, amount, expected):
    assert told(by_rate(POLICY.activities[activity], units(amount))) == expected, case_id


@pytest.mark.parametrize(("attended", "enough"), [("0.8", True), ("0.7999", False), ("1", True), ("0", False)])
def test_a_webinar_counts_from_four_fifths(attended, enough):
    """G-073: 48 of 60 minutes."""
    hour = claim("webinar-attended", "1", attended=attended, done=DAY_ONE)
    assert attended_enough(POLICY.activities["webinar-attended"], hour) is enough


@pytest.mark.parametrize(
    ("activity", "amount", "may", "may_not"),
    [
        ("webinar-given", "1", ["5", "6"], ["0", "4", "5.5", "7"]),
        ("webinar-given", "2", ["10", "11", "12"], ["9", "13"]),
        ("forum-moderation", "40", ["0", "0.25", "5"], ["5.25"]),
        ("exam-question", "5", ["0", "3", "5"], ["5.25", "6"]),
        ("article-published", "7", ["6", "7"], ["7.25"]),
    ],
)
def test_a_reviewer_grants_what_the_rules_allow(activity, amount, may, may_not):
    allowed = grants(POLICY.activities[activity], claim(activity, amount, done=DAY_ONE))
    assert [grant for grant in (*may, *may_not) if quarters(grant) in allowed] == may


def test_nothing_can_be_granted_for_a_webinar_hardly_attended():
    hour = claim("webinar-attended", "1", attended="0.5", done=DAY_ONE)
    assert list(grants(POLICY.activities["webinar-attended"], hour)) == [0]


@pytest.mark.parametrize(
    ("activity", "amount", "expected"),
    [("webinar-given", "2", "12.00"), ("forum-moderation", "90", "5.00"), ("book", "320", "3.00")],
)
def test_what_is_open_is_weighed_at_the_most_it_could_bring(activity, amount, expected):
    assert told(at_most(POLICY.activities[activity], claim(activity, amount, done=DAY_ONE))) == expected


@pytest.mark.parametrize(
    ("activity", "amount", "attended", "expected"),
    [
        ("teaching", "0", None, Unfit.NOT_POSITIVE),
        ("teaching", "-1", None, Unfit.NOT_POSITIVE),
        ("exam-question", "1.5", None, Unfit.NOT_WHOLE),
        ("webinar-attended", "3.0001", "3", Unfit.TOO_LONG),
        ("webinar-attended", "3", None, Unfit.ATTENDANCE_MISSING),
        ("teaching", "3", "3", Unfit.ATTENDANCE_NOT_ASKED),
        ("webinar-attended", "1", "1.0001", Unfit.ATTENDED_TOO_LONG),
        ("webinar-attended", "3", "0", None),
        ("book", "320.5", None, None),
    ],
)
def test_an_amount_that_makes_no_sense_is_told_apart(activity, amount, attended, expected):
    found = unfit(POLICY.activities[activity], units(amount), None if attended is None else units(attended))
    assert found == (() if expected is None else (expected,))


def test_everything_that_makes_no_sense_is_told_at_once():
    webinar, questions = POLICY.activities["webinar-attended"], POLICY.activities["exam-question"]
    assert unfit(webinar, units("3.5"), units("4")) == (Unfit.TOO_LONG, Unfit.ATTENDED_TOO_LONG)
    assert unfit(questions, units("1.5"), 0) == (Unfit.NOT_WHOLE, Unfit.ATTENDANCE_NOT_ASKED)
    assert unfit(webinar, None, None) == (Unfit.ATTENDANCE_MISSING,)


def test_a_claim_stands_as_its_last_decision_by_the_day():
    first, second = date(2026, 4, 1), date(2026, 5, 1)
    decisions = (
        *claim("teaching", done=first).decisions,
        *claim("teaching", done=second, status="denied").decisions,
    )
    reversed_ = replace(claim("teaching", done=DAY_ONE), decisions=decisions)
    assert as_of(reversed_, date(2026, 3, 31)) is None
    assert as_of(reversed_, first).status is ClaimStatus.ACCEPTED
    assert as_of(reversed_, second).status is ClaimStatus.DENIED


def test_the_version_in_force_is_the_last_that_began():
    second = replace(POLICY, name="second", effective_on=date(2027, 1, 1))
    both = Policies([second, POLICY])
    assert [both.on(day).name for day in (date.min, date(2026, 12, 31), date(2027, 1, 1), date.max)] == [
        "First version",
        "First version",
        "second",
        "second",
    ]
    late_start = Policies([second])
    assert late_start.on(date(2020, 1, 1)).name == "second"


def test_a_draft_is_tried_as_if_no_version_came_after_it():
    second, third = (
        replace(POLICY, name=name, effective_on=day) for name, day in (("2", date(2027, 1, 1)), ("3", date(2028, 1, 1)))
    )
    draft = replace(POLICY, name="draft", effective_on=date(2030, 1, 1))
    tried = Policies([POLICY, second, third]).as_if(draft, date(2027, 6, 1))
    assert [version.name for version in tried.versions] == ["First version", "2", "draft"]
    assert [v.name for v in Policies([POLICY, second]).as_if(draft, date.min).versions] == ["draft"]


@pytest.mark.parametrize("versions", [[], [POLICY, POLICY]])
def test_versions_begin_on_days_of_their_own(versions):
    with pytest.raises(ValueError, match="Versions"):
        Policies(versions)


def test_shipped_numbers_are_the_decided_ones():
    """G-145, G-146 by their levels."""
    assert {key: (n.year_target, n.cycle_minimum) for key, n in POLICY.levels.items()} == {
        "foundation": (0, None),
        "practitioner": (20 * CREDIT, 60 * CREDIT),
        "expert": (40 * CREDIT, 120 * CREDIT),
        "officer": (40 * CREDIT, 120 * CREDIT),
    }
    assert len(POLICY.activities) == 20
    assert POLICY.activities["webinar-attended"].longest == 3 * ONE
    assert [key for key, activity in POLICY.activities.items() if activity.approval] == [
        "webinar-given",
        "exam-question",
        "forum-moderation",
        "book",
    ]
