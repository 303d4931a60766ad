"""Nothing of what was sent is found again: neither where it was refused nor where what is left of it is kept.

Numbers are planted in pixels, beside them and under them; then the database, the files, the logs and whatever was
written on the way are searched, as text and as bytes.
"""

import io
import logging
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

from applications import copies_vault
from applications.models import Application, IdentityCopy
from applications.services import copies
from common.files import arriving, reading
from common.files.refusals import FileRefused
from seco_portal.apps import check_reader
from tests.applications.test_copies import AT, submitted
from tests.people import signed_in
from tests.specimens import cards, corpus

pytestmark = pytest.mark.django_db

NUMBER: Final = "999911120"
PARTED: Final = "999 911 120"
SLICE: Final = 24
"""Bytes of what was sent that are looked for, from several places in it."""

_written: list[str] = []
_watching = False


def _watch(event: str, told: tuple[Any, ...]) -> None:
    if _watching and event == "open" and isinstance(told[0], str | bytes | Path):
        mode, flags = told[1] or "", told[2] or 0
        if (any(sign in mode for sign in "wax+") or flags & 3) and str(told[0]) != os.devnull:
            _written.append(str(told[0]))


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every file that this process opens for writing, and a temporary folder of its own."""
    global _watching  # noqa: PLW0603  a hook cannot be taken away
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _written.clear()
    _watching = True
    yield _written
    _watching = False


def _card(*, number: bool) -> Image.Image:
    picture = Image.new("RGB", (640, 400), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((30, 30), "SPECIMEN WILLEKE", fill="black", font=cards.font("NotoSans-Bold", 30))
    if number:
        pen.text((30, 200), PARTED, fill="black", font=cards.font("NotoSans-Bold", 40))
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    """With the number in its description, its comment and its thumbnail, and behind its last byte."""
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = f"BSN {NUMBER}"
    exif[ExifTags.Base.UserComment] = NUMBER
    made, small = io.BytesIO(), io.BytesIO()
    _card(number=True).resize((160, 100)).save(small, "JPEG")
    picture.save(made, "JPEG", exif=exif, comment=NUMBER.encode(), quality=90)
    return made.getvalue() + small.getvalue() + NUMBER.encode()


def _png(picture: Image.Image, *, hidden: bool = False) -> bytes:
    """With the number in its text chunks; ``hidden``: and in points that are transparent."""
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", NUMBER)
    said.add_itxt("XML:com.adobe.xmp", f"<bsn>{NUMBER}</bsn>", zip=False)
    if hidden:
        whole = _card(number=True).convert("RGBA")
        veil = Image.new("L", whole.size, 255)
        ImageDraw.Draw(veil).rectangle((0, 150, 640, 300), fill=0)
        whole.putalpha(veil)
        picture = whole
    made = io.BytesIO()
    picture.save(made, "PNG", pnginfo=said)
    return made.getvalue() + NUMBER.encode()


ACCEPTED: Final = {
    "JPEG": lambda: _jpeg(_card(number=False)),
    "PNG": lambda: _png(_card(number=False)),
    "PNG with something under transparent points": lambda: _png(_card(number=False), hidden=True),
}
REFUSED: Final = {
    "JPEG": lambda: _jpeg(_card(number=True)),
    "PNG": lambda: _png(_card(number=True)),
    "card": lambda: corpus.specimen(0, corpus.OPEN).photo,
}


def _needles(sent: bytes, number: str = NUMBER) -> list[bytes]:
    parts = [sent[place : place + SLICE] for place in range(len(sent) // 3, len(sent) - SLICE, len(sent) // 7)]
    return [number.encode(), PARTED.encode(), *parts]


def _rows() -> Iterator[tuple[str, bytes]]:
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  a table of ours
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield table, raw


def _files(tmp_path: Path) -> Iterator[tuple[str, bytes]]:
    """Everything below the places where the portal writes; of the database's own file, and what waits to be in it."""
    database = connection.settings_dict["NAME"]
    own = [Path(database).parent] if connection.vendor == "sqlite" else []
    for folder in (settings.MEDIA_ROOT, settings.VAR_DIR / "files", settings.VAR_DIR / "log", tmp_path, *own):
        for path in Path(folder).rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


def _require_nowhere(sent: bytes, tmp_path: Path, logged: str, number: str = NUMBER) -> None:
    needles = _needles(sent, number)
    for place, raw in (*_rows(), *_files(tmp_path), ("log", logged.encode())):
        assert not [needle for needle in needles if needle in raw], place
    assert list(tmp_path.iterdir()) == []


def _open(row: Application) -> Image.Image:
    copy = IdentityCopy.objects.kept().get(application=row)
    return Image.open(io.BytesIO(copies_vault.unseal(bytes(copy.content or b""), row.reference)))


