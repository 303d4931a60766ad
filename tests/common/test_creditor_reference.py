"""References as banks check them; every single mistake in one of ours shows."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from common.creditor_reference import is_whole, make, shown, tidy

CHARACTERS = string.digits + string.ascii_uppercase
DIGITS = st.text("0123456789", min_size=1, max_size=21)


@pytest.mark.parametrize(
    ("digits", "reference"),
    [
        ("539007547034", "RF18539007547034"),  # the example everybody prints
        ("2026000123", "RF462026000123"),  # 2026000123271500 leaves 52 beside 97s: 98 - 52 = 46
        ("0", "RF040"),
        ("9" * 21, "RF12" + "9" * 21),
    ],
)
def test_reference_is_the_one_reckoned_by_hand(digits: str, reference: str) -> None:
    remainder = int(f"{digits}271500") % 97
    assert make(digits) == reference == f"RF{98 - remainder:02}{digits}"


@given(DIGITS)
def test_every_bank_takes_it_and_it_is_read_back_from_groups(digits: str) -> None:
    reference = make(digits)
    assert iso11649.is_valid(reference)
    assert is_whole(reference)
    assert is_whole(shown(reference).lower())
    assert tidy(shown(reference)) == reference
    assert all(len(group) == 4 for group in shown(reference).split(" ")[:-1])


@given(DIGITS)
def test_one_wrong_character_always_shows(digits: str) -> None:
    reference = make(digits)
    for place, right in enumerate(reference):
        others = CHARACTERS.replace(right, "")
        assert not [other for other in others if is_whole(reference[:place] + other + reference[place + 1 :])]


@given(DIGITS)
def test_neighbours_that_changed_places_always_show(digits: str) -> None:
    reference = make(digits)
    for place, (first, second) in enumerate(pairwise(reference)):
        swapped = reference[:place] + second + first + reference[place + 2 :]
        assert is_whole(swapped) == (first == second)


@pytest.mark.parametrize(
    "typed", ["rf46 2026 0001 23", "RF46-2026-0001-23", " RF46.2026.0001.23\n", "RF46 2026 0001‑23"]
)
def test_how_it_was_typed_does_not_matter(typed: str) -> None:
    assert tidy(typed) == "RF462026000123"
    assert is_whole(typed)


@pytest.mark.parametrize(
    "text", ["", "RF", "RF46", "RF4620260001234", "RF18 5390 0754 70Y", "46RF2026000123", "RF٤٦2026000123"]
)
def test_what_is_none_of_ours_is_not_whole(text: str) -> None:
    assert not is_whole(text)


@given(st.text(max_size=40))
def test_any_text_is_tidied_once_and_for_all(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert isinstance(is_whole(text), bool)


@pytest.mark.parametrize("digits", ["", "12A", "1 2", "-1", "1" * 22, "٣"])
def test_it_is_made_from_digits_alone(digits: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 21 digits"):
        make(digits)
