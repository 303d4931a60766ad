"""References as payers write them, found in a text by their form alone."""

import pytest

from common import creditor_reference
from members.rules import quoted

OURS = creditor_reference.make("2026000123")
DIGITS = OURS[2:]


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        OURS.lower(),
        creditor_reference.shown(OURS),
        f"RF{DIGITS[:2]}.{DIGITS[2:6]}.{DIGITS[6:10]}.{DIGITS[10:]}",
        f"RF-{DIGITS[:2]}-{DIGITS[2:]}",
        f"Invoice{OURS}thank you",
        f"{OURS} 2026",
    ],
)
def test_whole_reference_is_found_however_it_is_written(text: str) -> None:
    assert OURS in set(quoted.of_our_kind(quoted.plain(text)))


@pytest.mark.parametrize(
    "text", ["", "RF", "RF12", f"RF{int(DIGITS) + 1:012}", DIGITS, f"RG{DIGITS}", "RF" + "9" * 500]
)
def test_what_is_no_reference_is_not_found(text: str) -> None:
    assert OURS not in set(quoted.of_our_kind(quoted.plain(text)))


def test_long_row_of_digits_is_read_in_bounds() -> None:
    assert all(len(found) <= 25 for found in quoted.of_our_kind("RF" + "1 " * 400))
