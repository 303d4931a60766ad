import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.utils import timezone

from common import duties
from common.models import AuditLine, DutyState
from seco_portal.celery import app
from tests.common.duties import counting
from tests.factories.accounts import with_app
from tests.factories.duties import DutyFaultFactory, DutyRunFactory, DutyStateFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/common/dutystate/"
HOUR = dt.timedelta(hours=1)


def _reader(role: str = "administrator") -> Client:
    return signed_in(with_app(person("Reader", role)))


def _page(path: str, **query: str) -> str:
    return _reader().get(path, query).content.decode()


def test_list_tells_every_duty_in_words() -> None:
    DutyStateFactory(name="tests.dropped", expected_by=None)
    page = _page(LIST)
    for duty in duties.REGISTRY.values():
        assert str(duty.label) in page
        assert duty.rhythm in page
    assert "tests.dropped" in page
    assert page.count("Not run yet") == len(duties.REGISTRY)


@pytest.mark.parametrize(
    ("fields", "word", "shape"),
    [
        ({"changed": 1}, "1 change", "valid"),
        ({"changed": 7}, "7 changes", "valid"),
        ({}, "Nothing to do", "valid"),
        ({"failed": 2}, "2 rows failed", "attention"),
        ({"error": "RuntimeError"}, "Failed", "ended"),
        ({"ended_at": None}, "Interrupted", "ended"),
    ],
)
def test_result_is_a_word_and_a_shape(fields: dict[str, Any], word: str, shape: str) -> None:
    DutyStateFactory(**fields)
    assert f'<span class="status {shape}">{word}</span>' in _page(LIST)


def test_duty_at_work_says_so_until_its_lease_ends() -> None:
    state, client = DutyStateFactory(ended_at=None), _reader()
    for until, word in ((timezone.now() + HOUR, "At work"), (timezone.now() - HOUR, "Interrupted")):
        DutyState.objects.filter(pk=state.pk).update(lease="0" * 32, lease_until=until)
        for path in (LIST, f"{LIST}{state.pk}/change/"):
            assert word in client.get(path).content.decode()


def test_late_duty_is_marked_and_filtered() -> None:
    DutyStateFactory(name="tests.late", late=True)
    DutyStateFactory(name="tests.fine")
    page = _page(LIST, late="yes")
    assert "tests.late" in page
    assert "Late: " in page
    assert "tests.fine" not in page


def test_page_of_a_duty_shows_its_newest_runs_and_its_open_faults() -> None:
    state = DutyStateFactory()
    DutyRunFactory(duty=state, parts={"comms.Message": 12}, changed=12)
    DutyRunFactory(duty=state, error="Interrupted", ended_at=None)
    DutyRunFactory.create_batch(2, changed=4711)
    DutyFaultFactory(duty=state, row="90001")
    DutyFaultFactory(duty=state, row="90002", resolved=True)
    page = _page(f"{LIST}{state.pk}/change/")
    assert "comms.Message: 12" in page
    assert "Interrupted" in page
    assert "4711" not in page
    assert "accounts.User 90001" in page
    assert "90002" not in page


def test_page_of_a_duty_that_had_nothing_to_do_says_so() -> None:
    page = _page(f"{LIST}{DutyStateFactory().pk}/change/")
    assert "No run had anything to do yet" in page
    assert "Whatever was due could be done" in page


def test_page_of_a_duty_that_is_not_there_answers_404() -> None:
    assert _reader().get(f"{LIST}4711/change/").status_code == 404


def test_faults_are_filtered_by_whether_they_are_done() -> None:
    DutyFaultFactory(row="90001")
    DutyFaultFactory(row="90002", resolved=True)
    client = _reader()
    for answer, shown, hidden in (("yes", "90001", "90002"), ("no", "90002", "90001")):
        page = client.get("/office/common/dutyfault/", {"open": answer}).content.decode()
        assert shown in page
        assert hidden not in page


def _run_now(client: Client, *names: str) -> Any:
    chosen = list(DutyState.objects.filter(name__in=names).values_list("pk", flat=True))
    return client.post(LIST, {"action": "run_now", "_selected_action": chosen}, follow=True)


def test_administrator_starts_a_duty_by_hand_through_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **how: queued.append((name, how["kwargs"])))
    DutyStateFactory(name="tests.dropped")
    page = _run_now(_reader(), "accounts.reseal_secrets", "tests.dropped").content.decode()
    assert "1 duty is queued for a worker." in page
    assert queued == [("accounts.reseal_secrets", {"by_hand": True})]
    line = AuditLine.objects.get()
    assert (line.act, line.about_model) == ("common.duty-started", "common.dutystate")


def test_back_office_is_not_offered_to_start_one() -> None:
    client = _reader("back-office")
    assert "Run now" not in client.get(LIST).content.decode()
    _run_now(client, "accounts.reseal_secrets")
    assert not AuditLine.objects.exists()


def test_queue_that_is_away_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = current_app.connection_for_write
    monkeypatch.setattr(current_app, "connection_for_write", lambda **how: real("redis://127.0.0.1:1/0", **how))
    page = _run_now(_reader(), "accounts.reseal_secrets").content.decode()
    assert "The queue cannot be reached now" in page
    assert not AuditLine.objects.exists()


def test_every_duty_is_a_task_of_its_name_and_a_line_of_beats_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert duties.REGISTRY.keys() <= app.tasks.keys()
    started = {line["task"] for line in app.conf.beat_schedule.values()}
    assert started == duties.REGISTRY.keys()
    monkeypatch.setitem(duties.REGISTRY, "accounts.reseal_secrets", counting(size=5))
    app.tasks["accounts.reseal_secrets"](by_hand=True, of_a_later_version=True)
    assert DutyState.objects.get(name="accounts.reseal_secrets").by_hand
