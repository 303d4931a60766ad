"""Files that people send: taken, cleaned, refused with a sentence, handed out, and gone in time."""

import datetime as dt
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from common import duties, subjects
from common.files import cleaning, keeping, names, pdfs, pictures
from common.files.kinds import DOCUMENTS, HEAD, FileKind, kind_of
from common.files.reasons import Reason
from common.files.refusals import FileRefused, refused
from common.files.states import FileState
from common.models import AuditLine, Upload
from tests.common.hostile import HOSTILE, pdf
from tests.factories.accounts import UserFactory
from tests.factories.files import SENT_AT, UploadFactory, picture, sent
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def _receive(content: bytes, name: str = "result.png", owner: object = None) -> Upload:
    return keeping.receive(sent(content, name), shelf="exam-proof", owner=owner or UserFactory(), at=SENT_AT)


def test_heic_and_office_documents_are_told_what_to_do() -> None:
    with pytest.raises(FileRefused, match=r"HEIC photo.*save or share it as JPEG"):
        cleaning.clean(HOSTILE["HEIC"][0](), DOCUMENTS)
    with pytest.raises(FileRefused, match=r"save it as PDF"):
        cleaning.clean(HOSTILE["packed files"][0](), DOCUMENTS)


@pytest.mark.parametrize(
    ("given_name", "kind", "tidied"),
    [
        ("result.pdf", FileKind.PDF, "result.pdf"),
        ("result.exe", FileKind.PDF, "result.pdf"),
        ("C:\\Users\\ada\\my result.jpeg", FileKind.JPEG, "my result.jpg"),
        ("../../etc/passwd", FileKind.PNG, "passwd.png"),
        ("a\r\nSet-Cookie: x=1.pdf", FileKind.PDF, "a Set-Cookie x=1.pdf"),
        ("\u202efdp.exe", FileKind.PDF, "file.pdf"),
        ("", FileKind.PDF, "file.pdf"),
        ("....", FileKind.PDF, "file.pdf"),
        ("شهادة.pdf", FileKind.PDF, "شهادة.pdf"),
        ("x" * 300 + ".pdf", FileKind.PDF, "x" * 96 + ".pdf"),
    ],
)
def test_name_is_one_line_with_the_ending_of_its_kind(given_name: str, kind: FileKind, tidied: str) -> None:
    assert names.tidy(given_name, kind) == tidied


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_can_be_sent(name: str) -> None:
    for kind in (None, *FileKind):
        tidied = names.tidy(name, kind)
        assert 0 < len(tidied) <= names.LENGTH
        assert not set(tidied) & set('/\\<>:"|?*\r\n\t\0')


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_taken_or_refused_with_a_sentence(noise: bytes, beginning: bytes) -> None:
    content = beginning + noise
    kind = kind_of(content[:HEAD])
    try:
        made = pdfs.clean(content) if kind == FileKind.PDF else pictures.clean(content, kind) if kind else content
    except Reason as reason:
        made = refused(reason.code, **reason.numbers).code.encode()
    assert made or not content


def test_file_is_handed_to_its_sender_alone_as_an_attachment_that_does_nothing() -> None:
    ada, eve = person("Ada"), person("Eve")
    upload = _receive(picture(), "Ergebnis – „Ü“.png", ada)
    answer = signed_in(ada).get(f"/files/{upload.reference.lower()}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Ergebnis%20")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert signed_in(eve).get(f"/files/{upload.reference}/").status_code == 404
    assert Client().get(f"/files/{upload.reference}/").status_code == 302
    assert not AuditLine.objects.filter(act="common.read").exists(), "one's own file is nobody's look"


@pytest.mark.parametrize(("role", "status"), [("back-office", 200), ("finance", 404), ("administrator", 404)])
def test_colleague_opens_what_the_shelf_allows_and_leaves_a_line(role: str, status: int) -> None:
    upload, clerk = _receive(picture()), person("Clerk", role)
    assert signed_in(clerk).get(f"/files/{upload.reference}/").status_code == status
    lines = AuditLine.objects.filter(act="common.read", about_id=upload.pk, by_id=clerk.pk, person_id=upload.owner_id)
    assert lines.count() == (status == 200)
    without = signed_in(clerk, second_factor=False).get(f"/files/{upload.reference}/?inline")
    assert (without.status_code, lines.count()) == (302 if status == 200 else 404, status == 200)
    assert status != 200 or without["Location"].endswith("%2F%3Finline"), "it leads to where one wanted to go"


@pytest.mark.parametrize(("content", "kind"), [(picture(), "image/png"), (pdf(), "application/pdf")])
def test_file_is_shown_by_the_browser_where_one_asks_and_still_does_nothing(content: bytes, kind: str) -> None:
    ada = person("Ada")
    upload = _receive(content, "result.html", ada)
    answer = signed_in(ada).get(f"/files/{upload.reference}/?inline")
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'inline; filename="{upload.name}"'
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(person("Eve")).get(f"/files/{upload.reference}/?inline").status_code == 404


