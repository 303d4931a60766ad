"""The suitability check as arithmetic: what is asked next, what the answers come to, what a period may be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules.suitability import (
    MOST,
    Answers,
    Fault,
    Gap,
    Level,
    Paper,
    People,
    Question,
    Result,
    Stretch,
    bars,
    fault,
    finding,
    packed,
    unanswered,
    unpacked,
)
from applications.rules.term import Job, term
from common.calendar import Span, span

ON = date(2026, 11, 30)
LONG = Stretch(first=date(2019, 3, 1), first_by_month=True)
WHOLE = Answers(
    in_field=True,
    stretches=(LONG,),
    level=Level.INSIDE,
    results=True,
    people=People.ENOUGH,
    papers=frozenset(Paper),
)

DAYS = st.dates(date(1990, 1, 1), ON)
STRETCHES = st.lists(
    st.builds(
        lambda first, length, running, months: Stretch(
            first=first,
            last=None if running else min(first + timedelta(length), ON),
            first_by_month=months,
            last_by_month=months and not running,
        ),
        DAYS,
        st.integers(0, 4000),
        st.booleans(),
        st.booleans(),
    ),
    max_size=MOST,
).map(tuple)
ANSWERS = st.builds(
    Answers,
    in_field=st.sampled_from([None, True, False]),
    stretches=STRETCHES,
    level=st.sampled_from([None, *Level]),
    results=st.sampled_from([None, True, False]),
    people=st.sampled_from([None, *People]),
    papers=st.none() | st.frozensets(st.sampled_from(Paper)),
)


def test_overlapping_periods_are_one_honest_number() -> None:
    stretches = (
        Stretch(first=date(2020, 1, 1), last=date(2022, 6, 30)),
        Stretch(first=date(2018, 1, 1), last=date(2020, 12, 31)),
    )
    found = finding(replace(WHOLE, stretches=stretches), ON)
    assert (found.result, found.gaps) == (Result.NOT_YET, (Gap.TERM,))
    assert (found.term.length, found.term.missing) == (Span(54), Span(6))
    single, merged = bars(stretches, ON)
    assert (len(single), len(merged)) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "result", "gaps"),
    [
        ({}, Result.READY, ()),
        ({"papers": frozenset()}, Result.READY, ()),
        ({"in_field": False}, Result.ANOTHER, (Gap.FIELD,)),
        ({"level": Level.NEITHER}, Result.ANOTHER, (Gap.LEVEL,)),
        ({"level": Level.NEITHER, "results": False}, Result.ANOTHER, (Gap.LEVEL, Gap.RESULTS)),
        ({"level": Level.OUTSIDE}, Result.READY, ()),
        ({"stretches": ()}, Result.NOT_YET, (Gap.TERM,)),
        ({"results": False}, Result.NOT_YET, (Gap.RESULTS,)),
        ({"people": People.FEWER}, Result.NOT_YET, (Gap.PEOPLE,)),
        ({"people": People.ONE_ORGANISATION}, Result.NOT_YET, (Gap.ORGANISATIONS,)),
    ],
)
def test_answers_come_to_a_result_with_what_is_missing(changes: dict, result: Result, gaps: tuple[Gap, ...]) -> None:
    found = finding(replace(WHOLE, **changes), ON)
    assert (found.result, found.gaps) == (result, gaps)


def test_a_running_period_names_the_first_day_the_term_is_met() -> None:
    found = finding(replace(WHOLE, stretches=(Stretch(first=date(2022, 1, 16)),)), ON)
    assert (found.term.met_on, found.term.again) == (date(2027, 1, 14), False)


def test_a_period_that_ended_names_the_day_counted_from_work_taken_up_today() -> None:
    stretches = (Stretch(first=date(2018, 1, 1), last=date(2022, 6, 30)),)
    found = finding(replace(WHOLE, stretches=stretches), ON)
    assert (found.term.met_on, found.term.again) == (date(2027, 5, 29), True)


@given(STRETCHES)
def test_the_day_named_is_the_first_on_which_the_term_is_met(stretches: tuple[Stretch, ...]) -> None:
    found = finding(replace(WHOLE, stretches=stretches), ON).term
    jobs = [Job(first=kept.first, last=kept.last) for kept in stretches]
    jobs += [Job(first=ON)] if found.again else []
    assert (found.met_on is None) == (not stretches)
    if found.met_on and not found.met:
        assert found.met_on >= ON
        assert found.missing > Span()
        going_on = [*jobs, Job(first=max(kept.first for kept in jobs))]
        assert term(going_on, found.met_on).met
        assert not term(going_on, found.met_on - timedelta(1)).met


@given(ANSWERS)
def test_ready_means_that_nothing_is_missing_and_another_title_that_time_does_not_help(answers: Answers) -> None:
    found = finding(answers, ON)
    assert (found.result == Result.READY) == (not found.gaps)
    assert (found.result == Result.ANOTHER) == bool({Gap.FIELD, Gap.LEVEL} & set(found.gaps))


@given(ANSWERS)
def test_answers_come_back_from_a_session_as_they_went_in(answers: Answers) -> None:
    assert unpacked(packed(answers)) == answers


@pytest.mark.parametrize(
    "kept", [{}, {"field": True}, {**packed(WHOLE), "level": "king"}, {**packed(WHOLE), "periods": [["2019-02-30"]]}]
)
def test_answers_in_another_shape_are_none(kept: dict) -> None:
    assert unpacked(kept) == Answers()


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, None),
        ({"in_field": None}, Question.FIELD),
        ({"in_field": False, "stretches": (), "level": None}, None),
        ({"stretches": ()}, Question.PERIODS),
        ({"level": None, "papers": None}, Question.LEVEL),
        ({"level": Level.NEITHER, "results": None, "people": None}, None),
        ({"results": None}, Question.RESULTS),
        ({"people": None}, Question.PEOPLE),
        ({"papers": None}, Question.PAPERS),
    ],
)
def test_the_first_question_without_an_answer_is_asked_next(changes: dict, asked: Question | None) -> None:
    assert unanswered(replace(WHOLE, **changes)) == asked


@pytest.mark.parametrize(
    ("stretch", "others", "found"),
    [
        (LONG, 0, None),
        (LONG, MOST - 1, None),
        (LONG, MOST, Fault.TOO_MANY),
        (Stretch(first=ON), 0, None),
        (Stretch(first=ON + timedelta(1)), 0, Fault.BEGINS_LATER),
        (Stretch(first=date(2020, 5, 2), last=date(2020, 5, 1)), 0, Fault.ENDS_BEFORE),
        (Stretch(first=date(2020, 5, 2), last=date(2020, 5, 2)), 0, None),
        (Stretch(first=date(2020, 5, 2), last=ON), 0, None),
        (Stretch(first=date(2020, 5, 2), last=date(2026, 12, 31), last_by_month=True), 0, Fault.ENDS_LATER),
    ],
)
def test_a_period_is_kept_or_says_why_not(stretch: Stretch, others: int, found: Fault | None) -> None:
    assert fault(stretch, others, ON) == found


def test_the_running_month_alone_may_be_the_last_one() -> None:
    stretch = Stretch(first=date(2020, 5, 1), last=date(2026, 11, 30), last_by_month=True)
    assert fault(stretch, 0, date(2026, 11, 3)) is None
    assert fault(replace(stretch, last_by_month=False), 0, date(2026, 11, 3)) == Fault.ENDS_LATER


def test_periods_are_added_changed_and_removed_the_newest_first() -> None:
    early, late = Stretch(first=date(2015, 1, 1), last=date(2016, 1, 1)), Stretch(first=date(2020, 1, 1))
    both = Answers().with_stretch(None, early).with_stretch(None, late)
    assert both.stretches == (late, early)
    assert both.with_stretch(1, LONG).stretches == (late, LONG)
    assert both.without_stretch(0).stretches == (early,)


@given(STRETCHES)
def test_bars_stay_on_their_line_and_merged_ones_do_not_overlap(stretches: tuple[Stretch, ...]) -> None:
    single, merged = bars(stretches, ON)
    assert all(bar.at >= 0 and bar.width >= 4 and bar.at + bar.width <= 1004 for bar in (*single, *merged))
    assert [bar.number for bar in single] == list(range(len(stretches)))
    assert sum(bar.width for bar in merged) <= 1000 + 5 * len(merged)
    if stretches:
        assert span([kept.period for kept in stretches], on=ON) == finding(Answers(stretches=stretches), ON).term.length
