"""Certificates that are drawn together: what becomes of the others when one fails, changes, or is somebody else's."""

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import duties
from common.models import AuditLine, DutyFault, Upload
from common.signing import CannotSign
from members.documents.certificate import MASK, certificate_pdf, certificate_sheet
from members.models import Badge, Certificate
from members.services import drawing
from tests import papers
from tests.factories.certificates import CertificateFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that say a name and nothing else, and no seal on them: here it is all about who is drawn."""
    monkeypatch.setattr(drawing, "certificate_pdf", lambda sheet: sheet.name.encode())
    monkeypatch.setattr("members.services.drawing.seal.seal", lambda content, **_more: content)


def _together(rows: list[Certificate]) -> tuple[int, dict[int, str]]:
    tried = drawing.draw_together([row.pk for row in rows], at=AT)
    return tried.made, {key: type(error).__name__ for key, error in tried.failed.items()}


def _whole(rows: list[Certificate]) -> None:
    """Each has its own document, badge and line, and nothing else is kept."""
    for row in rows:
        row.refresh_from_db()
        assert (row.drawn_at, row.leased_until) == (AT, None)
        with default_storage.open(row.file.stored_as) as file:
            assert file.read() == row.name.encode()
        assert row.file.owner_id == row.credential.member.user_id
    assert Upload.objects.filter(state="kept").count() == len(rows)
    assert AuditLine.objects.filter(act="members.certificate-drawn").count() == len(rows)
    signed = Badge.objects.exclude(signed="").order_by("pk")
    assert [badge.certificate for badge in signed] == rows
    assert len({badge.signed for badge in signed}) == len(rows)


def _when_it_is_drawn(name: str, act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Something happens while the certificate of this name is drawn."""

    def draw(sheet: Any) -> bytes:
        if sheet.name == name:
            act()
        content: bytes = sheet.name.encode()
        return content

    monkeypatch.setattr(drawing, "certificate_pdf", draw)


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("step", ["certificate_pdf", "badges.signed", "seal.seal"])
def test_one_that_fails_keeps_no_other_from_being_drawn(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, odd, last = (CertificateFactory(name=name) for name in ("First", "Odd", "Last"))
    where, _dot, name = f"members.services.drawing.{step}".rpartition(".")
    real = attrgetter(step)(drawing)

    def stumble(about: Any, **more: Any) -> Any:
        if b"Odd" in (about, getattr(about, "name", "").encode()):
            raise CannotSign("Not now.")
        return real(about, **more)

    monkeypatch.setattr(f"{where}.{name}", stumble)
    assert _together([first, odd, last]) == (2, {odd.pk: "CannotSign"})
    _whole([first, last])


def test_one_that_cannot_be_taken_up_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]
    record = drawing.audit.record_many

    def stumble(act: str, entries: Any, **more: Any) -> None:
        if any(entry.about.name == "Odd" for entry in entries):
            raise RuntimeError
        record(act, entries, **more)

    monkeypatch.setattr("members.services.drawing.audit.record_many", stumble)
    assert _together(rows) == (2, {rows[1].pk: "RuntimeError"})
    _whole([rows[0], rows[2]])
    assert set(Upload.objects.filter(certificate_of=None).values_list("state", flat=True)) == {"gone"}


def test_file_that_cannot_be_stored_is_the_fault_of_its_certificate_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]

    class Full:
        def save(self, name: str, content: Any) -> str:
            return _raise(OSError()) or "" if content.file.getvalue() == b"Odd" else default_storage.save(name, content)

    monkeypatch.setattr("common.files.keeping.default_storage", Full())
    assert _together(rows) == (2, {rows[1].pk: "OSError"})
    _whole([rows[0], rows[2]])
    assert not Upload.objects.filter(state="received", expires_at=None).exists(), "the nightly sweep takes the rest"


@pytest.mark.parametrize("change", [{"replaced_at": AT}, {"name": ""}, {"name": "Another"}, {"leased_until": AT}])
def test_one_that_changed_meanwhile_is_left_and_its_file_goes(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]
    odd = Certificate.objects.filter(pk=rows[1].pk)
    _when_it_is_drawn("Last", lambda: odd.update(**change), monkeypatch)
    assert _together(rows) == (2, {})
    _whole([rows[0], rows[2]])
    assert (odd.get().file, odd.get().drawn_at) == (None, None)


def test_file_that_went_meanwhile_is_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]
    take_up = drawing.keeping.take_up_made
    monkeypatch.setattr(
        "members.services.drawing.keeping.take_up_made",
        lambda files: take_up(sorted(files)[::2]),
    )
    assert _together(rows) == (2, {})
    _whole([rows[0], rows[2]])


def test_all_of_them_are_leased_before_the_first_is_drawn_and_overlapping_ones_are_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Second", "Third")]
    later: list[Any] = []
    _when_it_is_drawn("First", lambda: later.append(drawing.draw_together([r.pk for r in rows], at=AT)), monkeypatch)
    assert _together(rows[:2]) == (2, {})
    assert [(one.made, one.failed) for one in later] == [(1, {})], "the third alone was free"
    _whole(rows)


def test_worker_killed_in_the_middle_leaves_all_of_them_to_whoever_comes_after_the_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Second", "Third")]
    _when_it_is_drawn("Second", lambda: _raise(SystemExit()), monkeypatch)
    with pytest.raises(SystemExit):
        _together(rows)
    assert not Upload.objects.exists()
    assert not Badge.objects.exclude(signed="").exists()
    monkeypatch.setattr(drawing, "certificate_pdf", lambda sheet: sheet.name.encode())
    assert duties.perform("members.certificates", now=AT + 4 * MINUTE).parts["drawn"] == 0
    assert duties.perform("members.certificates", now=AT + 6 * MINUTE).parts["drawn"] == 3


def test_statements_are_the_same_however_many() -> None:
    asked = []
    for count in (2, 9):
        rows = CertificateFactory.create_batch(count)
        with CaptureQueriesContext(connection) as seen:
            assert _together(rows) == (count, {})
        asked.append([one["sql"].split(" ")[0] for one in seen if one["sql"].startswith(("SEL", "UPD", "INS"))])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 11


def test_duty_keeps_a_fault_for_each_that_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]
    _when_it_is_drawn("Odd", lambda: _raise(RuntimeError()), monkeypatch)
    report = duties.perform("members.certificates", now=AT)
    assert (report.parts["drawn"], report.failed, report.considered) == (2, 1, 3)
    assert DutyFault.objects.open().get().row == str(rows[1].pk)


def test_those_asked_for_are_drawn_and_the_first_fault_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [CertificateFactory(name=name) for name in ("First", "Odd", "Last")]
    _when_it_is_drawn("Odd", lambda: _raise(RuntimeError()), monkeypatch)
    with pytest.raises(RuntimeError):
        drawing.draw_certificates(at=AT)
    _whole([rows[0], rows[2]])


def test_code_of_a_certificate_is_read_with_the_mask_it_has(tmp_path: Path) -> None:
    for row in CertificateFactory.create_batch(4):
        sheet = certificate_sheet(row)
        assert papers.codes(certificate_pdf(sheet), tmp_path, 84) == [sheet.address], MASK
