"""Pictures: opened wholly, turned the right way up, and written anew from their points alone.

What was beside the points (place, camera, comments, a second file behind the last byte) is not in the new one. A small
file can unpack to a large one, so the size is read from the head first, a large photo is unpacked at a half, a quarter
or an eighth.
"""

import json
from base64 import b64encode
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile, ImageOps

from common.files.reasons import Reason

MOST_UNPACKED: Final = 24_000_000
"""Points of a picture in memory, of four bytes each."""
MOST_OF_A_PHOTO: Final = 50_000_000
"""Points of a JPEG that can be unpacked smaller than it is."""
LONGEST_SIDE: Final = 4000
"""A proof is read on a screen; in points."""
QUALITY: Final = 88
MODES: Final = {"jpeg": ("RGB", "L"), "png": ("RGB", "RGBA", "L")}
FORMATS: Final = {"jpeg": "JPEG", "png": "PNG"}
LONGEST_SIDE_DRAWN: Final = 2400
"""Points of a picture that is read in a frame."""
QUALITY_DRAWN: Final = 82
MOST_COLOURS: Final = 4096
"""A picture of text and lines has fewer; it is sharper as PNG."""
SHORTEST_SIDE: Final = 300
"""Points; in a smaller picture nobody is known by their photo."""
ALIKE: Final = 12
NEARLY_ALL: Final = 0.998
"""Shades by which points may differ, and the share of points, in a picture in which nothing is to be seen."""
FEW_COLOURS: Final = ("1", "P")
"""Modes whose points cannot be mixed."""


def clean(content: bytes, kind: str) -> bytes:
    """The same picture, of ``FORMATS``, written anew, in about 320 MB of memory at most.

    Raises ``Reason``, and ``MemoryError`` for more than the process may have.
    """
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[kind]]) as picture:
            _unpack(picture)
            return _written(picture, kind)
    except (Reason, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large(MOST_UNPACKED) from None
    except Exception as fault:  # broken pictures fail in as many ways as there are decoders
        raise Reason("picture-damaged") from fault


def flatten(content: bytes) -> bytes:
    """A line with width and height, then a picture in one layer as JPEG, no larger than it is read.

    What lies under points that cannot be seen through is not in it, nor what stood beside the points, nor a second
    picture. One that is too small, or of one colour, is refused. Raises ``Reason``, and ``MemoryError`` for more than
    the process may have.
    """
    try:
        with Image.open(BytesIO(content), formats=list(FORMATS.values())) as picture:
            _unpack(picture)
            picture.thumbnail((LONGEST_SIDE_DRAWN, LONGEST_SIDE_DRAWN))
            ImageOps.exif_transpose(picture, in_place=True)
            paper = Image.new("RGB", picture.size, "white")
            seen = picture.convert("RGBA") if _see_through(picture) else picture.convert("RGB")
            paper.paste(seen, mask=seen if seen.mode == "RGBA" else None)
            _require_seen(paper)
            written = BytesIO()
            paper.save(written, FORMATS["jpeg"], quality=QUALITY)
    except (Reason, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large(MOST_UNPACKED) from None
    except Exception as fault:  # as above
        raise Reason("picture-damaged") from fault
    return b"%d %d\n" % paper.size + written.getvalue()


def draw(content: bytes) -> bytes:
    """JSON, as of a PDF of one page: a kept picture as a ``data:`` address, no larger than it is read.

    Raises ``Reason``, and ``MemoryError`` for more than the process may have.
    """
    try:
        with Image.open(BytesIO(content), formats=list(FORMATS.values())) as picture:
            _unpack(picture)
            picture.thumbnail((LONGEST_SIDE_DRAWN, LONGEST_SIDE_DRAWN))
            keeps = picture.format == "PNG" and (picture.mode == "RGBA" or picture.getcolors(MOST_COLOURS) is not None)
            kind = "png" if keeps else "jpeg"
            points = picture.convert(picture.mode if picture.mode in MODES[kind] else "RGB")
            written = BytesIO()
            points.save(written, FORMATS[kind], **({} if keeps else {"quality": QUALITY_DRAWN}))
    except (Reason, MemoryError):
        raise
    except Exception as fault:  # as above
        raise Reason("picture-damaged") from fault
    address = f"data:image/{kind};base64,{b64encode(written.getvalue()).decode()}"
    return json.dumps({"of": 1, "pages": [address]}).encode()


def _require_seen(picture: Image.Image) -> None:
    """Raises ``Reason`` for a picture in which nobody can be known."""
    if (now := min(picture.size)) < SHORTEST_SIDE:
        raise Reason("picture-too-small", now=now, least=SHORTEST_SIDE)
    shades = picture.convert("L").histogram()
    most = max(range(len(shades)), key=shades.__getitem__)
    alike = sum(shades[max(most - ALIKE, 0) : most + ALIKE + 1])
    if alike >= NEARLY_ALL * picture.width * picture.height:
        raise Reason("picture-plain")


def _unpack(picture: ImageFile.ImageFile) -> None:
    """Bring the points into memory, fewer of a large photo; a JPEG in steps is held whole while it is read."""
    at_once = picture.format == "JPEG" and "progressive" not in picture.info
    most = MOST_OF_A_PHOTO if at_once else MOST_UNPACKED
    if picture.width * picture.height > most:
        raise _too_large(most)
    if picture.width * picture.height > MOST_UNPACKED:
        picture.draft(None, (picture.width // 2, picture.height // 2))
    picture.load()


def _written(picture: Image.Image, kind: str) -> bytes:
    mode = picture.mode if picture.mode in MODES[kind] else _mode_for(picture, kind)
    if picture.mode in FEW_COLOURS:
        picture = picture.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    points = picture.convert(mode)
    bare = Image.frombytes(mode, points.size, points.tobytes())
    written = BytesIO()
    bare.save(written, FORMATS[kind], **({"quality": QUALITY} if kind == "jpeg" else {"optimize": False}))
    return written.getvalue()


def _mode_for(picture: Image.Image, kind: str) -> str:
    return "RGBA" if kind == "png" and _see_through(picture) else "RGB"


def _see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _too_large(most: int) -> Reason:
    return Reason("picture-too-large", most=most // 1_000_000)
