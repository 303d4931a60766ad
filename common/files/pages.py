"""The pages of a PDF as pictures, for who reads it where no reader of PDFs runs.

PDFium draws one page after the other; it knows no scripts. It runs in a child of its own (``common.files.child``).
"""

import json
from base64 import b64encode
from io import BytesIO
from math import inf, sqrt
from time import process_time
from typing import Final

import pypdfium2 as pdfium
from PIL import Image

from common.files.reasons import Reason

MOST_PAGES: Final = 20
DOTS: Final = 110
"""Points of a picture to an inch of paper."""
POINTS_OF_PDF: Final = 72
"""To an inch."""
MOST_POINTS: Final = 4_000_000
"""Of one page; an A3 page has 2.3 million. A larger one is drawn smaller."""
LONGEST_SIDE: Final = 6000
"""Points."""
MOST_BYTES: Final = 12 * 1024 * 1024
"""Of all pictures together; no page is begun beyond that."""
ENOUGH: Final = 8.0
"""Seconds of processor time after which no page is begun; the child may take some more for the last."""
FEW_COLOURS: Final = 4096
"""A page of text and lines has fewer; it is smaller and sharper as PNG."""
QUALITY: Final = 82


def draw(content: bytes) -> bytes:
    """JSON: ``of``, how many pages there are, and ``pages``, the first of them as ``data:`` addresses of pictures.

    Raises ``Reason``, and ``MemoryError`` for more than the process may have.
    """
    try:
        with pdfium.PdfDocument(content) as document:
            of, pages = len(document), _drawn(document)
    except pdfium.PdfiumError as fault:
        locked = fault.err_code == pdfium.raw.FPDF_ERR_PASSWORD
        raise Reason("pdf-locked" if locked else "pdf-damaged") from None
    if not pages:
        raise Reason("pdf-damaged")
    return json.dumps({"of": of, "pages": pages}).encode()


def _drawn(document: pdfium.PdfDocument) -> list[str]:
    pages: list[str] = []
    size, began = 0, process_time()
    for number in range(min(len(document), MOST_PAGES)):
        if pages and (size > MOST_BYTES or process_time() - began > ENOUGH):
            break
        page = _whole(document, number)
        try:
            kind, picture = _picture(page)
        finally:
            page.close()
        size += len(picture)
        pages.append(f"data:image/{kind};base64,{b64encode(picture).decode()}")
    return pages


def _whole(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """A page with what was filled in on it.

    A kept file has fields and no form, and PDFium draws fields with their form alone; so they are made a part of the
    page. Remarks without a look of their own would be lost by that, and are given one when the page is drawn first.
    """
    page: pdfium.PdfPage = document[number]
    if _has_fields(page):
        page.render(scale=_scale(*page.get_size()) / 100).close()
        pdfium.raw.FPDFPage_Flatten(page, pdfium.raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    return page


def _has_fields(page: pdfium.PdfPage) -> bool:
    for number in range(pdfium.raw.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.raw.FPDFPage_GetAnnot(page, number)
        subtype = pdfium.raw.FPDFAnnot_GetSubtype(annotation)
        pdfium.raw.FPDFPage_CloseAnnot(annotation)
        if subtype == pdfium.raw.FPDF_ANNOT_WIDGET:
            return True
    return False


def _picture(page: pdfium.PdfPage) -> tuple[str, bytes]:
    """A page as it is read, and the kind of picture."""
    bitmap = page.render(scale=_scale(*page.get_size()), rev_byteorder=True, may_draw_forms=False)
    try:
        picture = _without_colour(bitmap.to_pil())
        kinds = ["jpeg"] if picture.getcolors(FEW_COLOURS) is None else ["jpeg", "png"]
        return min(((kind, _written(picture, kind)) for kind in kinds), key=lambda made: len(made[1]))
    finally:
        bitmap.close()


def _scale(width: float, height: float) -> float:
    """By how much a page of this size, in points of PDF, is drawn larger. Raises ``Reason`` for what is no size."""
    if not (0 < width < inf and 0 < height < inf):
        raise Reason("pdf-damaged")
    return min(DOTS / POINTS_OF_PDF, sqrt(MOST_POINTS / width) / sqrt(height), LONGEST_SIDE / max(width, height))


def _without_colour(picture: Image.Image) -> Image.Image:
    """In grey, where that is the same: a third of the bytes."""
    grey = picture.convert("L")
    return grey if grey.convert("RGB").tobytes() == picture.tobytes() else picture


def _written(picture: Image.Image, kind: str) -> bytes:
    written = BytesIO()
    picture.save(written, kind.upper(), **({"quality": QUALITY} if kind == "jpeg" else {}))
    return written.getvalue()
