import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import render_to_string

from comms import tasks
from comms.delivery import as_mail, deliver_waiting, forget_old
from comms.enums import State
from comms.models import Message
from comms.rules import PAUSES
from tests.comms.relays import Picky
from tests.factories.comms import WRITTEN, MessageFactory

MINUTE = dt.timedelta(minutes=1)

Mails = list[EmailMultiAlternatives]


@pytest.fixture
def picky(settings: Any) -> type[Picky]:
    settings.EMAIL_BACKEND = "tests.comms.relays.Picky"
    Picky.opened.clear()
    return Picky


@pytest.mark.django_db
def test_waiting_mail_goes_out_and_its_text_is_wiped(mailoutbox: Mails) -> None:
    message = MessageFactory()
    tally = deliver_waiting(at=WRITTEN + MINUTE)
    assert (tally.sent, tally.unsent, tally.freed) == (1, 0, 0)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == ([message.recipient], message.subject, message.text)
    assert mail.alternatives[0][0] == message.html
    message.refresh_from_db()
    assert (message.state, message.text, message.html, message.attempts) == (State.SENT, "", "", 1)
    assert message.sent_at is not None
    assert dt.timedelta() <= message.sent_at - (WRITTEN + MINUTE) < MINUTE


@pytest.mark.django_db
def test_run_twice_sends_once(mailoutbox: Mails) -> None:
    MessageFactory()
    deliver_waiting(at=WRITTEN)
    deliver_waiting(at=WRITTEN + MINUTE)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_headers_say_who_wrote_when_and_that_it_was_a_machine(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "SECO-Institute <portal@seco.example>"
    message = MessageFactory(language="nl")
    first, second = as_mail(message).message(), as_mail(message).message()
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.reference.hex}@seco.example>"
    assert first["Date"] == "Wed, 01 Jul 2026 09:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "nl"
    assert first["From"] == "SECO-Institute <portal@seco.example>"
    assert [part.get_content_type() for part in first.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.django_db
def test_refused_mail_waits_longer_each_time_and_then_has_failed(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.comms.relays.Refusing"
    message = MessageFactory()
    at = WRITTEN
    for attempt, pause in enumerate(PAUSES, start=1):
        assert deliver_waiting(at=at).unsent == 1
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == (State.QUEUED, attempt, "550")
        assert dt.timedelta() <= message.not_before - (at + pause) < MINUTE
        assert deliver_waiting(at=message.not_before - dt.timedelta(seconds=1)).unsent == 0
        at = message.not_before
    assert deliver_waiting(at=at).unsent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.text, message.html) == (State.FAILED, 6, "", "")
    assert Message.objects.failed().get() == message
    assert deliver_waiting(at=at + dt.timedelta(days=30)).unsent == 0


@pytest.mark.django_db
def test_relay_that_cannot_be_reached_costs_no_mail_an_attempt(settings: Any, mailoutbox: Mails) -> None:
    messages = MessageFactory.create_batch(3)
    memory, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.comms.relays.Unreachable"
    for hour in range(24):
        tally = deliver_waiting(at=WRITTEN + dt.timedelta(hours=hour))
        assert (tally.sent, tally.unsent) == (0, 0)
    assert set(Message.objects.values_list("state", "attempts")) == {(State.QUEUED, 0)}
    settings.EMAIL_BACKEND = memory
    assert deliver_waiting(at=WRITTEN + dt.timedelta(hours=24)).sent == len(messages)
    assert len(mailoutbox) == 3


@pytest.mark.django_db
def test_one_connection_carries_the_batch(picky: type[Picky], mailoutbox: Mails) -> None:
    MessageFactory.create_batch(5)
    assert deliver_waiting(at=WRITTEN).sent == 5
    assert len(picky.opened) == 1


@pytest.mark.django_db
def test_mail_that_breaks_the_connection_does_not_keep_the_others(picky: type[Picky], mailoutbox: Mails) -> None:
    MessageFactory()
    broken = MessageFactory(recipient="broken@people.example")
    MessageFactory.create_batch(2)
    tally = deliver_waiting(at=WRITTEN)
    assert (tally.sent, tally.unsent, len(mailoutbox)) == (3, 1, 3)
    assert len(picky.opened) == 2
    broken.refresh_from_db()
    assert (broken.state, broken.last_error) == (State.QUEUED, "SMTPServerDisconnected")


@pytest.mark.django_db
def test_mail_no_program_could_send_does_not_keep_the_others(mailoutbox: Mails) -> None:
    MessageFactory(recipient="two\nlines@people.example", not_before=WRITTEN - MINUTE)
    MessageFactory()
    tally = deliver_waiting(at=WRITTEN)
    assert (tally.sent, tally.unsent, len(mailoutbox)) == (1, 1, 1)


@pytest.mark.django_db
def test_mail_of_a_dead_worker_is_freed_after_ten_minutes(mailoutbox: Mails) -> None:
    message = Message.objects.claim(MessageFactory().pk, WRITTEN)
    assert message is not None
    assert deliver_waiting(at=WRITTEN + 9 * MINUTE).freed == 0
    assert deliver_waiting(at=WRITTEN + 11 * MINUTE).freed == 1
    assert deliver_waiting(at=WRITTEN + 13 * MINUTE).sent == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_mail_that_takes_every_worker_down_ends_as_failed(mailoutbox: Mails) -> None:
    message = MessageFactory()
    at = WRITTEN
    for _death in range(6):
        assert Message.objects.claim(message.pk, at)
        at += dt.timedelta(hours=9)
        Message.objects.abandoned(at).get().mark_unsent("WorkerLost", at - dt.timedelta(hours=8, minutes=30))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.FAILED, "WorkerLost")
    assert not mailoutbox


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_send_each_mail_once(mailoutbox: Mails) -> None:
    MessageFactory.create_batch(40)
    together = Barrier(3)

    def worker(_number: int) -> int:
        together.wait(timeout=10)
        try:
            return deliver_waiting(at=WRITTEN).sent
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        sent = list(workers.map(worker, range(3)))
    assert sum(sent) == 40
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(Message.objects.values_list("recipient", flat=True))
    assert set(Message.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


@pytest.mark.django_db
def test_task_delivers_what_waits_now(mailoutbox: Mails) -> None:
    MessageFactory()
    tasks.deliver(of_a_later_version=True)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_rows_are_forgotten_a_year_after_they_were_written() -> None:
    MessageFactory(sent=True)
    MessageFactory(failed=True)
    waiting = MessageFactory()
    assert forget_old(at=WRITTEN + dt.timedelta(days=365)) == 0
    assert forget_old(at=WRITTEN + dt.timedelta(days=365, seconds=1)) == 2
    assert list(Message.objects.all()) == [waiting]


@pytest.mark.parametrize("form", ["html", "txt"])
def test_base_of_every_mail_tells_help_and_fetches_nothing(form: str) -> None:
    institute = {"help_email": "help@seco.example", "help_phone": "+31 20 123 4567"}
    shown = render_to_string(f"mail/base.{form}", {"institute": institute})
    action = render_to_string(f"mail/action.{form}", {"url": "https://portal.example/a?b=1&c=2", "label": "Confirm"})
    assert "help@seco.example" in shown
    assert "SECO-Institute" in shown
    assert "Confirm" in action
    assert not [way for way in ("src=", "url(", "@import", "<link", "http") if way in shown]
