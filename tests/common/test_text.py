import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.fields import LinesFormField, NameFormField
from common.text import clean_line, clean_lines

NAMES = [
    "Zoë Ångström", "Łukasz Żółć", "Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Дмитрий Щербаков", "محمد عبد الله",
    "שרה כהן", "王小明", "山田 太郎", "김민수", "สมชาย ใจดี", "प्रिया शर्मा", "தமிழ் செல்வி", "O’Brien-Smith", "Sukarno",
    "X Æ A-12", "نیلوفر می‌خواهد",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_script_stay_as_written(name: str) -> None:
    assert clean_line(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Lovelace\t", "Ada Lovelace"),
        ("Ada\nLovelace", "Ada Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("Ada\u200b\ufeff Love\u00adlace", "Ada Lovelace"),
        ("\u200eAda\u200f", "Ada"),
        ("\u200dAda\u200c", "Ada"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_line_is_tidied(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\x00", "\x1b", "\ue000", "\ufdd0", "\U000e0041", "\ufffe"])
def test_unseen_characters_are_refused_with_a_sentence(unseen: str) -> None:
    with pytest.raises(ValidationError, match="cannot be shown"):
        clean_line(f"Ada{unseen}Lovelace")


@pytest.mark.parametrize("typed", ["...", "—", "😀", "\u0301"])
def test_nothing_to_read_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError, match="at least one letter or number"):
        clean_line(typed)


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean_line(text)
    except ValidationError:
        return
    assert clean_line(once) == once
    assert once == once.strip()


def test_lines_keep_their_breaks_and_lose_empty_ones() -> None:
    assert clean_lines("  Herengracht 1 \r\n\r\n1015 BA  Amsterdam\n") == "Herengracht 1\n1015 BA Amsterdam"


def test_too_many_lines_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_lines("1\n2\n3\n4", at_most=3)
    assert refusal.value.messages == ["Please write this in at most 3 lines. Now there are 4."]


def test_form_fields_clean_what_was_typed() -> None:
    assert NameFormField().clean(" Ada  Lovelace ") == "Ada Lovelace"
    assert LinesFormField(at_most=3).clean("Herengracht  1\n\nAmsterdam") == "Herengracht 1\nAmsterdam"
    with pytest.raises(ValidationError):
        LinesFormField().clean("Heren\u202egracht")
