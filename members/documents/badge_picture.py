"""The picture of a badge: the seal ring of the holder's dates around the title, with the signed badge inside the file.

Of a title alone, without anybody's dates, the ring is whole. The picture shows no name: that stands in the badge.
Drawn with our own fonts at three times its size, then made smaller, which smooths every edge. Source: decided; Open
Badges 3.0, baked badge.
"""

from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.rules.badges import KEYWORD
from members.rules.ring import Arc, Ring, ring

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIDE: Final = 600
_FINE: Final = 3
PAPER, INK, SOFT, HAIRLINE, BRASS, SEA = "#FBFAF6", "#14201B", "#4A554F", "#C9CEC5", "#8A6416", "#0E4F53"
HEADING, PLAIN = "literata/literata-{}-600-normal", "commissioner/commissioner-{}-400-normal"
SCRIPTS: Final = ("latin", "latin-ext", "greek", "cyrillic", "vietnamese")
OUTER, INNER, EDGE = 268, 246, 296
"""Radii: of the three years, of this year, of the paper."""
ROOM: Final = 400
"""Widest a line in the middle may be."""


def badge_picture(*, code: str, name: str, since: date, until: date | None, on: date, signed: str) -> bytes:
    """A PNG picture of a title held from ``since`` to ``until``, as it is on a day, with its signed badge inside."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415  loaded when needed

    with translation.override(settings.LANGUAGE_CODE):
        words = _("until %(day)s") if until else _("since %(day)s")
        below = words % {"day": date_format(until or since, "j F Y")}
    inside = PngInfo()
    inside.add_itxt(KEYWORD, signed, zip=False)
    return _drawn(code, name, ring(since, until, on), below, inside)


@lru_cache(maxsize=256)
def title_picture(code: str, name: str) -> bytes:
    """A PNG picture of a title as such."""
    whole, none = Arc(0.0, 1.0), Arc(0.0, 0.0)
    return _drawn(code, name, Ring(outer=whole, inner=none, outer_passed=none, inner_passed=none, years=(), months=()))


def _drawn(code: str, name: str, dates: Ring, below: str = "", inside: object = None) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  loaded when needed

    picture = Image.new("RGBA", (SIDE * _FINE, SIDE * _FINE))
    pen = ImageDraw.Draw(picture)
    _circle(pen, EDGE, fill=PAPER, outline=INK, width=3)
    for radius in (OUTER, INNER):
        _circle(pen, radius, outline=HAIRLINE, width=1)
    _arc(pen, dates.outer, OUTER, SEA, 12)
    _arc(pen, dates.inner, INNER, HAIRLINE, 6)
    _arc(pen, dates.inner_passed, INNER, BRASS, 6)
    for turn in dates.years:
        _arc(pen, Arc(turn - 0.0015, 0.003), OUTER, PAPER, 12)
    _written(pen, settings.INSTITUTE["name"].upper(), PLAIN, 20, 170, SOFT)
    pen.line([_FINE * number for number in (250, 202, 350, 202)], fill=BRASS, width=2 * _FINE)
    lines = wrap(name, 22, max_lines=3, placeholder=" …")
    _written(pen, code, HEADING, 84 if lines else 96, 262 if lines else 300, INK)
    for number, line in enumerate(lines):
        _written(pen, line, HEADING, 28, 338 + 38 * number, INK)
    _written(pen, below, PLAIN, 20, 468, SOFT)
    made = BytesIO()
    smaller = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    smaller.save(made, "PNG", **({"pnginfo": inside} if inside else {}))
    return made.getvalue()


def _circle(pen: "ImageDraw", radius: float, *, outline: str, width: int, fill: str | None = None) -> None:
    pen.ellipse(_around(radius), fill=fill, outline=outline, width=width * _FINE)


def _arc(pen: "ImageDraw", arc: Arc, radius: float, colour: str, width: int) -> None:
    """An arc whose middle is on the circle; Pillow's lies inside of it."""
    if arc.length > 0:
        begins, ends = (turn * 360 - 90 for turn in (arc.start, arc.start + arc.length))
        pen.arc(_around(radius + width / 2), begins, ends, fill=colour, width=width * _FINE)


def _around(radius: float) -> list[float]:
    middle = SIDE / 2
    return [_FINE * (middle + way * radius) for way in (-1, -1, 1, 1)]


def _written(pen: "ImageDraw", text: str, face: str, size: int, middle: int, colour: str) -> None:
    """A line of text around its middle, smaller where it would be too wide; each character in the font that has it."""
    while sum(font.getlength(run) for run, font in _runs(text, face, size)) > ROOM * _FINE and size > 8:
        size -= 2
    runs = _runs(text, face, size)
    at = (SIDE * _FINE - sum(font.getlength(run) for run, font in runs)) / 2
    for run, font in runs:
        pen.text((at, middle * _FINE), run, font=font, fill=colour, anchor="lm")
        at += font.getlength(run)


def _runs(text: str, face: str, size: int) -> list[tuple[str, "FreeTypeFont"]]:
    """The text in pieces, each with the font that has its characters; what none has is drawn as the first one does."""
    runs: list[tuple[str, str]] = []
    for character in text:
        own = next((script for script in SCRIPTS if ord(character) in _characters(face.format(script))), SCRIPTS[0])
        if runs and (runs[-1][1] == own or character == " "):
            runs[-1] = runs[-1][0] + character, runs[-1][1]
        else:
            runs.append((character, own))
    return [(run, _font(face.format(script), size * _FINE)) for run, script in runs]


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415  loaded when needed

    return ImageFont.truetype(_file(name), size)


@cache
def _characters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  loaded when needed

    with TTFont(_file(name), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def _file(name: str) -> Path:
    return settings.BASE_DIR / "static" / "vendor" / f"{name}.woff2"
