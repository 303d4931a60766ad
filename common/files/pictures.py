"""Pictures: opened wholly, turned the right way up, and written anew from their points alone.

What was beside the points (place, camera, comments, a second file behind the last byte) is not in the new one. A small
file can unpack to a large one, so the size is read from the head first, a large photo is unpacked at a half, a quarter
or an eighth, and a process looks through one picture at a time.
"""

from io import BytesIO
from threading import Lock
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from common.files.kinds import FileKind
from common.files.refusals import FileRefused

MOST_UNPACKED: Final = 24_000_000
"""Points of a picture in memory, of four bytes each."""
MOST_OF_A_PHOTO: Final = 50_000_000
"""Points of a JPEG that can be unpacked smaller than it is."""
LONGEST_SIDE: Final = 4000
"""A proof is read on a screen; in points."""
QUALITY: Final = 88
MODES: Final = {FileKind.JPEG: ("RGB", "L"), FileKind.PNG: ("RGB", "RGBA", "L")}
FORMATS: Final = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}
FEW_COLOURS: Final = ("1", "P")
"""Modes whose points cannot be mixed."""

_one_at_a_time: Final = Lock()


def clean(content: bytes, kind: FileKind) -> bytes:
    """The same picture, written anew, in about 320 MB of memory at most. Raises ``FileRefused``."""
    try:
        with _one_at_a_time, Image.open(BytesIO(content), formats=[FORMATS[kind]]) as picture:
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
            _unpack(picture)
            return _written(picture, kind)
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise _too_large(MOST_UNPACKED) from None
    except Exception as fault:  # broken pictures fail in as many ways as there are decoders
        told = _("This picture is damaged or not whole. Open it, save it again as JPEG or PNG, and send that.")
        raise FileRefused("picture-damaged", told) from fault


def _unpack(picture: ImageFile.ImageFile) -> None:
    """Bring the points into memory, fewer of a large photo; a JPEG in steps is held whole while it is read."""
    at_once = picture.format == "JPEG" and "progressive" not in picture.info
    most = MOST_OF_A_PHOTO if at_once else MOST_UNPACKED
    if picture.width * picture.height > most:
        raise _too_large(most)
    if picture.width * picture.height > MOST_UNPACKED:
        picture.draft(None, (picture.width // 2, picture.height // 2))
    picture.load()


def _written(picture: Image.Image, kind: FileKind) -> bytes:
    mode = picture.mode if picture.mode in MODES[kind] else _mode_for(picture, kind)
    if picture.mode in FEW_COLOURS:
        picture = picture.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    points = picture.convert(mode)
    bare = Image.frombytes(mode, points.size, points.tobytes())
    written = BytesIO()
    bare.save(written, FORMATS[kind], **({"quality": QUALITY} if kind == FileKind.JPEG else {"optimize": False}))
    return written.getvalue()


def _mode_for(picture: Image.Image, kind: FileKind) -> str:
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if kind == FileKind.PNG and see_through else "RGB"


def _too_large(most: int) -> FileRefused:
    told = _(
        "This picture is too large for us to look through: we take %(most)d million points of its kind. "
        "Save it in a smaller size, or as an ordinary JPEG, and send that."
    )
    return FileRefused("picture-too-large", told % {"most": most // 1_000_000})
