import datetime as dt
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.jobs import Clock, Job
from comms import outbox
from comms.enums import State
from comms.kinds import KINDS
from comms.models import Message
from comms.outbox import Mail
from tests.comms.kinds import SAMPLE, in_catalogue, kind
from tests.factories.accounts import UserFactory
from tests.factories.comms import WRITTEN, MessageFactory

KIND = KINDS["mfa.webauthn_added"]


def queue(**changes: Any) -> bool:
    mail = {"to": "ada@people.example", "about": "a passkey"}
    return outbox.queue(KIND, Mail(**{**mail, **changes}), at=WRITTEN)


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
    person = UserFactory(language="nl")
    assert queue(to=" Ada@People.example ", person=person, period="2026")
    message = Message.objects.get()
    assert (message.state, message.recipient, message.domain) == (State.QUEUED, "ada@people.example", "people.example")
    assert (message.kind, message.about, message.period) == ("mfa.webauthn_added", "a passkey", "2026")
    assert (message.queued_at, message.not_before, message.language) == (WRITTEN, WRITTEN, "nl")
    assert (message.text, message.subject, message.person) == ("", "", person)
    assert not mailoutbox


@pytest.mark.django_db
def test_mail_may_wait_for_its_day() -> None:
    queue(not_before=WRITTEN + dt.timedelta(days=30))
    assert not Message.objects.due(WRITTEN + dt.timedelta(days=29)).exists()
    assert not Message.objects.late(WRITTEN + dt.timedelta(days=30)).exists()
    assert Message.objects.late(WRITTEN + dt.timedelta(days=30, hours=2)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"to": "bob@people.example"}, {"about": "another"}, {"period": "2027"}])
def test_same_reason_is_mailed_once_and_another_reason_again(nudged: list[str], change: dict[str, str]) -> None:
    assert queue()
    assert not queue(to="ADA@people.example")
    assert queue(**change)
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_facts_are_kept_as_declared_and_others_refused() -> None:
    one = kind()
    with in_catalogue(one):
        outbox.queue(one, Mail(to="ada@people.example", about="x", facts=SAMPLE), at=WRITTEN)
        with pytest.raises(ValueError, match="other facts"):
            outbox.queue(one, Mail(to="ada@people.example", about="y"), at=WRITTEN)
    assert one.load(Message.objects.get().facts) == SAMPLE


@pytest.mark.django_db
def test_kind_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"test\.kind is not in the catalogue"):
        outbox.queue(kind(), Mail(to="ada@people.example", about="x", facts=SAMPLE), at=WRITTEN)


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", [{"to": " "}, {"about": ""}])
def test_mail_to_nobody_or_about_nothing_is_refused(nothing: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="about something"):
        queue(**nothing)


@pytest.mark.django_db
@pytest.mark.parametrize("long", [{"about": "x" * 81}, {"period": "x" * 41}])
def test_reason_that_is_too_long_for_its_column_is_refused_on_every_database(long: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="at most 80 characters"):
        queue(**long)


@pytest.mark.django_db
def test_planned_mail_is_dated_the_day_it_goes() -> None:
    planned = WRITTEN + dt.timedelta(days=30)
    queue(not_before=planned)
    assert Message.objects.get().when == planned


@pytest.mark.django_db
def test_many_mails_take_one_statement_and_what_was_mailed_before_is_left_out() -> None:
    mails = [Mail(to=f"p{number}@people.example", about="all") for number in range(200)]
    assert outbox.queue_many(KIND, mails[:50], at=WRITTEN) == 50
    with CaptureQueriesContext(connection) as queries:
        assert outbox.queue_many(KIND, mails, at=WRITTEN) == 150
    if connection.vendor == "postgresql":
        assert len(queries) == 1
    assert outbox.queue_many(KIND, [], at=WRITTEN) == 0


@pytest.mark.django_db(transaction=True)
def test_act_that_fails_mails_nobody(nudged: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _queue_and_fail()
    assert not Message.objects.exists()
    assert not nudged


@pytest.mark.django_db(transaction=True)
def test_delivery_is_told_once_per_transaction_and_only_after_it(nudged: list[str]) -> None:
    with transaction.atomic():
        for number in range(3):
            queue(period=str(number))
        assert not nudged
    assert nudged == ["comms.deliver"]


@pytest.mark.django_db(transaction=True)
def test_delivery_is_not_told_for_every_transaction_of_a_duty(nudged: list[str]) -> None:
    with Job("comms.test", at=WRITTEN, on=WRITTEN.date(), clock=Clock(WRITTEN)).at_work():
        queue()
    assert Message.objects.due(WRITTEN).exists()
    assert not nudged


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
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"sent": True, "sent_at": None}, "message_sent_has_its_moment"),
        ({"sent_at": WRITTEN}, "message_sent_has_its_moment"),
        ({"sending": True, "lease": None}, "message_leased_while_sending"),
        ({"lease_until": WRITTEN}, "message_leased_while_sending"),
        ({"text": "for ever"}, "message_text_has_its_term"),
        ({"state": "lost"}, "message_state"),
    ],
)
def test_row_that_contradicts_itself_is_refused(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MessageFactory(**changes)


@pytest.mark.django_db
def test_second_row_for_the_same_reason_is_refused() -> None:
    first = MessageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(kind=first.kind, about=first.about, recipient=first.recipient)
