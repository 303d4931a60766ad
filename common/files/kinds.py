"""Kinds of files, told by what is in them; their names say nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD: Final = 4096
"""As many bytes of a file tell its kind."""


class FileKind(StrEnum):
    """What we take."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    CSV = "csv"


MIME: Final[Mapping[str, str]] = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.CSV: "text/csv; charset=utf-8",
}

ENDINGS: Final[Mapping[str, str]] = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.CSV: ".csv",
}

DOCUMENTS: Final = (FileKind.PDF, FileKind.JPEG, FileKind.PNG)
"""What a person sends as a proof."""

_BEGINNINGS: Final = {b"%PDF-": FileKind.PDF, b"\xff\xd8\xff": FileKind.JPEG, b"\x89PNG\r\n\x1a\n": FileKind.PNG}
"""How a file of a kind begins; what comes before it would be something else to another program."""

OTHERS: Final[tuple[tuple[str, str | Promise], ...]] = (
    (
        "image/hei",
        _(
            "This is a HEIC photo, which many programs cannot open. Open it on your phone or computer, save or share "
            "it as JPEG, and send that."
        ),
    ),
    ("image/", _("This picture is neither JPEG nor PNG. Open it, save it as JPEG or PNG, and send that.")),
    (
        "officedocument",
        _("This is a document of an office program, or packed files. Open it, save it as PDF, and send that."),
    ),
    ("zip", _("This is a packed file. Unpack it, and send the one PDF or picture that matters.")),
    ("msword", _("This is a document of an office program. Open it, save it as PDF, and send that.")),
)
"""What is known of other kinds → what to do about it."""

NOT_TAKEN: Final = _("We take PDF, JPEG and PNG. This file is something else, whatever its name says.")

NO_PICTURE: Final = _(
    "We take this as a picture alone, JPEG or PNG. This file is something else, whatever its name says: take a "
    "photo or a screenshot of the document, and send that."
)


def kind_of(head: bytes) -> FileKind | None:
    """The kind that the first bytes tell, when both we and the table of signatures say so; else ``None``."""
    found = next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), None)
    return found if found and MIME[found] in _signatures(head) else None


def advice(head: bytes, *, pictures_alone: bool = False) -> str:
    """What to say about a file we do not take; where pictures alone are taken, nobody is told to send a PDF."""
    known = " ".join(_signatures(head))
    others = [(part, told) for part, told in OTHERS if part.startswith("image/") or not pictures_alone]
    return str(next((told for part, told in others if part in known), NO_PICTURE if pictures_alone else NOT_TAKEN))


def _signatures(head: bytes) -> list[str]:
    """The media types that the signature table knows for these bytes."""
    try:
        return [match.mime_type for match in puremagic.magic_string(head[:HEAD])]
    except (puremagic.PureError, ValueError):
        return []
