import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms import rules
from comms.rules import PAUSES, next_try

AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


def test_pauses_grow_and_then_end() -> None:
    waits = [(again - AT).total_seconds() / 60 if (again := next_try(n, AT)) else None for n in range(1, 9)]
    assert waits == [1, 5, 30, 120, 480, 1440, None, None]


@given(st.integers(1, 20), st.timedeltas(dt.timedelta(), dt.timedelta(days=9000)))
def test_next_attempt_is_later_or_never(attempts: int, later: dt.timedelta) -> None:
    at = AT + later
    again = next_try(attempts, at)
    assert (again is None) == (attempts > len(PAUSES))
    assert again is None or again > at


@given(st.timedeltas(dt.timedelta(), rules.LEASE))
def test_whoever_begins_a_mail_is_done_before_the_lease_ends(gone: dt.timedelta) -> None:
    until, at = AT + rules.LEASE, AT + gone
    assert not rules.may_begin(until, at) or at + 2 * rules.HAND_OVER < until


@pytest.mark.parametrize(
    ("code", "enhanced", "final"),
    [
        (0, "", False),
        (250, "", False),
        (421, "4.3.2", False),
        (450, "4.2.0", False),
        (550, "", True),
        (550, "5.1.1", True),
        (552, "5.2.2", True),
        (554, "5.7.1", False),
        (530, "", False),
        (535, "5.7.8", False),
        (600, "", False),
    ],
)
def test_only_what_refuses_the_mail_itself_is_final(code: int, enhanced: str, final: bool) -> None:
    assert rules.is_permanent(code, enhanced) == final
