"""The certificate as a document: what it says, in which form, for names of any script and length."""

import dataclasses
import datetime as dt
import io
import itertools
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.pdf import Unreadable
from members.documents.certificate import CertificateSheet, certificate_pdf, certificate_sheet, ring_picture
from tests import papers
from tests.factories.certificates import CertificateFactory

SHEET = CertificateSheet(
    number="M4PD-W2H8-6CVY-J",
    name="Noor de Vries",
    title_code="S-CISO",
    title_name="Certified Information Security Officer",
    awarded_on=dt.date(2025, 7, 1),
    valid_from=dt.date(2025, 7, 1),
    valid_until=dt.date(2028, 6, 30),
    issued_on=dt.date(2025, 7, 3),
    address="https://portal.seco-institute.example/verify/M4PD-W2H8-6CVY-J/",
)
NAMES = {
    "Arabic": "فاطمة بنت محمد الزهراء",
    "Hebrew": "שרה בת־שבע כהן",
    "Chinese": "歐陽娜娜",
    "Japanese": "山田 花子",
    "Korean": "김민수",
    "Hindi": "श्रीनिवास रामानुजन्",
    "Thai": "สมชาย ใจดี",
    "Persian with a joiner": "نیک\u200cروز",
    "Vietnamese": "Nguyễn Thị Ước",
    "Georgian": "ნინო ბერიძე",
    "both directions": "محمد Smith عبد",
    "marks": "Ọlá Ẹ̀kúnọlá",
}
LONG = {
    "wide": "W" * 301,
    "words": ("Wolfgang Amadeus " * 18)[:301],
    "full width": "歐" * 301,
    "to the left": ("محمد عبد الله " * 22)[:301],
    "one letter a word": ("W " * 151)[:301],
}


def _sheet(**given: Any) -> CertificateSheet:
    return dataclasses.replace(SHEET, **given)


def test_certificate_says_who_what_since_and_until_when_and_where_to_ask(tmp_path: Path) -> None:
    made = certificate_pdf(SHEET)
    said = papers.text(made)
    wanted = [
        "SECO-Institute", "has awarded", "Noor de Vries", "the title", "Certified Information Security Officer",
        "S-CISO", "1 July 2025", "30 June 2028", "3 July 2025", "M4PD-W2H8-6CVY-J", "2025", "2028", SHEET.address,
    ]  # fmt: skip
    assert [words for words in wanted if words not in said] == []
    assert papers.codes(made, tmp_path, 100) == [SHEET.address]
    facts = papers.facts(made)
    assert (facts["Title"], facts["Author"]) == ("Certificate of Noor de Vries: S-CISO", "SECO-Institute")
    assert (facts["Pages"], facts["Tagged"], facts["JavaScript"]) == ("1", "yes", "no")
    assert facts["Page size"] == "841.89 x 595.276 pts (A4)"


