"""Every single mistake in a reference is caught, tried one by one on many references."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.references import ALPHABET, SIZES, beginning, is_whole, new, tidy

KINDS = [(prefix, bits) for prefix in ("", "M", "AB", "Z") for bits in (20, 60, 100, 140)]
BY_HAND = "M-0000-0000-0001-E"
"""M stands for 20 = 2^7 and weighs 2^13: 2^20 = 12 in the field. 1 weighs 2. 12 and 2 add up to 14, which is E."""


def test_reference_has_its_kind_groups_of_four_and_a_check_character() -> None:
    reference = new("M")
    assert [len(group) for group in reference.split("-")] == [1, 4, 4, 4, 1]
    assert set(reference) <= {*ALPHABET, "-"}
    assert len(new("AB")) == 19
    assert [len(group) for group in new().split("-")] == [4, 4, 4, 1]


def test_check_character_is_the_one_reckoned_by_hand() -> None:
    assert is_whole(BY_HAND)
    assert [last for last in ALPHABET if is_whole(BY_HAND[:-1] + last)] == [BY_HAND[-1]]


def test_references_differ_and_use_the_whole_alphabet() -> None:
    many = {new("M") for _one in range(2000)}
    assert len(many) == 2000
    assert all({reference.replace("-", "")[place] for reference in many} == {*ALPHABET} for place in range(1, 13))


@pytest.mark.parametrize(("prefix", "bits"), KINDS)
def test_one_wrong_character_always_shows(prefix: str, bits: int) -> None:
    for reference in [new(prefix, bits) for _sample in range(6)]:
        assert is_whole(reference)
        for place, right in enumerate(reference):
            wrong = [reference[:place] + other + reference[place + 1 :] for other in ALPHABET if other != right]
            assert right == "-" or not [mistyped for mistyped in wrong if is_whole(mistyped)]


@pytest.mark.parametrize(("prefix", "bits"), KINDS)
def test_any_two_characters_that_changed_places_show(prefix: str, bits: int) -> None:
    for symbols in [new(prefix, bits).replace("-", "") for _sample in range(6)]:
        for first, second in combinations(range(len(symbols)), 2):
            swapped = [*symbols]
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_whole("".join(swapped)) == (symbols[first] == symbols[second]), symbols


@pytest.mark.parametrize(
    "typed",
    [
        "m-0000-0000-0001-e",
        "M000000000001E",
        "  m 0000 0000 0001 e\n",
        "M–0000—0000‑0001-E",
        "M-OOOO-oooo-000I-E",
        "M-0000-0000-000l-E",
        "M-0000\u00ad-0000-0001-\u200bE",
        "M\u00a00000\u00a00000\u00a00001\u00a0E",
    ],
)
def test_how_it_was_typed_does_not_matter(typed: str) -> None:
    assert tidy(typed) == BY_HAND
    assert is_whole(typed)


@pytest.mark.parametrize(
    "text", ["", "-", "M", "0", "O", "M-0000", "U" * 14, "ü" * 14, "0" * 33, "0" * 5000, "1-0000-0000-0001-E"]
)
def test_what_is_no_reference_is_not_whole(text: str) -> None:
    assert not is_whole(text)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", ""),
        ("m", "M"),
        ("m4pd", "M4PD"),
        ("m4pd-", "M4PD"),
        ("M4PDw2 h8", "M4PD-W2H8"),
        ("l0ok 1", "100K-1"),
        ("M4PD-W2H8-6CVY-4", "M4PD-W2H8-6CVY-4"),
        ("de Vries", "DEVR-1ES"),
        ("Zuid", ""),
        ("ü" * 4, ""),
    ],
)
def test_the_beginning_of_a_reference_is_written_as_we_write_it(text: str, begins: str) -> None:
    assert beginning(text) == begins


@given(st.text(max_size=40))
def test_any_text_is_tidied_once_and_for_all(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert isinstance(is_whole(text), bool)


@pytest.mark.parametrize(
    ("prefix", "bits"), [("MMM", 60), ("O", 60), ("m", 60), ("1", 60), ("Ü", 60), ("M", 61), ("M", 0), ("M", 160)]
)
def test_what_makes_no_reference_is_refused(prefix: str, bits: int) -> None:
    with pytest.raises(ValueError, match="up to two letters"):
        new(prefix, bits)
    assert bits == 60 or bits not in SIZES
