"""The cards of invented people: drawn here, of a country that is none, and covered but for name and picture."""

from io import BytesIO
from typing import Final
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

SIZE: Final = (960, 606)
"""As a bank card is: 85.6 by 54 mm."""
SENT: Final = (640, 404)
"""Small, so that looking through it takes no second."""
PAPER, INK, LINE, COVER, SKIN, COAT = "#E9EFE6", "#14201B", "#8A6416", "#101010", "#C9A58A", "#0E4F53"
PICTURE: Final = (48, 150, 318, 510)
COVERED: Final = ((348, 300, 912, 360), (348, 388, 912, 448), (348, 476, 640, 536), (700, 110, 912, 190))
NAME: Final = (348, 212)
FOR: Final = "For SECO-Institute only · SPECIMEN"


def card(name: str, *, covers_name: bool = False) -> bytes:
    """A card as its holder would send it, as a JPEG: name and picture are seen, the rest is covered, the name if asked.

    Nothing lies under what is covered; letters that the typeface lacks are left out.
    """
    sheet = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, SIZE[0], 84), fill=COAT)
    _text(draw, (48, 24), "NERGENSLAND · IDENTITY CARD · SPECIMEN", 34, PAPER)
    _text(draw, (348, 110), "an invented country", 26, LINE)
    _face(draw)
    _text(draw, (NAME[0], NAME[1] - 34), "Name", 22, LINE)
    _text(draw, NAME, _plain(name) or "SPECIMEN", 40, INK)
    if covers_name:
        draw.rectangle((NAME[0], NAME[1] - 6, 912, NAME[1] + 62), fill=COVER)
    for box in COVERED:
        draw.rectangle(box, fill=COVER)
    _text(draw, (48, 546), FOR, 30, LINE)
    written = BytesIO()
    sheet.resize(SENT).save(written, "JPEG", quality=80)
    return written.getvalue()


def _face(draw: ImageDraw.ImageDraw) -> None:
    """Somebody whom nobody knows: a head and a coat."""
    left, top, right, bottom = PICTURE
    middle = (left + right) // 2
    draw.rectangle(PICTURE, fill="#FBFAF6", outline=LINE, width=3)
    draw.pieslice((left + 18, bottom - 150, right - 18, bottom + 140), 180, 360, fill=COAT)
    draw.ellipse((middle - 72, top + 56, middle + 72, top + 240), fill=SKIN)
    draw.pieslice((middle - 78, top + 40, middle + 78, top + 200), 180, 360, fill=INK)
    for eye in (middle - 28, middle + 28):
        draw.ellipse((eye - 6, top + 138, eye + 6, top + 150), fill=INK)
    draw.arc((middle - 30, top + 160, middle + 30, top + 208), 25, 155, fill=INK, width=4)


def _text(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int, fill: str) -> None:
    draw.text(place, text, fill=fill, font=ImageFont.load_default(size))


def _plain(text: str) -> str:
    """A text in the letters that the picture's typeface has."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode().strip()
