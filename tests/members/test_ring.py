"""The seal ring: where its arcs lie, on which day."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules import ring as rules
from members.rules.cycles import Window
from members.rules.ring import Arc, mark, part, ring

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def test_cycle_from_july_leaves_half_a_year_open_on_either_side() -> None:
    found = ring(dt.date(2025, 7, 1), dt.date(2028, 6, 30), dt.date(2025, 7, 1))
    assert found.outer.start == pytest.approx(181 / 1461)
    assert found.outer.length == pytest.approx(1096 / 1461)
    assert (found.inner.start, found.inner.length) == pytest.approx((181 / 365, 184 / 365))
    assert (len(found.years), len(found.months)) == (4, 12)
    assert found.outer_passed.length == pytest.approx(1 / 1461)


def test_cycle_of_three_calendar_years_is_a_whole_turn() -> None:
    found = ring(dt.date(2026, 1, 1), dt.date(2028, 12, 31), dt.date(2027, 6, 1))
    assert (found.outer, found.inner) == (Arc(0.0, 1.0), Arc(0.0, 1.0))
    assert found.outer.path(10, 20).count("A") == 2


def test_title_without_end_closes_the_outer_circle() -> None:
    found = ring(dt.date(2025, 7, 1), None, dt.date(2030, 3, 1))
    assert (found.outer, found.outer_passed, found.inner, found.years) == (Arc(0.0, 1.0), Arc(0.0, 1.0), Arc(0, 1), ())


@given(since=DAYS, on=DAYS)
def test_arcs_lie_within_one_turn_and_passed_within_them(since: dt.date, on: dt.date) -> None:
    found = ring(since, Window(number=1, first=since).expires_on, on)
    for whole, passed in ((found.outer, found.outer_passed), (found.inner, found.inner_passed)):
        assert 0 <= whole.start <= whole.start + whole.length <= 1.000001
        assert passed.length == 0 or passed.start == whole.start
        assert passed.length <= whole.length + 1e-9
    assert 0.74 < found.outer.length <= 1.0
    assert (found.inner.length > 0) is (since.year <= on.year <= Window(number=1, first=since).expires_on.year)


def test_path_runs_clockwise_from_the_top() -> None:
    assert Arc(0.0, 0.25).path(10, 20) == "M20.000 10.000A10 10 0 0 1 30.000 20.000"
    assert Arc(0.0, 0.75).path(10, 20) == "M20.000 10.000A10 10 0 1 1 10.000 20.000"
    assert Arc(0.3, 0.0).path(10, 20) == ""
    assert re.fullmatch(r"M30\.000 20\.000L32\.000 20\.000", mark(0.25, 10, 12, 20))


@pytest.mark.parametrize(
    ("done", "whole", "drawn"),
    [(0, 60, 0.0), (32, 60, 53.33), (60, 60, 100.0), (72, 60, 100.0), (239, 240, 99.0), (1, 480, 1.0), (-1, 60, 0.0)],
)
def test_only_the_whole_of_it_closes_a_circle_and_the_first_step_can_be_seen(
    done: int, whole: int, drawn: float
) -> None:
    assert part(done, whole) == drawn


@given(done=st.integers(0, 500), more=st.integers(0, 500), whole=st.integers(1, 500))
def test_more_never_draws_less(done: int, more: int, whole: int) -> None:
    assert 0 <= part(done, whole) <= part(done + more, whole) <= 100
    assert (part(done, whole) == 100) is (done >= whole)


def test_days_that_passed_are_a_part_of_all_days() -> None:
    since, until = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
    days = (dt.date(2023, 12, 31), since, dt.date(2025, 7, 1), until, dt.date(2027, 3, 1))
    assert [rules.passed(since, until, on) for on in days] == [0.0, 0.09, 50.0, 100.0, 100.0]
