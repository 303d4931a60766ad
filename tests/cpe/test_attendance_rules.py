"""How long somebody was at an event: by a table of cases, and by what holds whatever the rows say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpe.rules.attendance import Timetable, attended, enough, hours, minutes, present, union, within

M = 60
EVENT = Timetable(begins=0, ends=120 * M, breaks=20 * M)
WHOLE = Timetable(begins=0, ends=60 * M)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], 0),
        ([(0, 60)], 60),
        ([(0, 30), (30, 60)], 60),
        ([(0, 40), (20, 60)], 60),
        ([(0, 60), (10, 20)], 60),
        ([(0, 20), (40, 60)], 40),
        ([(-30, 30)], 30),
        ([(50, 90)], 10),
        ([(-30, 0)], 0),
        ([(60, 90)], 0),
        ([(-30, 90)], 60),
        ([(30, 30)], 0),
        ([(40, 20)], 0),
        ([(20, 40), (20, 40), (20, 40)], 20),
    ],
)
def test_presence_by_a_table(spans, expected):
    assert present([(begins * M, ends * M) for begins, ends in spans], WHOLE) == expected * M


@pytest.mark.parametrize(
    ("there", "seconds", "is_enough"),
    [(120, 100, True), (100, 100, True), (80, 80, True), (79, 79, False), (0, 0, False)],
)
def test_breaks_are_not_asked_for(there, seconds, is_enough):
    found = present([(0, there * M)], EVENT)
    assert (found, EVENT.length) == (seconds * M, 100 * M)
    assert enough(found, EVENT, None) is is_enough


def test_the_share_is_met_to_the_second_and_the_amounts_say_the_same():
    """Whoever was there for exactly the share has it, a second less has it not; also once rounded to amounts."""
    for length in range(1, 24 * 60):
        table = Timetable(begins=0, ends=length * M)
        least = -(-length * M * 80 // 100)
        for seconds, met in ((least, True), (least - 1, False), (length * M, True)):
            assert enough(seconds, table, 80) is met
            assert (attended(seconds, table) * 100 >= hours(table) * 80) is met
            assert attended(seconds, table) <= hours(table)


def test_a_begun_minute_is_not_told():
    assert [minutes(seconds) for seconds in (0, 59, 60, 119)] == [0, 0, 1, 1]


SPANS = st.lists(st.tuples(st.integers(-100, 200), st.integers(-100, 200)), max_size=8)
TABLES = st.builds(
    lambda begins, length, breaks: Timetable(begins=begins, ends=begins + length, breaks=min(breaks, length - 1)),
    st.integers(-50, 50), st.integers(1, 150), st.integers(0, 60),
)  # fmt: skip


@given(SPANS, TABLES, st.randoms())
def test_the_order_of_the_rows_never_matters(spans, table, random):
    shuffled = random.sample(spans, len(spans))
    assert (union(shuffled), present(shuffled, table)) == (union(spans), present(spans, table))


@given(SPANS, TABLES, SPANS)
def test_another_row_never_lowers_presence(spans, table, more):
    assert present([*spans, *more], table) >= present(spans, table)


@given(SPANS, TABLES, st.data())
def test_a_row_in_two_parts_says_the_same(spans, table, data):
    parts = []
    for begins, ends in spans:
        middle = data.draw(st.integers(min(begins, ends), max(begins, ends)))
        parts += [(begins, middle), (middle, ends)] if begins < ends else [(begins, ends)]
    assert (union(parts), present(parts, table)) == (union(spans), present(spans, table))


@given(SPANS, TABLES)
def test_presence_is_never_more_than_the_event_and_counts_each_second_once(spans, table):
    seconds = {second for begins, ends in spans for second in range(begins, ends)}
    there = len(seconds & set(range(table.begins, table.ends)))
    assert present(spans, table) == min(there, table.length)
    assert union(union(spans)) == union(spans)
    assert sum(ends - begins for begins, ends in within(spans, table)) == there


@given(SPANS, SPANS, TABLES)
def test_lists_are_put_together_in_whatever_order_they_come(one, other, table):
    assert union([*union(one), *other]) == union([*union(other), *one])
    assert present(union([*union(one), *union(one)]), table) == present(one, table)
