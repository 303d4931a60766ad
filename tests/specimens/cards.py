"""Specimens of identity documents, drawn: nobody's, with numbers that are nobody's, masked well, badly or not at all.

Every specimen follows from its seed, so a number in a report is a card that can be drawn again.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 760, 480
PAPER: Final = ((226, 236, 240), (240, 232, 226), (232, 240, 228), (238, 236, 246), (246, 242, 226))
INK: Final = ((20, 20, 28), (34, 36, 60), (52, 30, 30), (10, 46, 40))
FONTS: Final = (
    "NotoSans-Regular",
    "NotoSans-Bold",
    "NotoSerif-Regular",
    "NotoSerif-Bold",
    "DejaVuSansMono",
    "DejaVuSans-Bold",
    "NotoSansDisplay-Bold",
    "",
)
"""Of the package that scripts/setup installs; the last is Pillow's own."""
GIVEN: Final = ("WILLEKE LISELOTTE", "JORIS", "NOOR AMINA", "PIETER JAN", "SANNE", "YUSUF", "ANNE MARIE", "BRAM")
FAMILY: Final = ("SPECIMEN", "VOORBEELD", "DE SPECIMEN", "VERZONNEN", "SPECIMEN VOORBEELD")
WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def number(rng: random.Random, *, valid: bool = True) -> str:
    """Nine digits that pass the eleven-test, or that do not; they begin with 9, as no number that is given out does."""
    while True:
        digits = "9" + "".join(str(rng.randrange(10)) for _place in range(8))
        passes = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 0
        if passes == valid:
            return digits


def check_digit(text: str) -> str:
    """The check digit of a field of machine-readable lines (ICAO 9303)."""
    values = [0 if sign == "<" else int(sign, 36) for sign in text]
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card, and where: boxes of what must be covered, by name."""

    picture: Image.Image
    boxes: dict[str, tuple[int, int, int, int]]
    number: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a card looks."""

    font: str
    paper: tuple[int, int, int]
    ink: tuple[int, int, int]
    size: int
    grouping: str


