from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.contact import Contact, is_phone, member_number, tidy_phone


@pytest.mark.parametrize(("place", "number"), [(1, 10_001), (2, 10_002), (482, 10_482), (90_000, 100_000)])
def test_member_number_counts_from_10001(place: int, number: int) -> None:
    assert member_number(place) == number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+31 70 123 45 67", "+31 70 123 45 67"),
        ("  070\u00a0123\u2009 4567 ", "070 123 4567"),
        ("\u202a+31 6 1234 5678\u202c", "+31 6 1234 5678"),
        ("070\u2013123\u20114567", "070-123-4567"),
        ("+٣١ ٧٠ ١٢٣", "+31 70 123"),
        ("(070) 123 45 67 ext. 8", "(070) 123 45 67 ext. 8"),
        ("+31701234567", "+31701234567"),
        ("", ""),
    ],
)
def test_tidy_phone_keeps_the_grouping_in_plain_digits(written: str, kept: str) -> None:
    assert tidy_phone(written) == kept


@pytest.mark.parametrize(
    "phone", ["12345", "+31 (0)70 123-45.67", "001/31/70/1234567", "070 1234567 x12", "112 112 112"]
)
def test_is_phone_takes_what_people_write(phone: str) -> None:
    assert is_phone(phone)


@pytest.mark.parametrize(
    "phone", ["1234", "ask my office", "+31 70 123 <b>", "1" * 21, "070 123 45 67 🙂", "+", "²³⁴⁵⁶⁷"]
)
def test_is_phone_refuses_what_nobody_can_dial(phone: str) -> None:
    assert not is_phone(phone)


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy_phone(tidy_phone(text)) == tidy_phone(text)


@pytest.mark.parametrize(
    ("given_parts", "reachable"),
    [
        ({"address": "Verzonnenstraat 12", "town": "Nergenshuizen", "country": "Nederland"}, True),
        ({"address": "Verzonnenstraat 12", "town": "Nergenshuizen"}, False),
        ({"address": "Verzonnenstraat 12", "country": "Nederland", "postal_code": "0000 AA"}, False),
        ({"phone": "+31 70 123 45 67"}, False),
        ({}, False),
    ],
)
def test_a_letter_needs_street_town_and_country(given_parts: dict[str, Any], reachable: bool) -> None:
    assert Contact(**given_parts).reachable_by_post is reachable
