"""PDF: parsed wholly, refused where it acts by itself or carries other files, and written anew from its pages alone.

A new document takes over the pages; scripts, forms, names and metadata of the old one stay behind. A digital signature
does not survive that. qpdf's limits keep a small file from unpacking to a large one; they hold for the whole process,
which is a child of its own (``common.files.child``).
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from pikepdf import settings as qpdf

from common.files.reasons import Reason

MOST_PAGES: Final = 50
MOST_OBJECTS: Final = 60_000
MOST_UNPACKED: Final = 128 * 1024 * 1024
"""Bytes of one stream."""
MOST_IN_ALL: Final = 512 * 1024 * 1024
"""Bytes of all streams."""
MOST_POINTS: Final = 200_000_000
"""Points of one picture in it; an A3 page of 1200 dots an inch has no more."""
DEEPEST: Final = 100

qpdf.set_qpdf_limits(
    doc_max_warnings=100,
    parser_max_nesting=DEEPEST,
    parser_max_container_size=MOST_OBJECTS,
    max_stream_filters=4,
    flate_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    dct_max_memory=MOST_UNPACKED,
)

ACTS: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
        "/RichMediaExecute",
    }
)  # fmt: skip
"""Actions a proof has no use for."""
END: Final = b"%%EOF"
END_WITHIN: Final = 2048
"""Bytes; some servers hang a little on the end."""
ADDRESS: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
ADDRESSES: Final = frozenset({"http", "https", "mailto", "tel"})
"""What a link may lead to; none leads to a file or a script."""
CARRIES: Final = frozenset({"/EF", "/EmbeddedFiles", "/AF", "/RichMediaContent"})
LEFT_BEHIND: Final = ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/AF")
"""What a page has beside what it shows."""
PACKED_BY: Final = frozenset(
    {
        "/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/ASCII85Decode", "/A85",
        "/ASCIIHexDecode", "/AHx",
    }
)  # fmt: skip
"""Ways of packing a stream that we unpack; a picture's own way is its reader's."""


def clean(content: bytes) -> bytes:
    """The same pages, written anew. Raises ``Reason``, and ``MemoryError`` for more than the process may have."""
    try:
        _require_end(content)
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as given:
            _require_plain(given)
            return _written(given)
    except (Reason, MemoryError):
        raise
    except pikepdf.PasswordError:
        raise Reason("pdf-locked") from None
    except Exception as fault:  # damaged files fail in as many ways as there are damages
        raise Reason("pdf-damaged") from fault


def _require_end(content: bytes) -> None:
    """Raises ``Reason`` for a file that broke off: what could be recovered of it would lack pages."""
    if END not in content.rstrip(b"\0\t\r\n ")[-END_WITHIN:]:
        raise Reason("pdf-damaged")


def _require_plain(given: pikepdf.Pdf) -> None:
    if given.is_encrypted:
        raise Reason("pdf-locked")
    if len(given.objects) > MOST_OBJECTS:
        raise Reason("pdf-too-complicated")
    if not 1 <= len(given.pages) <= MOST_PAGES:
        raise Reason("pdf-pages", most=MOST_PAGES, now=len(given.pages))
    for part in _parts(given):
        _require_still(part)
    _require_unpackable(given)


def _require_still(part: Any) -> None:
    """Raises ``Reason`` for a part that does something by itself, or holds a file."""
    acts = "/JS" in part or part.get("/S") in ACTS or _leads_astray(part)
    if acts or part.get("/Subtype") in ("/RichMedia", "/3D", "/Screen"):
        raise Reason("pdf-acts")
    if "/XFA" in part:
        raise Reason("pdf-form")
    elsewhere = isinstance(part, pikepdf.Stream) and "/F" in part
    if elsewhere or any(key in part for key in CARRIES) or part.get("/Subtype") == "/FileAttachment":
        raise Reason("pdf-carries")


def _leads_astray(part: Any) -> bool:
    """Whether a link leads to something else than a page of the web, a letter or a call."""
    address = ADDRESS.match(str(part.get("/URI", ""))) if part.get("/S") == "/URI" else None
    return address is not None and address[1].lower() not in ADDRESSES


def _require_unpackable(given: pikepdf.Pdf) -> None:
    """Raises ``Reason`` when a stream, or all of them, would unpack to more than somebody's reader should hold."""
    left = MOST_IN_ALL
    for part in given.objects:
        if not isinstance(part, pikepdf.Stream):
            continue
        if part.get("/Subtype") == "/Image" and int(part.get("/Width", 0)) * int(part.get("/Height", 0)) > MOST_POINTS:
            raise Reason("pdf-too-complicated")
        filters: Any = part.get("/Filter", [])
        names = {str(name) for name in ([filters] if isinstance(filters, pikepdf.Name) else filters)}
        if names and names <= PACKED_BY:
            left -= _unpacked(part)
        if left < 0:
            raise Reason("pdf-too-complicated")


def _unpacked(part: pikepdf.Stream) -> int:
    """How many bytes a stream unpacks to. Raises ``Reason`` for more than ``MOST_UNPACKED``."""
    try:
        return len(part.read_bytes())
    except pikepdf.DataDecodingError:
        raise Reason("pdf-too-complicated") from None


def _parts(given: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the document, those inside others included; each object is entered once."""
    for top in [given.trailer, *given.objects]:
        waiting = [top]
        while waiting:
            part = waiting.pop()
            if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
                yield part
                inner = [value for _key, value in part.items()]
            elif isinstance(part, pikepdf.Array):
                inner = list(part)
            else:
                continue
            waiting += [value for value in inner if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _written(given: pikepdf.Pdf) -> bytes:
    written = BytesIO()
    with pikepdf.new() as made:
        made.pages.extend(given.pages)
        for page in made.pages:
            for part in (page.obj, *page.obj.get("/Annots", [])):
                for key in LEFT_BEHIND:
                    if key in part:
                        del part[key]
        made.remove_unreferenced_resources()
        made.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
