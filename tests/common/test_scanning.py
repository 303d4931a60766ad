"""The virus scan: over a real socket, of what was sent and of what is kept, and no file without its answer."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from common.files import keeping, scanning
from common.files.refusals import FileRefused
from common.models import AuditLine, Upload
from scripts.servers import free_port
from tests.common import scanners
from tests.common.scanners import EICAR, Scanner
from tests.factories.accounts import UserFactory
from tests.factories.files import SENT_AT, picture, sent

pytestmark = pytest.mark.django_db


def _receive(content: bytes) -> Upload:
    return keeping.receive(sent(content), shelf="exam-proof", owner=UserFactory(), at=SENT_AT)


def _refused(content: bytes, code: str) -> str:
    """The sentence, once it is sure that nothing was kept."""
    with pytest.raises(FileRefused) as refused:
        _receive(content)
    assert refused.value.code == code
    assert not default_storage.exists("uploads")
    assert Upload.objects.values_list("state", "note").get() == ("refused", code)
    return str(refused.value)


@pytest.mark.parametrize("way", ["unix", "tcp"])
def test_what_was_sent_and_what_is_kept_are_both_scanned(settings: Any, tmp_path: Path, way: str) -> None:
    scanner, content = Scanner(), picture("JPEG", (900, 900))
    with scanners.scanning(scanner, tmp_path if way == "unix" else None) as settings.CLAMD:
        assert settings.CLAMD.startswith(way)
        upload = _receive(content)
    with default_storage.open(upload.stored_as) as kept:
        assert scanner.looked_at == [content, kept.read()]
    assert upload.state == "kept"


def test_virus_is_refused_though_cleaning_took_it_out_and_leaves_a_line(settings: Any) -> None:
    with scanners.scanning(Scanner()) as settings.CLAMD:
        assert "Have your computer checked" in _refused(picture() + EICAR, "virus")
    line, upload = AuditLine.objects.get(), Upload.objects.get()
    assert (line.act, line.about_id, line.person_id, line.by_id) == (
        "common.virus-found", upload.pk, upload.owner_id, None,
    )  # fmt: skip


def test_virus_in_what_was_made_of_a_file_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.files.apart.clean", lambda content, kind: content + EICAR)
    with scanners.scanning(Scanner()) as settings.CLAMD:
        _refused(picture(), "virus")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\n",
        b"stream: Can't allocate memory ERROR\n",
        b"INSTREAM size limit exceeded. ERROR\n",
        b"COMMAND READ TIMED OUT\n",
        b"OK\n",
        b"another: OK\n",
        b"stream: sort of OK\n",
        b"\xff\xfe\xfd\n",
    ],
)
def test_answer_that_does_not_say_clean_is_no_file(settings: Any, said: bytes) -> None:
    with scanners.scanning(Scanner(said)) as settings.CLAMD:
        assert "send it again in an hour" in _refused(picture(), "not-scanned")


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp://127.0.0.1:{port}", "tcp://scanner.invalid:3310"])
def test_scanner_that_is_not_there_is_no_file(settings: Any, address: str) -> None:
    settings.CLAMD = address.format(port=free_port())
    _refused(picture(), "not-scanned")


def test_scanner_that_says_nothing_is_no_file(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        _refused(picture("JPEG", (900, 900)), "not-scanned")


def test_without_a_scanner_files_are_taken(settings: Any) -> None:
    assert settings.CLAMD == ""
    assert _receive(picture() + EICAR).state == "kept"


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_of_the_scanner_and_is_ready_without_it(settings: Any) -> None:
    assert "scanner" not in Client().get("/readyz").json()
    with scanners.scanning(Scanner()) as settings.CLAMD:
        assert Client().get("/readyz").json()["scanner"] is True
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()["scanner"]) == (200, True, False)
