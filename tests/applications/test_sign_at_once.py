"""Two windows at once, and a process that dies at any step: one submission or none, and no file for long."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from applications import services
from applications.models import Application
from common import duties
from common.errors import DomainError
from common.models import AuditLine, Upload
from comms.models import Message
from members.models import Agreement
from members.selectors import agreements as document_selectors
from tests.applications.signing import AT, prepared, scan_of, seen, signed
from tests.factories.applications import whole

pytestmark = pytest.mark.django_db(transaction=True)


def _twice(act: Any) -> list[str]:
    def once(_turn: int) -> str:
        try:
            act()
            return "done"
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as windows:
        return sorted(windows.map(once, range(2)))


def _submitted_once(draft: Application) -> None:
    row = Application.objects.get(pk=draft.pk)
    assert row.state == "submitted"
    assert Message.objects.count() == AuditLine.objects.filter(act="applications.submitted").count() == 1
    assert Agreement.objects.count() == 3
    kept = Upload.objects.filter(shelf="application-form", state="kept", expires_at=None)
    assert [upload.pk for upload in kept] == [row.form_id]


def test_form_signed_in_two_windows_at_once_is_submitted_once() -> None:
    draft = whole()
    said = {"seen": seen(draft), "agree_to": document_selectors.to_agree(draft.person, AT.date())}
    assert _twice(lambda: signed(draft, **said)) == ["Submitted", "done"]
    _submitted_once(draft)


def test_signed_by_name_and_by_hand_at_once_is_submitted_once() -> None:
    draft = prepared(whole())
    scan, said = scan_of(draft), {"seen": seen(draft), "agree_to": document_selectors.to_agree(draft.person, AT.date())}
    acts = iter(
        [
            lambda: signed(draft, **said),
            lambda: services.submit_scan(draft, scan, short_term=False, by=draft.person, at=AT),
        ]
    )

    def turn() -> None:
        next(acts)()

    assert _twice(turn) == ["Submitted", "done"]
    _submitted_once(draft)


class Killed(BaseException):
    """The process ended here."""


STEPS = [
    "common.files.keeping.default_storage.save",
    "common.files.keeping.move",
    "common.files.keeping.take_up",
    "applications.services.signing.agree",
    "applications.services.signing.outbox.queue",
    "applications.services.signing.audit.record",
]


@pytest.mark.parametrize("step", STEPS)
def test_process_killed_at_a_step_leaves_nothing_half(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = whole()
    said = {"seen": seen(draft), "agree_to": document_selectors.to_agree(draft.person, AT.date())}

    def die(*_args: Any, **_more: Any) -> Iterator[Any]:
        raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(step, die)
        with pytest.raises(Killed):
            signed(draft, **said)
    draft.refresh_from_db()
    assert (draft.state, draft.form, draft.signed_how) == ("draft", None, "")
    assert not Agreement.objects.exists()
    assert not Message.objects.exists()
    assert all(upload.expires_at for upload in Upload.objects.filter(shelf="application-form"))
    signed(draft, **said)
    _submitted_once(draft)
    duties.perform("common.sweep_files", now=AT + dt.timedelta(days=3))
    stored = {f"uploads/{folder}/{name}" for folder in default_storage.listdir("uploads")[0]
              for name in default_storage.listdir(f"uploads/{folder}")[1]}  # fmt: skip
    assert stored == {Application.objects.get().form.stored_as}
