import datetime as dt

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
def test_whoever_hands_over_without_renewing_is_done_before_the_lease_ends(gone: dt.timedelta) -> None:
    until, at = AT + rules.LEASE, AT + gone
    assert rules.must_renew(until, at) or at + 2 * rules.HAND_OVER < until


def test_only_replies_from_500_on_are_final() -> None:
    assert [code for code in (0, 250, 421, 450, 499, 500, 550, 599, 600) if rules.is_permanent(code)] == [500, 550, 599]