def test_certificate_is_read_aloud_in_order_with_words_for_both_pictures() -> None:
    made = certificate_pdf(SHEET)
    tags = papers.structure(made)
    order = ["has awarded", "Noor de Vries", "the title", "H1", "S-CISO", "Awarded", "Is this title valid today?"]
    places = [tags.index(words) for words in order]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(made)) as opened:
        words = [str(item.Alt) for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert sorted(words) == ["The seal ring, drawn from the dates of this certificate", SHEET.address]


def test_all_of_the_code_is_one_path() -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(SHEET))) as opened:
        operators = [
            [str(part.operator) for part in pikepdf.parse_content_stream(item)]
            for item in [*opened.pages, *opened.objects]
            if isinstance(item, pikepdf.Page) or (isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form")
        ]
    drawn = list(itertools.chain.from_iterable(operators))
    longest = max(len(list(group)) for is_part, group in itertools.groupby(drawn, lambda part: part in "ml") if is_part)
    assert longest > 400
    assert sum(part in {"S", "s", "B"} for part in drawn) < 20


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_in_any_script_is_drawn_whole_and_every_font_embedded(name: str) -> None:
    made = certificate_pdf(_sheet(name=name))
    fonts = papers.fonts(made)
    assert all(fonts.values())
    assert papers.facts(made)["Pages"] == "1"
    said = {letter for letter in papers.text(made) if not letter.isspace()}
    written = {letter for letter in name if letter.isalpha() and letter.isprintable()}
    assert len(written - said) <= len(written) // 3, "shapes of joined letters may be read as others"


@pytest.mark.parametrize("name", ["Arabic", "Hebrew"])
def test_name_from_right_to_left_is_read_back_as_it_is_written(name: str) -> None:
    said = papers.text(certificate_pdf(_sheet(name=NAMES[name])))
    assert sorted(NAMES[name].replace(" ", "")) == sorted(
        letter for letter in said if letter in set(NAMES[name]) - {" "}
    )


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
@pytest.mark.parametrize("title", ["Foundation", "W" * 120])
def test_longest_name_and_title_leave_everything_on_one_page(name: str, title: str, tmp_path: Path) -> None:
    made = certificate_pdf(_sheet(name=name, title_name=title, title_code="S-" + "W" * 18))
    assert papers.facts(made)["Pages"] == "1"
    assert papers.codes(made, tmp_path, 100) == [SHEET.address]
    code, question = (_lowest(made, words) for words in ("S-WWWWWWWWWWWWWWWWWW", "Is"))
    assert code < question, "nothing lies over what is under it"


def _lowest(made: bytes, word: str) -> float:
    """How far down the page a word reaches, in points."""
    boxes = papers.text(made, "-bbox").splitlines()
    return max(float(line.split('yMax="')[1].split('"')[0]) for line in boxes if f">{word}</word>" in line)


def test_name_with_a_character_that_no_font_has_is_not_drawn() -> None:
    with pytest.raises(Unreadable) as lacking:
        certificate_pdf(_sheet(name="Ada \u0530\u0378 \u0530 Lovelace"))
    assert lacking.value.characters == "\u0530\u0378"


@settings(max_examples=25)
@given(name=st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), min_size=1, max_size=301))
def test_any_name_is_drawn_on_one_page_or_its_characters_are_named(name: str) -> None:
    try:
        made = certificate_pdf(_sheet(name=name))
    except Unreadable as lacking:
        lack, pages = set(lacking.characters), "1"
    else:
        lack, pages = set(), papers.facts(made)["Pages"]
    assert (lack - set(name), pages) == (set(), "1")


def test_same_facts_give_the_same_bytes() -> None:
    assert certificate_pdf(SHEET) == certificate_pdf(SHEET)


def test_what_a_name_says_is_text_and_never_markup() -> None:
    name = '<img src="https://elsewhere.example/x.png"> & Söhne'
    assert name in " ".join(papers.text(certificate_pdf(_sheet(name=name))).split())


def test_title_without_cycles_says_that_it_has_no_end_date_and_closes_its_ring() -> None:
    said = papers.text(certificate_pdf(_sheet(valid_until=None)))
    assert "without an end date" in said
    assert "Valid from" not in said
    assert "2028" not in said
    assert ring_picture(SHEET.valid_from, None).outer.count("A") == 2


def test_title_without_a_name_is_called_by_its_code_once() -> None:
    said = papers.text(certificate_pdf(_sheet(title_name="")))
    assert said.count("S-CISO") == 1


@pytest.mark.django_db
def test_sheet_takes_the_name_of_the_certificate_and_the_days_of_its_cycle() -> None:
    row = CertificateFactory(name="Ada as it was", credential__member__user__given_name="Eve")
    sheet = certificate_sheet(row)
    assert (sheet.name, sheet.number) == ("Ada as it was", row.number)
    assert (sheet.valid_from, sheet.valid_until) == (dt.date(2026, 1, 5), dt.date(2029, 1, 4))
    assert sheet.address.endswith(f"/verify/{row.number}/")
