"""Pictures: opened wholly, turned the right way up, and written anew from their points alone.

What was beside the points (place, camera, comments, a second file behind the last byte) is not in the new one.
"""

from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from common.files.kinds import FileKind
from common.files.refusals import FileRefused

MOST_POINTS: Final = 50_000_000
LONGEST_SIDE: Final = 4000
"""A proof is read on a screen; in points."""
QUALITY: Final = 88
MODES: Final = {FileKind.JPEG: ("RGB", "L"), FileKind.PNG: ("RGB", "RGBA", "L")}
FORMATS: Final = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}


def clean(content: bytes, kind: FileKind) -> bytes:
    """The same picture, written anew. Raises ``FileRefused``.

    The size is read from the head before a single point is unpacked.
    """
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise _too_large()
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return _written(upright, kind)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception as fault:  # broken pictures fail in as many ways as there are decoders
        told = _("This picture is damaged or not whole. Open it, save it again as JPEG or PNG, and send that.")
        raise FileRefused("picture-damaged", told) from fault


def _written(picture: Image.Image, kind: FileKind) -> bytes:
    mode = picture.mode if picture.mode in MODES[kind] else _mode_for(picture, kind)
    points = picture.convert(mode)
    points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.frombytes(mode, points.size, points.tobytes())
    written = BytesIO()
    bare.save(written, FORMATS[kind], **({"quality": QUALITY} if kind == FileKind.JPEG else {"optimize": False}))
    return written.getvalue()


def _mode_for(picture: Image.Image, kind: FileKind) -> str:
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if kind == FileKind.PNG and see_through else "RGB"


def _too_large() -> FileRefused:
    told = _("This picture has more than %(most)d million points. Save it in a smaller size, and send that.")
    return FileRefused("picture-too-large", told % {"most": MOST_POINTS // 1_000_000})
