"""What a file is when it is no XML, by its first bytes: enough to tell a person what they took for a statement."""

import re
from enum import StrEnum
from typing import Final

BEGINNING: Final = 4096


class Kind(StrEnum):
    """Files people have that are no bank statements in XML."""

    XML = "xml"
    ZIP = "zip"
    MT940 = "mt940"
    CSV = "csv"
    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    GZIP = "gzip"
    TEXT = "text"
    UNKNOWN = "unknown"


SIGNS: Final = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"%PDF", Kind.PDF),
    (b"\x1f\x8b", Kind.GZIP),
)

_WORDS: Final = (
    (re.compile(r"<(!doctype\s+html|html)[\s>]", re.IGNORECASE), Kind.HTML),
    (re.compile(r"<"), Kind.XML),
    (re.compile(r"\{1:|:(20|940):", re.IGNORECASE), Kind.MT940),
    (re.compile(r"[{\[]"), Kind.JSON),
    (re.compile(r"[^\n]*([;,\t])[^\n]*(\1|\n[^\n]*\1)"), Kind.CSV),
)
_TAG_OF_MT940: Final = re.compile(r"^:60[FM]:", re.MULTILINE)


def kind_of(data: bytes) -> Kind:
    """What the file looks like."""
    for sign, kind in SIGNS:
        if data.startswith(sign):
            return kind
    head = _text(data[:BEGINNING]).lstrip("\ufeff \r\n\t")
    if "\0" in head:
        return Kind.UNKNOWN
    if _TAG_OF_MT940.search(head):
        return Kind.MT940
    readable = sum((char.isprintable() and char != "\ufffd") or char.isspace() for char in head) > 0.9 * len(head)
    rest = Kind.TEXT if readable else Kind.UNKNOWN
    return next((kind for sign, kind in _WORDS if sign.match(head)), rest)


def _text(head: bytes) -> str:
    """The beginning as text: two bytes a character when it has the mark of that or every other byte is empty."""
    if head.startswith((b"\xff\xfe", b"<\0")):
        return head.decode("utf-16-le", "replace")
    if head.startswith((b"\xfe\xff", b"\0<")):
        return head.decode("utf-16-be", "replace")
    return head.decode("utf-8", "replace")