def font(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of ``FONTS``; Pillow's own where that one is not installed."""
    places = (Path("/usr/share/fonts/truetype", folder, f"{name}.ttf") for folder in ("noto", "dejavu"))
    path = next((place for place in places if place.is_file()), None)
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def style(rng: random.Random) -> Style:
    """One of the looks."""
    return Style(
        font=rng.choice(FONTS),
        paper=rng.choice(PAPER),
        ink=rng.choice(INK),
        size=rng.choice((21, 23, 25, 28)),
        grouping=rng.choice(("", "", " ", ".", "4 2 3", "-")),
    )


def grouped(digits: str, how: str) -> str:
    """Nine digits as they are printed."""
    if how == "4 2 3":
        return f"{digits[:4]} {digits[4:6]} {digits[6:]}"
    return how.join((digits[:3], digits[3:6], digits[6:]))


def front(rng: random.Random, look: Style, *, valid: bool = True) -> Card:
    """The side with name, photo and number."""
    picture, pen = _blank(rng, look)
    digits, left = number(rng, valid=valid), 280
    _photo(picture, pen, rng, (34, 96, 244, 366))
    small, text = font(look.font, 14), font(look.font, look.size)
    pen.text((34, 24), "KONINKRIJK DER NEDERLANDEN", fill=look.ink, font=font(look.font, 22))
    pen.text((34, 56), "IDENTITEITSKAART · SPECIMEN", fill=look.ink, font=small)
    boxes = {}
    rows = (
        ("name", "Naam / Surname", rng.choice(FAMILY)),
        ("given", "Voornamen / Given names", rng.choice(GIVEN)),
        ("born", "Geboortedatum / Date of birth", f"{rng.randint(1, 28):02} MAA/MAR {rng.randint(1950, 2004)}"),
        ("document", "Documentnummer / Document no.", "SPECI" + str(rng.randint(1000, 9999))),
        ("number", "Persoonsnummer / BSN", grouped(digits, look.grouping)),
    )
    for turn, (key, label, said) in enumerate(rows):
        top = 92 + turn * 70
        pen.text((left, top), label, fill=look.ink, font=small)
        pen.text((left, top + 20), said, fill=look.ink, font=text)
        boxes[key] = _around(pen, (left, top + 20), said, text)
    return Card(picture=picture, boxes=boxes, number=digits)


def back(rng: random.Random, look: Style) -> Card:
    """The side with the machine-readable lines, the number in them and above them."""
    picture, pen = _blank(rng, look)
    digits, family, given = number(rng), rng.choice(FAMILY).replace(" ", "<"), rng.choice(GIVEN).replace(" ", "<")
    document = "SPECI" + str(rng.randint(1000, 9999))
    first = f"I<NLD{document}{check_digit(document)}{digits}{check_digit(digits)}".ljust(30, "<")
    born, until = f"{rng.randint(50, 99)}0310", "310309"
    second = f"{born}{check_digit(born)}F{until}{check_digit(until)}NLD".ljust(29, "<")
    second += check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
    lines = (first[:30], second, f"{family}<<{given}".ljust(30, "<")[:30])
    small, text, machine = font(look.font, 14), font(look.font, look.size), font("DejaVuSansMono", 32)
    pen.text((40, 30), "Persoonsnummer / BSN", fill=look.ink, font=small)
    said = grouped(digits, look.grouping)
    pen.text((40, 50), said, fill=look.ink, font=text)
    boxes = {"number": _around(pen, (40, 50), said, text)}
    pen.text((40, 110), "Burg. van Voorbeeldstad", fill=look.ink, font=text)
    _photo(picture, pen, rng, (520, 30, 660, 210))
    for turn, line in enumerate(lines):
        place = (int((WIDTH - pen.textlength(line, font=machine)) / 2), 300 + turn * 52)
        pen.text(place, line, fill=(16, 16, 20), font=machine)
        boxes[f"line {turn}"] = _around(pen, place, line, machine)
    return Card(picture=picture, boxes=boxes, number=digits, lines=lines)


def _blank(rng: random.Random, look: Style) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (WIDTH, HEIGHT), look.paper)
    pen = ImageDraw.Draw(picture)
    shade = tuple(value - 16 for value in look.paper)
    phase, wave = rng.random() * 6, rng.uniform(20, 60)
    for turn in range(0, HEIGHT + 80, 12):
        points = [(x, turn - 40 + 18 * math.sin(x / wave + phase)) for x in range(0, WIDTH + 8, 8)]
        pen.line(points, fill=shade, width=1)
    return picture, pen


