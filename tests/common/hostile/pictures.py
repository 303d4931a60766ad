"""Pictures that break off, contradict themselves, or are another kind below the first bytes."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image

from tests.factories.files import picture

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
DAMAGED: Final = "picture-damaged"


def chunk(name: bytes, content: bytes, checksum: int | None = None) -> bytes:
    """A part of a PNG, with its checksum or another."""
    right = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", right if checksum is None else checksum)


def png(width: int, height: int, depth: int = 8, colours: int = 2, points: bytes | None = None) -> bytes:
    """The head of a picture that says it is of this size, and little of it."""
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    content = zlib.compress(b"\0" * 2000) if points is None else points
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def _noise(kind: str) -> bytes:
    """A picture that fills its file, so that every cut of it loses points."""
    points = bytes((n * n * 31 + n * 7) % 251 for n in range(300 * 200 * 3))
    written = io.BytesIO()
    Image.frombytes("RGB", (300, 200), points).save(written, kind)
    return written.getvalue()


def _cut(kind: str, share: int) -> Callable[[], bytes]:
    return lambda: (whole := _noise(kind))[: len(whole) * share // 100]


def _changed(at: int, byte: int) -> Callable[[], bytes]:
    """A PNG in which one byte is another one."""
    return lambda: (whole := picture())[:at] + bytes([byte]) + whole[at + 1 :]


def _jpeg_without(marker: int) -> Callable[[], bytes]:
    """A JPEG that lost the segments of a kind."""

    def make() -> bytes:
        whole, at, kept = picture("JPEG", (60, 40)), 2, b"\xff\xd8"
        while whole[at + 1] != 0xDA:
            length = 2 + struct.unpack(">H", whole[at + 2 : at + 4])[0]
            kept += b"" if whole[at + 1] == marker else whole[at : at + length]
            at += length
        return kept + whole[at:]

    return make


def _jpeg_said(before: bytes, after: bytes) -> Callable[[], bytes]:
    return lambda: picture("JPEG").replace(before, after, 1)


PICTURES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    **{f"PNG cut off at {share} %": (_cut("PNG", share), DAMAGED) for share in (1, 5, 20, 50, 80, 95)},
    **{f"JPEG cut off at {share} %": (_cut("JPEG", share), DAMAGED) for share in (1, 5, 20, 50, 80, 95)},
    "PNG that is a beginning alone": (lambda: SIGNATURE + b"\0" * 20, DAMAGED),
    "PNG with less than it says": (lambda: png(4_000, 4_000), DAMAGED),
    "PNG without a width": (lambda: png(0, 10), DAMAGED),
    "PNG without points": (lambda: png(10, 10, points=b""), DAMAGED),
    "PNG whose points are not packed": (lambda: png(10, 10, points=b"\0" * 310), DAMAGED),
    "PNG of a depth there is not": (lambda: png(10, 10, depth=3), DAMAGED),
    "PNG of colours there are not": (lambda: png(10, 10, colours=5), DAMAGED),
    "PNG whose head has another checksum": (_changed(30, 0), DAMAGED),
    "PNG with a part that has no name": (lambda: picture()[:33] + chunk(b"\0\0\0\0", b"x") + picture()[33:], DAMAGED),
    "PNG with a part of a wrong checksum": (
        lambda: picture()[:33] + chunk(b"PLTE", b"\0" * 9, checksum=7) + picture()[33:],
        DAMAGED,
    ),
    "PNG of which only the palette came": (lambda: SIGNATURE + chunk(b"PLTE", b"\0" * 9), DAMAGED),
    "JPEG that is a beginning alone": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 60, DAMAGED),
    "JPEG that is a beginning and an end": (lambda: b"\xff\xd8\xff\xd9" + b"\0" * 60, DAMAGED),
    "JPEG without its frame": (_jpeg_without(0xC0), DAMAGED),
    "JPEG without its tables of steps": (_jpeg_without(0xDB), DAMAGED),
    "JPEG of no height": (_jpeg_said(struct.pack(">HH", 30, 40), struct.pack(">HH", 0, 40)), DAMAGED),
    "JPEG of nine parts a point": (_jpeg_said(b"\x00\x1e\x00\x28\x03", b"\x00\x1e\x00\x28\x09"), DAMAGED),
    "JPEG without losses, as hospitals write": (_jpeg_said(b"\xff\xc0", b"\xff\xc3"), DAMAGED),
    "PNG under the beginning of a JPEG": (lambda: b"\xff\xd8\xff" + picture(), DAMAGED),
    "PDF under the beginning of a PNG": (lambda: SIGNATURE + b"%PDF-1.7\n1 0 obj\n", DAMAGED),
    "page of the web under the beginning of a JPEG": (lambda: b"\xff\xd8\xff<script>alert(1)</script>", DAMAGED),
}
