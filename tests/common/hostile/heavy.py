"""Small files that unpack to large ones, or that keep whoever reads them busy; and files that are too large."""

import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Final

from tests.common.hostile.documents import CATALOG, PAGE, PAGES, PLAIN, raw, stream
from tests.common.hostile.pictures import chunk, png
from tests.factories.files import picture

FLATE: Final = b"/Filter/FlateDecode"


@cache
def zeros(megabytes: int) -> bytes:
    """Packed nothing, a two-hundredth of its size."""
    packer = zlib.compressobj(1)
    part = b"\0" * (1 << 20)
    return b"".join([*(packer.compress(part) for _megabyte in range(megabytes)), packer.flush()])


def _shown(content: bytes, about: bytes = FLATE) -> bytes:
    """A PDF whose page shows this stream."""
    return raw(CATALOG, PAGES, PAGE, stream(content, about))


def _picture_in(about: bytes, content: bytes = b"x") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    image = stream(content, b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8" + about)
    return raw(CATALOG, PAGES, page, stream(b"/I Do"), image)


def _many_bombs() -> bytes:
    bomb = stream(zeros(100), FLATE)
    return raw(CATALOG, PAGES, PAGE, stream(b""), *([bomb] * 9))


def _bomb_of_places() -> bytes:
    """A cross-reference stream that unpacks to far more than it takes."""
    bomb, body = zeros(200), b"%PDF-1.7\n"
    table = b"/Type/XRef/Size 90000000/W[1 2 1]/Root 2 0 R" + FLATE
    return body + b"1 0 obj\n" + stream(bomb, table) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)


def _tree(children: int, steps: int) -> bytes:
    """A tree of pages in which each step has the same children again, so that a file of a kilobyte has countless."""
    steps_below = [
        b"<</Type/Pages/Count 1/Kids[" + b"%d 0 R " % (2 + step) * children + b"]>>" for step in range(1, steps)
    ]
    return raw(CATALOG, *steps_below, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def _chain(length: int) -> bytes:
    """Pages below pages below pages."""
    links = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1) for number in range(2, length)]
    return raw(CATALOG, *links, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def _text_bomb() -> bytes:
    whole = picture()
    return whole[:33] + chunk(b"zTXt", b"Comment\0\0" + zeros(200)) + whole[33:]


def _colours_bomb() -> bytes:
    whole = picture()
    return whole[:33] + chunk(b"iCCP", b"mine\0\0" + zeros(200)) + whole[33:]


HEAVY: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "eleven megabytes": (lambda: b"%PDF-1.7" + b"0" * 11 * 1024 * 1024, "too-large"),
    "PDF whose table of places unpacks to gigabytes": (_bomb_of_places, "pdf-damaged"),
    "PDF whose page unpacks to 200 MB": (lambda: _shown(zeros(200)), "pdf-too-complicated"),
    "PDF whose page unpacks twice": (
        lambda: _shown(zlib.compress(zeros(200)), b"/Filter[/FlateDecode/FlateDecode]"),
        "pdf-too-complicated",
    ),
    "PDF of many streams that unpack to 900 MB": (_many_bombs, "pdf-too-complicated"),
    "PDF of a stream in five coats": (
        lambda: _shown(b"x", b"/Filter[/AHx/AHx/AHx/AHx/AHx/AHx]"),
        "pdf-damaged",
    ),
    "PDF with a picture of 100 000 by 100 000": (
        lambda: _picture_in(b"/Width 100000/Height 100000"),
        "pdf-too-complicated",
    ),
    "PDF with a picture that unpacks to 200 MB": (
        lambda: _picture_in(b"/Width 10/Height 10" + FLATE, zeros(200)),
        "pdf-too-complicated",
    ),
    "PDF whose stream lies in another file": (
        lambda: _shown(b"", b"/F(/etc/passwd)/FFilter/FlateDecode"),
        "pdf-carries",
    ),
    "PDF of 60 001 objects": (lambda: raw(*PLAIN, *([b"null"] * 60_001)), "pdf-too-complicated"),
    "PDF nested without end": (lambda: b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\n", "pdf-damaged"),
    "PDF of pages below pages, 20 000 steps": (partial(_chain, 20_000), "pdf-damaged"),
    "PDF of ten pages, each of ten, nine times": (partial(_tree, 10, 9), "pdf-damaged"),
    "PNG with a bomb of text": (_text_bomb, "picture-damaged"),
    "PNG with a bomb of colours": (_colours_bomb, "picture-damaged"),
    "PNG that says it is enormous": (lambda: png(30_000, 30_000), "picture-too-large"),
    "PNG that says it is too large": (lambda: png(9_000, 6_000), "picture-too-large"),
    "PNG that says it is a little too large": (lambda: png(5_000, 5_000), "picture-too-large"),
    "PNG that is a line of two thousand million": (lambda: png(2**31 - 1, 1), "picture-too-large"),
    "JPEG that is too large": (lambda: picture("JPEG", (8_000, 6_300), "L"), "picture-too-large"),
    "JPEG step by step that is too large": (
        lambda: picture("JPEG", (5_000, 5_000), "L", progressive=True),
        "picture-too-large",
    ),
    "JPEG that says it is enormous": (
        lambda: picture("JPEG").replace(struct.pack(">HH", 30, 40), struct.pack(">HH", 65_000, 65_000), 1),
        "picture-too-large",
    ),
}
