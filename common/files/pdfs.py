"""PDF: parsed wholly, refused where it acts by itself or carries other files, and written anew from its pages alone.

A new document takes over the pages; scripts, forms, names and metadata of the old one stay behind. A digital signature
does not survive that. qpdf's limits keep a small file from unpacking to a large one; they hold for the whole process.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import settings as qpdf

from common.files.refusals import FileRefused

MOST_PAGES: Final = 50
MOST_OBJECTS: Final = 60_000
MOST_UNPACKED: Final = 128 * 1024 * 1024
"""Bytes of one stream."""
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
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound",
        "/RichMediaExecute",
    }
)  # fmt: skip
"""Actions a proof has no use for."""
CARRIES: Final = frozenset({"/EF", "/EmbeddedFiles", "/AF", "/RichMediaContent"})
LEFT_BEHIND: Final = ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/AF")
"""What a page has beside what it shows."""


def clean(content: bytes) -> bytes:
    """The same pages, written anew. Raises ``FileRefused``."""
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as given:
            _require_plain(given)
            return _written(given)
    except FileRefused:
        raise
    except pikepdf.PasswordError:
        raise _locked() from None
    except Exception as fault:  # damaged files fail in as many ways as there are damages
        told = _("This PDF is damaged or not whole. Open it, save or print it as a new PDF, and send that.")
        raise FileRefused("pdf-damaged", told) from fault


def _require_plain(given: pikepdf.Pdf) -> None:
    if given.is_encrypted:
        raise _locked()
    if len(given.objects) > MOST_OBJECTS:
        told = _("This PDF is too complicated for us to look through. Print it as a new PDF, and send that.")
        raise FileRefused("pdf-too-complicated", told)
    if not 1 <= len(given.pages) <= MOST_PAGES:
        told = _("We take PDFs of 1 to %(most)d pages. This one has %(now)d.")
        raise FileRefused("pdf-pages", told % {"most": MOST_PAGES, "now": len(given.pages)})
    for part in _parts(given):
        _require_still(part)


def _require_still(part: Any) -> None:
    """Raises ``FileRefused`` for a part that does something by itself, or holds a file."""
    if "/JS" in part or part.get("/S") in ACTS or part.get("/Subtype") in ("/RichMedia", "/3D", "/Screen"):
        told = _("This PDF contains a script or an action. Print it as a new PDF, and send that.")
        raise FileRefused("pdf-acts", told)
    if "/XFA" in part:
        told = _("This PDF is a form that is filled in by a program. Print it as a new PDF, and send that.")
        raise FileRefused("pdf-form", told)
    if any(key in part for key in CARRIES) or part.get("/Subtype") == "/FileAttachment":
        told = _("This PDF has other files in it. Print it as a new PDF, or take them out, and send that.")
        raise FileRefused("pdf-carries", told)


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


def _locked() -> FileRefused:
    told = _("This PDF is locked with a password. Save it without one, or print it as a new PDF, and send that.")
    return FileRefused("pdf-locked", told)
