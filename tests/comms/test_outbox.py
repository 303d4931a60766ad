import datetime as dt
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction

from comms import outbox
from comms.enums import State
from comms.models import Message
from tests.factories.comms import WRITTEN, MessageFactory


def queue(**changes: Any) -> Message:
    mail = {
        "to": "ada@people.example",
        "subject": "Your address",
        "text": "Text",
        "html": "<p>Text</p>",
        "kind": "test",
    }
    return outbox.queue_rendered(**{**mail, "at": WRITTEN, **changes})


def _queue_and_fail() -> None:
    queue()
    raise RuntimeError


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of tasks handed to the broker, whichever broker it is."""
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_how: names.append(name))
    return names


@pytest.mark.django_db
def test_mail_is_a_row_before_it_is_sent(mailoutbox: list[object]) -> None:
    message = queue(subject="  Your\n address ", language="nl")
    assert (message.state, message.recipient, message.subject) == (State.QUEUED, "ada@people.example", "Your address")
    assert (message.queued_at, message.not_before, message.language) == (WRITTEN, WRITTEN, "nl")
    assert not mailoutbox


@pytest.mark.django_db(transaction=True)
def test_act_that_fails_mails_nobody(nudged: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _queue_and_fail()
    assert not Message.objects.exists()
    assert not nudged


@pytest.mark.django_db(transaction=True)
def test_delivery_is_told_once_per_transaction_and_only_after_it(nudged: list[str]) -> None:
    with transaction.atomic():
        for _mail in range(3):
            queue()
        assert not nudged
    assert nudged == ["comms.deliver"]


@pytest.mark.django_db(transaction=True)
def test_mail_after_an_inner_step_that_failed_is_still_told(nudged: list[str]) -> None:
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            _queue_and_fail()
        queue()
    assert nudged == ["comms.deliver"]
    assert Message.objects.count() == 1


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("port", ["refused", "silent"])
def test_broker_that_is_away_fails_no_act_and_keeps_nobody_long(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, port: str
) -> None:
    number = request.getfixturevalue("silent") if port == "silent" else 1
    real: Callable[..., Any] = current_app.connection_for_write
    monkeypatch.setattr(current_app, "connection_for_write", lambda **how: real(f"redis://127.0.0.1:{number}/0", **how))
    start = time.monotonic()
    with transaction.atomic():
        queue()
    assert time.monotonic() - start < 5
    assert Message.objects.due(WRITTEN).count() == 1


@pytest.mark.django_db
def test_sent_mail_keeps_no_text() -> None:
    with pytest.raises(IntegrityError, match="message_text_gone_when_done"), transaction.atomic():
        MessageFactory(sent=True, text="still here")


@pytest.mark.django_db
def test_sent_mail_has_its_moment_and_no_other_has_one() -> None:
    with pytest.raises(IntegrityError, match="message_sent_has_its_moment"), transaction.atomic():
        MessageFactory(sent=True, sent_at=None)
    with pytest.raises(IntegrityError, match="message_sent_has_its_moment"), transaction.atomic():
        MessageFactory(sent_at=WRITTEN + dt.timedelta(minutes=1))
