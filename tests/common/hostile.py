"""Hostile, broken and disguised files, made anew each time: name → bytes, and the code of the refusal."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.factories.files import picture


def pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None, **options: object) -> bytes:
    """A PDF of blank pages, changed as the test wants."""
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        if change:
            change(made)
        written = io.BytesIO()
        made.save(written, **options)
    return written.getvalue()


def _script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _script_by_name(made: pikepdf.Pdf) -> None:
    action = made.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _script_in_a_link(made: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.JavaScript, JS=String("x"))
    )
    made.pages[0].Annots = Array([link])


def _script_on_a_page(made: pikepdf.Pdf) -> None:
    made.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("x")))


def _launch(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.Launch, F=String("calc.exe"))


def _submit(made: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.SubmitForm, F=String("http://x"))
    )
    made.pages[0].Annots = Array([link])


def _embedded(made: pikepdf.Pdf) -> None:
    made.attachments["run.exe"] = b"MZ"


def _attached_to_a_page(made: pikepdf.Pdf) -> None:
    stream = made.make_stream(b"MZ", Type=Name.EmbeddedFile)
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=Dictionary(EF=Dictionary(F=stream))
    )
    made.pages[0].Annots = Array([note])


def _film(made: pikepdf.Pdf) -> None:
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])


def _form(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def _png_saying(width: int, height: int) -> bytes:
    """The head of a picture that says it is large, and a little of it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 2000)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _text_bomb() -> bytes:
    whole = picture()
    packed = b"Comment\0\0" + zlib.compress(b"A" * 200_000_000, 9)
    chunk = struct.pack(">I", len(packed)) + b"zTXt" + packed + struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    return whole[:33] + chunk + whole[33:]


def _packed() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("result.pdf", pdf())
    return written.getvalue()


def _unpacking_pdf() -> bytes:
    """A cross-reference stream and objects that unpack to far more than they take."""
    bomb = zlib.compress(b"\0" * 300_000_000, 9)
    body = b"%PDF-1.7\n"
    at = len(body)
    body += (
        b"1 0 obj\n<</Type/XRef/Size 90000000/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(bomb)
        + bomb
        + b"\nendstream\nendobj\n"
    )
    return body + b"startxref\n%d\n%%%%EOF" % at


SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML: Final = b"<!doctype html><script>alert(1)</script>"

HOSTILE: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "nothing": (lambda: b"", "empty"),
    "eleven megabytes": (lambda: b"%PDF-1.7" + b"0" * 11 * 1024 * 1024, "too-large"),
    "text": (lambda: b"I passed, believe me.", "other-kind"),
    "page of the web": (lambda: HTML, "other-kind"),
    "drawing with a script": (lambda: SVG, "other-kind"),
    "program for Windows": (lambda: b"MZ" + b"\0" * 200, "other-kind"),
    "program for Linux": (lambda: b"\x7fELF" + b"\0" * 200, "other-kind"),
    "shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "other-kind"),
    "packed files": (_packed, "other-kind"),
    "page before a PDF": (lambda: HTML + pdf(), "other-kind"),
    "packed files before a PDF": (lambda: _packed() + pdf(), "other-kind"),
    "GIF": (lambda: picture("GIF", mode="P"), "other-kind"),
    "WebP": (lambda: picture("WEBP"), "other-kind"),
    "TIFF": (lambda: picture("TIFF"), "other-kind"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200, "other-kind"),
    "PDF locked with a password": (lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "pdf-locked"),
    "PDF locked against changes": (lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="")), "pdf-locked"),
    "PDF with a script when opened": (lambda: pdf(change=_script), "pdf-acts"),
    "PDF with a script by name": (lambda: pdf(change=_script_by_name), "pdf-acts"),
    "PDF with a script in a link": (lambda: pdf(change=_script_in_a_link), "pdf-acts"),
    "PDF with a script on a page": (lambda: pdf(change=_script_on_a_page), "pdf-acts"),
    "PDF that starts a program": (lambda: pdf(change=_launch), "pdf-acts"),
    "PDF that sends a form": (lambda: pdf(change=_submit), "pdf-acts"),
    "PDF with a film": (lambda: pdf(change=_film), "pdf-acts"),
    "PDF that is a program's form": (lambda: pdf(change=_form), "pdf-form"),
    "PDF with a file in it": (lambda: pdf(change=_embedded), "pdf-carries"),
    "PDF with a file on a page": (lambda: pdf(change=_attached_to_a_page), "pdf-carries"),
    "PDF of 51 pages": (lambda: pdf(51), "pdf-pages"),
    "PDF without a page": (lambda: pdf(0), "pdf-damaged"),
    "PDF that breaks off": (lambda: pdf()[:120], "pdf-damaged"),
    "PDF that is a beginning alone": (lambda: b"%PDF-1.7\n", "pdf-damaged"),
    "PDF of noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "pdf-damaged"),
    "PDF that unpacks to gigabytes": (_unpacking_pdf, "pdf-damaged"),
    "PDF nested without end": (lambda: b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\n", "pdf-damaged"),
    "PNG that breaks off": (lambda: picture(size=(300, 300))[:-40], "picture-damaged"),
    "PNG that is a beginning alone": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "picture-damaged"),
    "PNG that says it is enormous": (lambda: _png_saying(30_000, 30_000), "picture-too-large"),
    "PNG that says it is too large": (lambda: _png_saying(9_000, 6_000), "picture-too-large"),
    "PNG that says it is a little too large": (lambda: _png_saying(5_000, 5_000), "picture-too-large"),
    "JPEG that is too large": (lambda: picture("JPEG", (8_000, 6_300), "L"), "picture-too-large"),
    "JPEG step by step that is too large": (
        lambda: picture("JPEG", (5_000, 5_000), "L", progressive=True),
        "picture-too-large",
    ),
    "PNG with less than it says": (lambda: _png_saying(4_000, 4_000), "picture-damaged"),
    "PNG with a bomb of text": (_text_bomb, "picture-damaged"),
    "JPEG that breaks off": (lambda: picture("JPEG", (900, 900))[:400], "picture-damaged"),
    "JPEG that is a beginning alone": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 60, "picture-damaged"),
    "PNG under the beginning of a JPEG": (lambda: b"\xff\xd8\xff" + picture(), "picture-damaged"),
}
