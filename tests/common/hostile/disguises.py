"""What is neither PDF, JPEG nor PNG, whatever its name says; and what begins as something else than it goes on as."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable
from typing import Final

from tests.common.hostile.documents import pdf
from tests.factories.files import picture

OTHER: Final = "other-kind"


def packed(**members: bytes) -> bytes:
    """A ZIP of these files; ``__`` in a name stands for a slash, ``_`` for a dot."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def _office(folder: str) -> bytes:
    return packed(**{"[Content_Types]_xml": b"<Types/>", f"{folder}__document_xml": b"<w/>", "_rels___rels": b"<R/>"})


def _open_document() -> bytes:
    return packed(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<office/>")


def _tar() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("result.pdf"))
    return written.getvalue()


def _boxed(brand: bytes) -> bytes:
    """The beginning of a file of boxes, as phones write photos and films."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0mif1" + brand + b"\0" * 400


HTML: Final = b"<!doctype html><script>alert(1)</script>"
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LAUGHS: Final = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
WORD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

BEGINNINGS: Final[dict[str, bytes]] = {
    "one byte": b"x",
    "one byte of a PDF": b"%",
    "nothing but NUL": b"\0" * 500,
    "text": b"I passed, believe me.",
    "page of the web": HTML,
    "drawing with a script": SVG,
    "packed drawing with a script": gzip.compress(SVG),
    "XML that unpacks without end": LAUGHS,
    "program for Windows": b"MZ" + b"\0" * 200,
    "program for Linux": b"\x7fELF" + b"\0" * 200,
    "program for a Mac": b"\xcf\xfa\xed\xfe" + b"\0" * 200,
    "program for Java": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 200,
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "batch file": b"@echo off\r\ndel /q c:\\*\r\n",
    "script for a browser": b"alert(document.cookie)//%PDF-1.7\n",
    "PHP": b"<?php system($_GET['c']); ?>",
    "shortcut": b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 100,
    "Word document of old": WORD,
    "RTF": b"{\\rtf1\\ansi{\\object\\objdata 0105}}",
    "PostScript": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
    "PostScript beside a PDF's beginning": b"%!PS-Adobe-3.0 PDF-1.7\n%PDF-1.7\n",
    "form's data": b"%FDF-1.2\n1 0 obj<</FDF<</F(http://x.example)>>>>endobj\n",
    "RAR": b"Rar!\x1a\x07\x01\0" + b"\0" * 100,
    "7-Zip": b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 100,
    "bzip2": bz2.compress(b"x" * 100),
    "xz": lzma.compress(b"x" * 100),
    "SQLite": b"SQLite format 3\0" + b"\0" * 100,
    "film for Flash": b"FWS\x09" + b"\0" * 100,
    "BMP": picture("BMP"),
    "GIF": picture("GIF", mode="P"),
    "TIFF": picture("TIFF"),
    "WebP": picture("WEBP"),
    "icon": picture("ICO", (16, 16)),
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 100,
    "JPEG XL": b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 100,
    "Photoshop": b"8BPS\0\1" + b"\0" * 100,
    "HEIC": _boxed(b"heic"),
    "HEIC of several": _boxed(b"hevc"),
    "HEIF": _boxed(b"mif1"),
    "AVIF": _boxed(b"avif"),
    "film of a phone": _boxed(b"isom"),
    "sound": b"ID3\x04" + b"\0" * 100,
    "letter with an attachment": b"From: a@people.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    "calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "private key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "harmless test virus alone": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "PDF in small letters": b"%pdf-1.7\n1 0 obj\n",
    "PDF without its hyphen": b"%PDF 1.7\n1 0 obj\n",
    "PDF after the mark of UTF-16": b"\xff\xfe" + "%PDF-1.7\n".encode("utf-16-le"),
    "PNG whose line ends were turned": b"\x89PNG\n\x1a\n" + picture()[8:],
    "PNG whose first bit was lost": b"\x09PNG\r\n\x1a\n" + picture()[8:],
}  # fmt: skip

DISGUISES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "nothing": (lambda: b"", "empty"),
    **{name: (lambda content=content: content, OTHER) for name, content in BEGINNINGS.items()},
    "packed files": (lambda: packed(result_pdf=pdf()), OTHER),
    "packed files within packed files": (lambda: packed(a_zip=packed(b_zip=packed(c_txt=b"0" * 10_000))), OTHER),
    "packed file that leaves its folder": (lambda: packed(____etc__passwd=b"x"), OTHER),
    "Java archive": (lambda: packed(**{"META-INF__MANIFEST_MF": b"Main-Class: X"}), OTHER),
    "Word document": (lambda: _office("word"), OTHER),
    "Excel workbook": (lambda: _office("xl"), OTHER),
    "OpenDocument text": (_open_document, OTHER),
    "tar": (_tar, OTHER),
    "gzip": (lambda: gzip.compress(pdf()), OTHER),
    "page before a PDF": (lambda: HTML + pdf(), OTHER),
    "page before a PDF, past a kilobyte": (lambda: HTML + b" " * 1100 + pdf(), OTHER),
    "empty line before a PDF": (lambda: b"\r\n" + pdf(), OTHER),
    "packed files before a PDF": (lambda: packed(a_txt=b"x") + pdf(), OTHER),
    "GIF before a PDF": (lambda: picture("GIF", mode="P") + pdf(), OTHER),
    "program before a PNG": (lambda: b"MZ" + picture(), OTHER),
    "script before a JPEG": (lambda: b"/*" + picture("JPEG") + b"*/alert(1)", OTHER),
}