def _photo(picture: Image.Image, pen: ImageDraw.ImageDraw, rng: random.Random, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    skin, hair = rng.choice(((224, 190, 160), (150, 105, 80), (200, 160, 130))), rng.choice((30, 70, 110))
    pen.rectangle(box, fill=(196, 200, 204))
    pen.ellipse((left + wide * 0.18, top + high * 0.1, right - wide * 0.18, top + high * 0.75), fill=(hair,) * 3)
    pen.ellipse((left + wide * 0.25, top + high * 0.18, right - wide * 0.25, top + high * 0.72), fill=skin)
    pen.rectangle((left + wide * 0.12, top + high * 0.78, right - wide * 0.12, bottom), fill=(60, 70, 90))
    for eye in (0.4, 0.6):
        x, y = left + wide * eye, top + high * 0.42
        pen.ellipse((x - 5, y - 3, x + 5, y + 3), fill=(20, 20, 20))
    pen.arc(
        (left + wide * 0.4, top + high * 0.5, right - wide * 0.4, top + high * 0.62),
        20,
        160,
        fill=(90, 40, 40),
        width=2,
    )
    region = picture.crop(box).filter(ImageFilter.GaussianBlur(1.2))
    picture.paste(region, box[:2])


def _around(
    pen: ImageDraw.ImageDraw, place: tuple[int, int], said: str, how: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> tuple[int, int, int, int]:
    left, top, right, bottom = pen.textbbox(place, said, font=how)
    return int(left) - 4, int(top) - 4, int(right) + 4, int(bottom) + 4


# Masks ------------------------------------------------------------------------------------------------

Box = tuple[int, int, int, int]
Mask = Callable[[Image.Image, Box, random.Random], None]


def solid(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """As it should be."""
    ImageDraw.Draw(picture).rectangle(box, fill=rng.choice(("black", "white", (40, 40, 90), (90, 90, 90))))


def see_through(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """A marker of a program that lets something through."""
    cover = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), rng.choice(("black", (20, 20, 20), (200, 30, 30))))
    picture.paste(Image.blend(picture.crop(box), cover, rng.uniform(0.5, 0.75)), box[:2])


def veiled(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """A dark veil, as dark as that of a page that lets one see where to cover."""
    cover = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), rng.choice(("black", (10, 10, 14))))
    picture.paste(Image.blend(picture.crop(box), cover, rng.uniform(0.75, 0.85)), box[:2])


def thin(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """A line through it, too thin to cover the digits."""
    middle = (box[1] + box[3]) // 2 + rng.choice((-9, 10))
    ImageDraw.Draw(picture).line((box[0], middle, box[2], middle), fill="black", width=2)


def hatched(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """Strokes, far apart."""
    pen, apart = ImageDraw.Draw(picture), rng.choice((40, 52))
    for x in range(box[0], box[2], apart):
        pen.line((x, box[1], x + 10, box[3]), fill=(90, 90, 90), width=1)


def blurred(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """Blurred a little."""
    picture.paste(picture.crop(box).filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 1.5))), box[:2])


def pale(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """Made pale, not gone."""
    part = picture.crop(box)
    cover = Image.new("RGB", part.size, part.getpixel((1, 1)))
    picture.paste(Image.blend(part, cover, rng.uniform(0.6, 0.85)), box[:2])


def beside(picture: Image.Image, box: Box, rng: random.Random) -> None:
    """In the wrong place."""
    away = (box[3] - box[1]) + 6
    solid(picture, (box[0], box[1] + away, box[2], box[3] + away), rng)


BAD: Final[dict[str, Mask]] = {
    "see-through": see_through,
    "veiled": veiled,
    "thin": thin,
    "hatched": hatched,
    "blurred": blurred,
    "pale": pale,
    "beside": beside,
}


# The photo of it --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How a card is photographed: turned, noisy, scaled, as JPEG or PNG."""

    angle: float = 0.0
    noise: int = 0
    scale: float = 0.8
    quality: int = 90
    upside: int = 0


def shot(rng: random.Random) -> Shot:
    """A photo as somebody makes it."""
    return Shot(
        angle=rng.choice((0.0, rng.uniform(-3, 3), rng.uniform(-10, 10), rng.uniform(-20, 20))),
        noise=rng.choice((0, 0, 8, 16)),
        scale=rng.choice((0.75, 0.8, 0.8, 0.9)),
        quality=rng.choice((60, 75, 90)),
        upside=rng.choice((0, 0, 0, 0, 90, 180, 270)),
    )


def photographed(picture: Image.Image, how: Shot, rng: random.Random) -> bytes:
    """The photo of a card, as JPEG."""
    if how.noise:
        grain = Image.effect_noise(picture.size, how.noise * 2).convert("RGB")
        picture = Image.blend(picture, grain, how.noise / 100)
    if how.scale != 1:
        picture = picture.resize(
            (int(picture.width * how.scale), int(picture.height * how.scale)), Image.Resampling.BICUBIC
        )
    if how.angle or how.upside:
        picture = picture.rotate(how.angle + how.upside, Image.Resampling.BICUBIC, expand=True, fillcolor=(70, 64, 60))
    written = BytesIO()
    picture.save(written, "JPEG", quality=how.quality)
    return written.getvalue()


CLEAN: Final = Shot(quality=92)
"""Straight, without grain."""
