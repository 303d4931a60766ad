"""Until when the Board can be asked: 90 days or three calendar months after the letter, whichever is later."""

import datetime as dt

import pytest

from common.calendar import add_months_within
from cpe.rules.appeals import last_day

D = dt.date


@pytest.mark.parametrize(
    ("letter", "until"),
    [
        pytest.param(D(2026, 1, 31), D(2026, 5, 1), id="G-190: day 90, as three calendar months end on 30 April"),
        pytest.param(D(2026, 6, 1), D(2026, 9, 1), id="G-193: three months, so 2 September is too late"),
        pytest.param(D(2026, 11, 30), D(2027, 2, 28), id="three months end with February, and so do 90 days"),
        pytest.param(D(2027, 11, 30), D(2028, 2, 29), id="of a leap year"),
        pytest.param(D(2026, 12, 31), D(2027, 3, 31), id="over the end of a year"),
    ],
)
def test_the_last_day_to_appeal(letter, until):
    assert last_day(letter) == until


def test_months_end_within_their_month():
    assert add_months_within(D(2026, 1, 31), 3) == D(2026, 4, 30)
    assert add_months_within(D(2026, 11, 30), 3) == D(2027, 2, 28)
    assert add_months_within(D(2026, 9, 15), 3) == D(2026, 12, 15)
