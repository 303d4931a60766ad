"""Cents and quarters: exact both ways, and never from a float."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import money

WHOLE = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("150.00", 15_000), ("0.1", 10), ("-0.01", -1), ("1E+2", 10_000), ("0", 0), ("-0.00", 0), ("12.340000", 1234)],
)
def test_amount_is_kept_in_cents(amount: str, cents: int) -> None:
    assert money.to_cents(Decimal(amount)) == cents
    assert str(money.from_cents(cents)) == f"{Decimal(amount) + 0:.2f}"


def test_whole_euros_may_be_an_integer() -> None:
    assert money.to_cents(150) == 15_000


@pytest.mark.parametrize("convert", [money.to_cents, money.to_quarters])
@pytest.mark.parametrize("value", [1.0, 0.1, "1.00", True, None, 1 + 0j])
def test_what_is_not_exact_by_nature_is_refused(convert: Callable[[Any], int], value: Any) -> None:
    with pytest.raises(TypeError, match="A Decimal is needed"):
        convert(value)


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (money.to_cents, "0.001"),
        (money.to_cents, "1E-30"),
        (money.to_quarters, "0.1"),
        (money.to_quarters, "0.125"),
        *((convert, odd) for convert in (money.to_cents, money.to_quarters) for odd in ("NaN", "sNaN", "Infinity")),
    ],
)
def test_a_fraction_of_a_part_is_refused(convert: Callable[[Any], int], value: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be counted|no number"):
        convert(Decimal(value))


@given(WHOLE)
def test_parts_come_back_as_they_went(parts: int) -> None:
    assert money.to_cents(money.from_cents(parts)) == parts
    assert money.to_quarters(money.from_quarters(parts)) == parts
    assert money.from_cents(parts).as_tuple().exponent == money.from_quarters(parts).as_tuple().exponent == -2


@pytest.mark.parametrize(("quarters", "credits_"), [(1, "0.25"), (5, "1.25"), (24, "6.00"), (-3, "-0.75"), (0, "0.00")])
def test_credits_are_kept_in_quarters(quarters: int, credits_: str) -> None:
    assert str(money.from_quarters(quarters)) == credits_
    assert money.to_quarters(Decimal(credits_)) == quarters


@pytest.mark.parametrize(
    ("cents", "parts", "shares"),
    [(10_000, 3, (3334, 3333, 3333)), (1, 3, (1, 0, 0)), (-100, 3, (-33, -33, -34)), (0, 2, (0, 0)), (7, 1, (7,))],
)
def test_shares(cents: int, parts: int, shares: tuple[int, ...]) -> None:
    assert money.share(cents, parts) == shares


@given(WHOLE, st.integers(min_value=1, max_value=400))
def test_no_cent_is_lost_in_sharing(cents: int, parts: int) -> None:
    shares = money.share(cents, parts)
    assert (sum(shares), len(shares)) == (cents, parts)
    assert max(shares) - min(shares) <= 1
    assert list(shares) == sorted(shares, reverse=True)


@pytest.mark.parametrize("parts", [0, -1])
def test_there_is_somebody_to_share_with(parts: int) -> None:
    with pytest.raises(ValueError, match="nobody"):
        money.share(100, parts)


@pytest.mark.parametrize(
    ("amount", "words"), [("150", "EUR 150.00"), ("0.5", "EUR 0.50"), ("-12", "EUR -12.00"), ("1250.1", "EUR 1250.10")]
)
def test_amount_in_words(amount: str, words: str) -> None:
    assert money.in_euros(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("credits_", "figures"),
    [("6.00", "6"), ("12.50", "12.5"), ("0.25", "0.25"), ("0", "0"), ("100", "100"), ("-10", "-10")],
)
def test_credits_in_figures(credits_: str, figures: str) -> None:
    assert money.in_figures(Decimal(credits_)) == figures