@pytest.mark.parametrize("kind", ACCEPTED)
def test_what_stood_beside_and_under_the_points_is_gone(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "factory")
    row, sent = submitted(), ACCEPTED[kind]()
    assert NUMBER.encode() in sent
    copies.send(row, sent, by=row.person, at=AT)
    _require_nowhere(sent, tmp_path, caplog.text)
    assert written == []
    kept = _open(row)
    assert (kept.format, kept.mode, getattr(kept, "n_frames", 1)) == ("JPEG", "RGB", 1)
    assert (dict(kept.getexif()), kept.info.get("comment")) == ({}, None)
    assert kept.crop((20, 160, 620, 290)).convert("L").getextrema()[0] > 240, "white, whatever was under it"


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_leaves_nothing(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, written: list[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "factory")
    row, sent = submitted(), REFUSED[kind]()
    number = corpus.specimen(0, corpus.OPEN).number if kind == "card" else NUMBER
    with pytest.raises(copies.ShowsTooMuch) as refusal:
        copies.send(row, sent, by=row.person, at=AT)
    assert number not in str(refusal.value)
    assert not IdentityCopy.objects.exists()
    _require_nowhere(sent, tmp_path, caplog.text, number)
    assert written == []


@pytest.mark.parametrize("kind", [*REFUSED, "accepted"])
def test_page_leaves_nothing_either(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, written: list[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "factory")
    row = submitted()
    client, sent = signed_in(row.person), REFUSED[kind]() if kind in REFUSED else ACCEPTED["JPEG"]()
    sent += random.Random(7).randbytes(3 * 1024 * 1024)  # noqa: S311  so much as would not be kept in memory elsewhere
    number = corpus.specimen(0, corpus.OPEN).number if kind == "card" else NUMBER
    written.clear()
    file = SimpleUploadedFile("copy.jpg", sent, "image/jpeg")
    address = reverse("applications:identity-copy", args=[row.reference.lower()])
    answer = client.post(address, {"picture": file, "covered": "on"})
    assert answer.status_code == (200 if kind in REFUSED else 302), answer.content[:2000]
    assert IdentityCopy.objects.exists() is (kind not in REFUSED)
    assert number not in answer.content.decode()
    _require_nowhere(sent, tmp_path, caplog.text, number)
    assert written == []


def test_reading_that_fails_is_refused_and_says_nothing_of_what_was_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\necho {NUMBER}\nexit 1\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    row = submitted()
    with pytest.raises(FileRefused, match="could not look through"):
        copies.send(row, ACCEPTED["JPEG"](), by=row.person, at=AT)
    assert not IdentityCopy.objects.exists()
    assert NUMBER not in caplog.text


def test_reading_that_takes_too_long_is_ended_and_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(reading, "LONGEST", 1.5)
    row = submitted()
    with pytest.raises(FileRefused, match="could not look through"):
        copies.send(row, ACCEPTED["JPEG"](), by=row.person, at=AT)
    assert not IdentityCopy.objects.exists()


def test_reader_can_write_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    trace = tmp_path / "trace"
    program.write_text(f"#!/bin/sh\n/bin/cat > {trace} || exit 1\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileRefused):
        list(reading.texts(cards.photographed(_card(number=True), cards.CLEAN, None), 1))  # type: ignore[arg-type]
    assert not trace.exists() or trace.read_bytes() == b""


def test_start_says_that_nothing_reads_copies_where_tesseract_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_reader(None) == []
    monkeypatch.setenv("PATH", "/nowhere")
    [warning] = check_reader(None)
    assert (warning.id, "tesseract-ocr" in str(warning.hint)) == ("seco_portal.W004", True)
    with pytest.raises(FileRefused):
        list(reading.texts(b"", 1))


def _sent_to(view: Any, size: int) -> Any:
    file = io.BytesIO(b"x" * size)
    file.name = "copy.jpg"
    request = RequestFactory().post("/", {"copy": file})
    request.resolver_match = ResolverMatch(view, (), {})
    return request.FILES["copy"]


@arriving.in_memory
def _marked(request: Any) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize("size", [1000, 3_000_000, 8_000_000, 9_000_000])
def test_file_for_a_marked_view_is_in_memory_whatever_its_size(size: int, written: list[str], tmp_path: Path) -> None:
    file = _sent_to(_marked, size)
    assert isinstance(file.file, io.BytesIO)
    assert file.size == size
    assert (written, list(tmp_path.iterdir())) == ([], [])
    if size <= arriving.MOST_IN_MEMORY:
        assert len(file.read()) == size
    else:
        with pytest.raises(FileRefused, match="larger than 8 MB"):
            file.read()


def test_file_for_another_view_may_be_outside_memory() -> None:
    assert not isinstance(_sent_to(lambda _request: None, 3_000_000).file, io.BytesIO)
