"""Slips in the mark-up of a text: each is found on its line, and told as a sentence that says how to mend it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import document_words
from members.enums import TextFault
from members.models import DocumentVersion
from members.rules.text_faults import LONGEST, faults
from members.rules.texts import parse, tidy

SLIPS = [
    ("", "empty", 1, "There is no text yet."),
    (" \n\n \n", "empty", 1, "There is no text yet."),
    ("a" * (LONGEST + 1), "too-long", 1, f"has {LONGEST + 1} characters, and at most {LONGEST}"),
    ("Fine.\n\nNot\u202e fine.", "unseen", 3, "Line 3 holds a character that nobody sees (U+202E)."),
    ("Fine\x00.", "unseen", 1, "(U+0000)"),
    ("Over\u2028here", "unseen", 1, "(U+2028)"),
    ("#\n\nText.", "heading-bare", 1, "Line 1 is a heading without words."),
    ("##  \nText.", "heading-bare", 1, "Line 1 is a heading without words."),
    ("Text.\n\n#Heading\n\nText.", "heading-mark", 3, "“#Heading”. A heading begins with one “#” and a space."),
    ("## Deeper\n\nText.", "heading-mark", 1, "“## Deeper”"),
    ("Text.\n# Heading\n\nText.", "heading-inside", 2, "The heading in line 2 would be read as part of the text"),
    ("# One\n\n# Two\n\nText.", "heading-empty", 1, "Nothing stands below the heading in line 1."),
    ("Text.\n\n# Last", "heading-empty", 3, "Nothing stands below the heading in line 3."),
    ("1. One.\n\n2.", "number-bare", 3, "Line 3 is a number without words: “2.”."),
    ("1. One.\n\n3. Three.\n\n4. Four.", "number-order", 3, "begins with 3, which is read as the number of an"),
    ("1. One.\n\n20 days later.\n\n2. Two.", "number-order", 3, "begins with 20, which is read as the number"),
    ("1. One.\n\n1. One.", "number-order", 3, "2 would be next."),
    ("2. Two.", "number-order", 1, "1 would be next."),
    ("1.1 One.\n\n1.3 Three.", "number-order", 3, "1.2 would be next."),
    ("1. One.\n2. Two.", "number-inside", 2, "Line 2 begins with “2.” within another block"),
    ("Text.\n\n- one\n- two", "list-alone", 3, "The list in line 3 belongs to nothing."),
    ("Text\n- one\n-", "item-bare", 3, "Line 3 is an item of a list without words."),
    ("Text\n* one", "item-mark", 2, "Line 2 looks like an item of a list: “* one”."),
    ("Text\n- one\n-two", "item-mark", 3, "“-two”"),
]


@pytest.mark.parametrize(
    ("text", "what", "line", "sentence"), SLIPS, ids=[f"{slip[1]} {slip[0][:20]!r}" for slip in SLIPS]
)
def test_slip_is_found_on_its_line_and_told(text: str, what: str, line: int, sentence: str) -> None:
    [found] = faults(text)
    assert (found.what, found.line) == (what, line)
    assert sentence in document_words.fault(found)


def test_every_fault_has_a_slip_and_a_sentence() -> None:
    assert {slip[1] for slip in SLIPS} == {*TextFault} == {*document_words.FAULTS}


def test_lines_are_counted_as_they_were_typed_on_any_machine() -> None:
    assert [found.line for found in faults("\r\n\r\n# One\r\n\r\n#\r\n")] == [5]
    assert [found.line for found in faults("a\r\r#x")] == [3]


def test_a_long_line_is_told_in_part() -> None:
    [found] = faults("Text\n* " + "x" * 500)
    assert len(document_words.fault(found)) < 250


@pytest.mark.parametrize(
    "text",
    [
        "# One\nText right below.\n\n# Two\n\n1. First\n  goes on\n- a\n- b\n  more\n\n1.1 Deeper\n\n2 Next, dotless",
        "1.1 One.\n\n1.2 Two.\n\n2.1 Three.",
        "Between -5 and 10 degrees, or 100 % - nearly.",
        "In 2026.\n\n2026 was a year.",
    ],
)
def test_what_reads_as_meant_has_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.django_db
def test_what_is_published_has_no_fault_and_is_tidy() -> None:
    for version in DocumentVersion.objects.all():
        assert faults(version.text) == [], version
        assert tidy(version.text) == version.text, version


@given(st.text(alphabet="# -1.2\nab\r\t\u202e", max_size=80))
def test_every_text_is_judged_and_tidying_changes_no_reading(text: str) -> None:
    for found in faults(text):
        assert 1 <= found.line <= len(text) + 1
        assert document_words.fault(found)
    assert tidy(tidy(text)) == tidy(text)
    if "\r" not in text:
        assert parse(tidy(text)) == parse(text)
