"""On which days something is written about a cycle: windows by which it is found, and steps by which it is known."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpe.rules.notices import STATED_FOR, Schedule, stated, stating
from members.rules.cycles import GRACE, Window, first_days_expiring

D = dt.date
DAY = dt.timedelta(days=1)
E = D(2026, 12, 31)
FIRST = Window(number=1, first=D(2024, 1, 1))
USUAL = Schedule()

firsts = st.dates(D(2020, 1, 1), D(2033, 1, 1))
schedules = st.builds(
    Schedule,
    before=st.lists(st.integers(1, 400), max_size=4).map(tuple),
    after=st.lists(st.integers(1, 90), max_size=4).map(tuple),
)


@pytest.mark.parametrize(
    ("passed", "step"),
    [
        (-181, None), (-180, -180), (-91, -180), (-90, -90), (-30, -30), (-8, -30), (-7, -7), (0, -7), (1, 1),
        (29, 1), (30, 30), (60, 60), (79, 60), (80, 80), (89, 89), (90, 89), (91, None),
    ],
)  # fmt: skip
def test_the_latest_reminder_reached_is_due_until_the_last_day(passed, step):
    assert USUAL.step(FIRST, E + passed * DAY, FIRST.last_day) == step


def test_a_moved_last_day_brings_the_reminders_of_late_grace_again():
    moved = FIRST.last_day + 60 * DAY
    assert USUAL.of(FIRST, moved) == (-180, -90, -30, -7, 1, 30, 60, 80, 89, 120, 140, 149)
    assert USUAL.step(FIRST, moved, moved) == 149
    assert USUAL.step(FIRST, moved + DAY, moved) is None


@given(schedules, firsts, st.integers(-500, 200))
def test_windows_find_a_cycle_by_the_reminder_that_is_due(schedule, first, passed):
    window = Window(number=1, first=first)
    on = window.expires_on + passed * DAY
    found = [
        step
        for step, days in schedule.windows(on)
        if first_days_expiring(*days)[0] <= first <= first_days_expiring(*days)[1]
    ]
    step = schedule.step(window, on, window.last_day)
    assert found == ([] if step is None else [step])


@given(firsts, st.integers(1, 3), st.integers(-3, 70))
@example(D(2024, 2, 29), 1, 1)
@example(D(2028, 2, 29), 3, 60)
def test_a_statement_is_due_in_the_days_after_its_year(first, year, after):
    window = Window(number=1, first=first)
    on = window.years[year - 1][1] + after * DAY
    earliest, latest = stating(year, on)
    assert stated(window, year, on) == (earliest <= first <= latest) == (1 <= after <= STATED_FOR.days)


def test_steps_after_grace_are_none():
    assert max(USUAL.steps) < GRACE.days
