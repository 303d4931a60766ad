"""Contrast of every pair of colours that meets on a page, light and dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/ui/tokens.css").read_text()
COLOUR = re.compile(r"--([a-z-]+): #([0-9a-f]{3,6});")
LIGHT = dict(COLOUR.findall(TOKENS.split("@media")[0]))
DARK = LIGHT | dict(COLOUR.findall(TOKENS.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0]))

TEXT = [
    *((colour, ground) for colour in ("ink", "ink-soft", "sea", "sea-deep", "wax") for ground in ("paper", "mist")),
    *((colour, "paper") for colour in ("brass", "moss", "amber", "sky")),
    ("on-sea", "sea"),
    ("on-sea", "sea-deep"),
    ("on-wax", "wax"),
    ("on-wax", "wax-deep"),
    ("header-text", "header"),
    ("header-brass", "header"),
    ("on-mark", "mark"),
]
SHAPES = [("field", "paper"), ("focus", "header"), ("focus-edge", "focus")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_knows_the_two_ends() -> None:
    assert contrast("000000", "fff") == pytest.approx(21)
    assert contrast("fbfaf6", "fbfaf6") == 1


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), TEXT)
def test_text_can_be_read(scheme: dict[str, str], colour: str, ground: str) -> None:
    assert contrast(scheme[colour], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), SHAPES)
def test_shapes_can_be_seen(scheme: dict[str, str], colour: str, ground: str) -> None:
    assert contrast(scheme[colour], scheme[ground]) >= 3


def test_dark_replaces_every_colour_that_shows_on_paper() -> None:
    fixed = {"focus", "header-text", "header-brass", "mark", "on-mark"}
    assert {name for name in LIGHT if DARK[name] == LIGHT[name]} == fixed


def test_no_other_sheet_names_a_colour() -> None:
    named = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    allowed = {"tokens.css", "print.css"}
    for sheet in (Path(settings.BASE_DIR) / "static").glob("*/*.css"):
        if sheet.name not in allowed:
            assert not named.findall(sheet.read_text()), sheet.name
