"""What is found in text read from a masked copy: numbers however they are parted or misread, machine-readable lines."""

import random
import re
import string
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.masking_words import mark_of
from applications.models import Application
from applications.rules.screening import LENGTHS, LETTERS, LIKE, RUN, Shown, found, is_citizen_number
from common import references
from tests.specimens import cards

NUMBER: Final = "999911120"

SHOWN: Final = {
    "plain": "999911120",
    "among words": "BSN 999911120 NLD",
    "glued to its label": "BSN999911120",
    "spaces": "999 911 120",
    "dots": "999.911.120",
    "hyphens": "999-911-120",
    "as banks write it": "9999 11 120",
    "broken line": "9999\n11120",
    "line ends between groups": "999\n911\n\n120",
    "one by one": "9 9 9 9 1 1 1 2 0",
    "letter for a nought": "99991112O",
    "letters for ones": "9999Il120",
    "letters for other digits": "g99911l20",
    "bar beside it": "|999911120|",
    "letter at its end": "999911120l",
    "eight digits": "10000008",
    "the nought left out": "12345672",
    "eight digits by threes": "12.345.672",
    "a letter among its digits": "999.91Z1:120°",
    "a stroke before it": "1999.911.120",
    "strokes between groups": "999\\911/120",
    "after another number": "12 999911120",
    "before a day": "999911120 10.03.1965",
}
LINES: Final = {
    "identity card, first": "I<NLDSPECI20142999911120<<<<<<",
    "identity card, second": "6503101F2403096NLD<<<<<<<<<<<8",
    "second without fillers": "6503101F2403096NLD",
    "identity card, third": "DE<BRUIJN<<WILLEKE<LISELOTTE<<",
    "passport, first": "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<<",
    "passport, second": "SPECI20142NLD6503101F2403096999911120<<<<<84",
    "driving licence": "D1NLD15094962111659VO8C48PP1V61",
    "fillers read as letters": "P<NLDDEKBRUIJN<<WILLEKEKLISELOTTEKKKKKKKKKKK",
    "fillers read as quotation marks": "DE«BRUIJN««WILLEKE«LISELOTTE««",
    "fillers read as brackets": "I(NLDSPECI20142((((((((((((((",
    "with spaces": "I<NLD SPECI2014 2 < < < < < < <",
    "digits read as letters": "65O3lOlF24O3O96NLD",
    "in words": "TENCDSPECI3197 71944947 15 305K",
    "one filler of many": "“SPECIMENZ<JORISSE3<5SSSRRRSS",
    "only the middle of the second": "5692107F32193",
    "only the beginning of the first": "TSNLDSPECI68989973",
}
NOTHING: Final = {
    "nothing": "",
    "name": "DE BRUIJN WILLEKE LISELOTTE",
    "card": "KONINKRIJK DER NEDERLANDEN\nIDENTITEITSKAART\nNaam / Surname\nVoornamen / Given names",
    "long name": "VAN HEUVELMANSVANDERBERGHENEGOUWEN",
    "another number": "999911121",
    "noughts": "000000000",
    "a day": "10.03.1965 and 09/03/2024 and 1 2 2000 and 01.02.1990",
    "eight digits in other groups": "4414 30 23",
    "document": "SPECI2014",
    "telephone": "+31 20 123 45 6",
    "ten digits": "9999111200",
    "a word like digits": "SOLBOISGI",
    "garbage": "a °o\nBe << 3\n€ 9 3",
    "watermark": "COPY FOR SECO-INSTITUTE 30 NOV 2026",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_number_is_found(text: str) -> None:
    assert found([text]) == Shown.NUMBER


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_machine_readable_lines_are_found(text: str) -> None:
    assert found([text]) == Shown.LINES


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_nothing_is_found_where_there_is_nothing(text: str) -> None:
    assert found([text]) is None


def test_first_reading_that_shows_something_ends_the_looking() -> None:
    told = iter(["DE BRUIJN", "999911120", "never asked for"])
    assert found(told) == Shown.NUMBER
    assert list(told) == ["never asked for"]


@pytest.mark.parametrize(
    ("digits", "passes"),
    [("111222333", True), ("999911120", True), ("123456782", True), ("123456789", False), ("10000008", True)],
)
def test_eleven_test(digits: str, passes: bool) -> None:
    assert is_citizen_number(digits) is passes


numbers = st.integers(0, 2**32).map(lambda seed: cards.number(random.Random(seed)))  # noqa: S311


@given(numbers, st.data())
def test_number_is_found_however_it_is_grouped(digits: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, 8), max_size=4)))
    parts = [digits[start:end] for start, end in zip([0, *cuts], [*cuts, 9], strict=True)]
    between = data.draw(st.sampled_from([" ", ".", "-", "\n", " . ", " - "]))
    around = data.draw(st.sampled_from(["{}", "BSN {}", "BSN: {} NLD", "|{}|", "Naam\n{}\nVoornamen"]))
    assert found([around.format(between.join(parts))]) == Shown.NUMBER


@given(numbers, st.data())
def test_number_is_found_with_two_digits_read_as_letters(digits: str, data: st.DataObject) -> None:
    signs = list(digits)
    for place in data.draw(st.sets(st.integers(0, 8), max_size=2)):
        alike = sorted(sign for sign in LETTERS if LIKE[sign] == digits[place])
        signs[place] = data.draw(st.sampled_from(alike)) if alike else digits[place]
    assert found([f"BSN {''.join(signs)} ."]) == Shown.NUMBER


@given(st.integers(0, 2**32))
def test_lines_of_every_card_are_found(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    for line in cards.back(rng, cards.style(rng)).lines[:2]:
        assert found([line]) == Shown.LINES


@given(st.text(string.ascii_letters + " \n", max_size=300))
def test_letters_alone_are_no_number(text: str) -> None:
    assert found([text]) != Shown.NUMBER


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    found([text])


def test_our_own_words_across_a_copy_are_never_taken_for_a_number() -> None:
    """Of 20 000 none has so many signs beside one another that may be digits; a program that looks finds nothing."""
    first = date(2026, 1, 1)
    for number in range(20_000):
        row = Application(reference=references.new("A"))
        mark = mark_of(row, first + timedelta(days=number % 1461))
        drawn = f"{mark}  {mark}\n\n{mark}"
        assert max(len(re.sub(r"\W", "", run[0])) for run in RUN.finditer(drawn)) < min(LENGTHS), mark
        if number % 20 == 0:
            assert found([drawn, drawn.upper()]) is None, mark
