"""Arithmetic of badges: places in status lists, lists as strings of bits, and a badge inside a picture.

Pure. A status list has 131 072 places, so that who asks for one does not tell us which badge they look at; a badge's
own number says its list and place, and a bit that is set says: revoked. Source: Bitstring Status List 1.0; Open Badges
3.0, document formats; PNG, 11.3.3.4.
"""

import gzip
import re
import struct
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from common import single_keys

PLACES: Final = 131_072
"""Of a list: as few as the standard allows, 16 kB of bits."""
KEYWORD: Final = "openbadgecredential"
"""Under which a picture keeps its badge."""
PNG: Final = b"\x89PNG\r\n\x1a\n"
ENVELOPE: Final = "data:application/vc+jwt,"
"""What the identifier of a badge as JSON begins with; the signed badge follows."""
ENVELOPED: Final = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential"}
"""What stands beside that identifier."""
_SIGNED: Final = re.compile(r"ey[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""What anything signed looks like: three parts, of which the first is JSON."""
_MULTIBASE: Final = "u"
"""Says that base64url without padding follows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a badge's bit is: which list, counted from 1, and which bit of it, counted from 0."""

    list: int
    index: int


def place_of(number: int) -> Place:
    """The place of the badge with this number."""
    before, index = divmod(number, PLACES)
    return Place(before + 1, index)


def numbers_of(which: int) -> range:
    """The numbers of the badges that have their place in a list."""
    return range((which - 1) * PLACES, which * PLACES)


def encoded(revoked: Iterable[int]) -> str:
    """A list in which these bits are set, the first one being the highest of the first byte.

    The same bits always make the same text.
    """
    bits = bytearray(PLACES // 8)
    for index in revoked:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return _MULTIBASE + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_set(encoded_list: str, index: int) -> bool:
    """Whether a bit of a list is set. Raises ``ValueError`` for what is no list of ours."""
    text = encoded_list.removeprefix(_MULTIBASE)
    unpacking = zlib.decompressobj(wbits=31)
    try:
        bits = unpacking.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)), PLACES // 8)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not encoded_list.startswith(_MULTIBASE) or len(bits) != PLACES // 8 or not 0 <= index < PLACES:
        raise ValueError("This is no status list of the length we use, or has no such place.")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def signed_in(content: bytes) -> str | None:
    """The signed badge of a file: a picture, JSON that proves itself, or the signed badge as such.

    ``None`` for a picture without one, for JSON that is not signed, and for any other file. JSON holds the signed badge
    and nothing that it does not vouch for: no key twice, and nothing that we do not write.
    """
    if content.startswith(PNG):
        return baked(content)
    text = content.decode("utf-8", errors="replace").strip()
    if not text.startswith("{"):
        return text if _SIGNED.fullmatch(text) else None
    try:
        document, singly = single_keys.read(text)
    except (ValueError, RecursionError):
        return None
    named = document.pop("id", None)
    ours = singly and all(
        key in ENVELOPED and value in (ENVELOPED[key], [ENVELOPED[key]]) for key, value in document.items()
    )
    return named.removeprefix(ENVELOPE) if ours and isinstance(named, str) and named.startswith(ENVELOPE) else None


def baked(picture: bytes) -> str | None:
    """The badge that a PNG picture keeps; ``None`` where there is none, or none that can be read.

    The first one counts. A compressed one is none: the standard forbids it, and so nothing is ever unpacked here.
    """
    for kind, content in _chunks(picture):
        if kind != b"iTXt":
            continue
        keyword, _, rest = content.partition(b"\0")
        if keyword == KEYWORD.encode() and rest[:1] == b"\0":
            *_tags, text = rest[2:].split(b"\0", 2)
            return text.decode("utf-8", errors="replace")
    return None


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG picture, up to its end or to the first that is broken."""
    if not picture.startswith(PNG):
        return
    at = len(PNG)
    while at + 12 <= len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        content = picture[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(picture) or struct.unpack_from(">I", picture, at - 4)[0] != zlib.crc32(kind + content):
            return
        yield kind, content
