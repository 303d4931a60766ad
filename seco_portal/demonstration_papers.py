"""Papers and pictures that invented people send: drawn here, and kept as what we made ourselves.

What visitors send is looked through by a process of its own for each file; ours would be found harmless each time.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final
from unicodedata import normalize

from PIL import Image, ImageDraw

from accounts.models import User
from common.files import keeping
from common.files.kinds import FileKind
from common.models import Upload

WHITE: Final = 255


def send_paper(heading: str, name: str, *, shelf: str, owner: User, at: datetime) -> Upload:
    """A page of paper that says what it is and whose, as a PDF that its owner sent."""
    sheet = Image.new("L", (827, 1169), WHITE)
    draw = ImageDraw.Draw(sheet)
    for place, line in enumerate((heading, "of an invented person", name)):
        draw.text((90, 110 + 40 * place), _plain(line), fill=0)
    written = BytesIO()
    sheet.save(written, "PDF", resolution=100)
    return _sent(written, f"{heading}.pdf", FileKind.PDF, shelf=shelf, owner=owner, at=at)


def send_picture(lines: Sequence[str], name: str, *, shelf: str, owner: User, at: datetime) -> Upload:
    """A picture of an invented proof, in a frame, that its owner sent."""
    sheet = Image.new("L", (620, 440), WHITE)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((20, 20, 600, 420), outline=0)
    for place, line in enumerate(lines):
        draw.text((60, 80 + 70 * place), line, fill=0)
    written = BytesIO()
    sheet.save(written, "PNG")
    return _sent(written, f"{name}.png", FileKind.PNG, shelf=shelf, owner=owner, at=at)


def _sent(written: BytesIO, name: str, kind: FileKind, *, shelf: str, owner: User, at: datetime) -> Upload:
    return keeping.keep_made(written.getvalue(), name=name, kind=kind, shelf=shelf, owner=owner, at=at)


def _plain(text: str) -> str:
    """A text in the letters that the picture's typeface has."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode()