def test_table_is_never_shown_by_the_browser() -> None:
    clerk = person("Clerk", "back-office")
    table = keeping.receive(
        sent(b"=cmd|' /C calc'!A0,<script>\n", "a.csv"), shelf="exam-table", owner=clerk, at=SENT_AT
    )
    answer = signed_in(clerk).get(f"/files/{table.reference}/?inline")
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_table_of_exams_is_opened_by_role_and_second_factor_also_by_who_sent_it() -> None:
    clerk = person("Clerk", "back-office")
    table = keeping.receive(sent(b"a;b\n", "a.csv"), shelf="exam-table", owner=clerk, at=SENT_AT)
    address = f"/files/{table.reference}/"
    looks = AuditLine.objects.filter(act="common.read", about_model="common.upload", about_id=table.pk, by_id=clerk.pk)
    assert "/second-factor/" in signed_in(clerk, second_factor=False).get(address).headers["Location"]
    assert not looks.exists()
    assert signed_in(clerk).get(address).status_code == 200
    assert looks.count() == 1
    clerk.grants.all().delete()
    assert signed_in(clerk).get(address).status_code == 404


@pytest.mark.parametrize("made", [{"over": True}, {"refused": True}, {"received": True}])
def test_file_that_is_not_kept_is_handed_to_nobody(made: dict) -> None:
    upload = UploadFactory(**made)
    assert signed_in(upload.owner).get(f"/files/{upload.reference}/").status_code == 404


def test_row_knows_the_fingerprint_of_what_was_sent_and_of_what_is_handed_out() -> None:
    content = picture(size=(9, 9)) + b"behind the last byte"
    upload = Upload.objects.get(pk=_receive(content).pk)
    with default_storage.open(upload.stored_as) as file:
        kept = file.read()
    assert (upload.sha256, upload.kept_sha256) == (sha256(content).hexdigest(), sha256(kept).hexdigest())
    assert upload.sha256 != upload.kept_sha256


def test_file_is_taken_up_once_and_by_its_sender_alone() -> None:
    upload = _receive(picture())
    with pytest.raises(FileRefused):
        keeping.take_up(upload, by=UserFactory())
    assert keeping.take_up(upload, by=upload.owner).expires_at is None
    with pytest.raises(FileRefused):
        keeping.take_up(upload, by=upload.owner)


def test_nobody_fills_the_storage_with_files_that_belong_to_nothing() -> None:
    ada = UserFactory()
    UploadFactory.create_batch(keeping.MOST_WAITING - 1, owner=ada)
    assert _receive(picture(), owner=ada).state == "kept"
    with pytest.raises(FileRefused, match="belong to nothing yet"):
        _receive(picture(), owner=ada)
    assert _receive(picture()).state == "kept"


def test_one_person_does_not_keep_everybody_waiting_for_their_files() -> None:
    ada = UserFactory()
    UploadFactory(owner=ada, received=True, received_at=SENT_AT - dt.timedelta(seconds=61))
    before = UploadFactory(owner=ada, received=True)
    assert _receive(picture(), owner=ada).state == "kept"
    UploadFactory(owner=ada, received=True)
    with pytest.raises(FileRefused, match="send it again in a minute"):
        _receive(picture(), owner=ada)
    assert _receive(picture()).state == "kept"
    before.delete()
    assert _receive(picture(), owner=ada).state == "kept"


# The sweep ------------------------------------------------------------------------------------------


def _sweep(at: dt.datetime) -> dict[str, int]:
    return {part: count for part, count in duties.perform("common.sweep_files", now=at).parts.items() if count}


def test_sweep_removes_what_waited_in_vain_and_keeps_what_is_used() -> None:
    waited, used = _receive(picture()), _receive(picture())
    keeping.take_up(used, by=used.owner)
    assert _sweep(SENT_AT + DAY) == {}
    assert _sweep(SENT_AT + 3 * DAY) == {"waited": 1, "removed": 1}
    assert not default_storage.exists(waited.stored_as)
    assert default_storage.exists(used.stored_as)
    waited.refresh_from_db()
    assert (waited.state, waited.name, waited.sha256, waited.kept_sha256) == (FileState.GONE, "", "", "")
    assert _sweep(SENT_AT + 3 * DAY) == {}
    duties.perform("common.retention", now=SENT_AT + 40 * DAY)
    assert list(Upload.objects.all()) == [used]


def test_sweep_finds_what_a_killed_worker_left_at_every_step() -> None:
    before = UploadFactory(received=True)
    between = UploadFactory(received=True, stored=b"half")
    let_go = UploadFactory(over=True, stored=b"whole")
    default_storage.save("uploads/ab/nobodys", ContentFile(b"x"))
    assert _sweep(SENT_AT + dt.timedelta(hours=1)) == {"removed": 1, "orphans": 1}
    assert _sweep(SENT_AT + 3 * DAY) == {"interrupted": 2, "removed": 2}
    for upload in (before, between, let_go):
        upload.refresh_from_db()
        assert upload.removed_at
        assert not default_storage.exists(upload.stored_as)
    assert not default_storage.exists("uploads/ab/nobodys")


def test_dry_run_of_the_sweep_keeps_everything() -> None:
    upload = UploadFactory(over=True, stored=b"whole")
    assert duties.perform("common.sweep_files", now=SENT_AT + 9 * DAY, dry_run=True).parts["removed"] == 1
    assert default_storage.exists(upload.stored_as)


def test_forgetting_a_person_lets_go_of_their_files() -> None:
    upload = _receive(picture(), "Ada of Nowhere.png")
    subjects.scrub(upload.owner, at=SENT_AT)
    upload.refresh_from_db()
    assert (upload.state, upload.name, upload.sha256, upload.kept_sha256) == ("gone", "", "", "")
    assert _sweep(SENT_AT) == {"removed": 1}


def test_our_limits_fit_each_other() -> None:
    assert cleaning.MOST_BYTES < settings.MAX_REQUEST_BYTES
    assert Path(Upload(name="x").stored_as).parts[0] == "uploads"
