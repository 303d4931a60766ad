import datetime as dt
import smtplib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import duties
from comms import rules
from comms.delivery import deliver_waiting
from comms.enums import Note, State
from comms.models import Bounce, Message
from comms.rules import PAUSES
from tests.comms.leases import leased
from tests.comms.relays import Answering, Picky
from tests.factories.accounts import UserFactory
from tests.factories.comms import WRITTEN, MessageFactory

MINUTE = dt.timedelta(minutes=1)

Mails = list[EmailMultiAlternatives]


@pytest.fixture
def picky(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Picky]:
    settings.EMAIL_BACKEND = "tests.comms.relays.Picky"
    Picky.opened.clear()
    monkeypatch.setattr(Picky, "takes", 1000)
    return Picky


@pytest.fixture
def answering(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.EMAIL_BACKEND = "tests.comms.relays.Answering"
    return lambda error: monkeypatch.setattr(Answering, "error", error, raising=False)


@pytest.mark.django_db
def test_waiting_mail_goes_out_and_its_words_are_kept_for_their_term(mailoutbox: Mails) -> None:
    message = MessageFactory()
    tally = deliver_waiting(at=WRITTEN + MINUTE)
    assert (tally.sent, tally.unsent, tally.dropped, tally.freed) == (1, 0, 0, 0)
    (mail,) = mailoutbox
    message.refresh_from_db()
    assert (mail.to, mail.subject, mail.body) == ([message.recipient], message.subject, message.text)
    assert (message.state, message.attempts, message.lease) == (State.SENT, 1, None)
    assert dt.timedelta() <= message.sent_at - (WRITTEN + MINUTE) < MINUTE
    assert message.text_until == message.sent_at + dt.timedelta(days=90)


@pytest.mark.django_db
def test_mail_with_a_link_that_opens_something_keeps_no_word_of_it(mailoutbox: Mails) -> None:
    link = "https://portal.example/confirm/token-in-text"
    message = MessageFactory(kind="account.email_confirmation", facts={"activate_url": link})
    deliver_waiting(at=WRITTEN)
    assert link in mailoutbox[0].body
    message.refresh_from_db()
    assert (message.state, message.text, message.facts, message.text_until) == (State.SENT, "", {}, None)


@pytest.mark.django_db
def test_run_twice_sends_once(mailoutbox: Mails) -> None:
    MessageFactory()
    deliver_waiting(at=WRITTEN)
    deliver_waiting(at=WRITTEN + MINUTE)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_mail_whose_link_ended_is_dropped_with_a_note(mailoutbox: Mails) -> None:
    facts = {"password_reset_url": "https://portal.example/key"}
    message = MessageFactory(kind="account.password_reset_key", facts=facts, person=UserFactory())
    assert deliver_waiting(at=WRITTEN + 61 * MINUTE).dropped == 1
    message.refresh_from_db()
    assert (message.state, message.note, message.facts) == (State.DROPPED, Note.TOO_LATE, {})
    assert not mailoutbox


@pytest.mark.django_db
def test_mail_that_is_not_true_any_more_is_dropped_with_a_note(mailoutbox: Mails) -> None:
    facts = {"password_reset_url": "https://portal.example/key"}
    message = MessageFactory(kind="account.password_reset_key", facts=facts, person=UserFactory(is_active=False))
    assert deliver_waiting(at=WRITTEN).dropped == 1
    message.refresh_from_db()
    assert (message.state, message.note) == (State.DROPPED, Note.NOT_TRUE)
    assert not mailoutbox


@pytest.mark.django_db
def test_mail_refused_for_now_waits_longer_each_time_and_then_has_failed(answering: Any) -> None:
    answering(smtplib.SMTPRecipientsRefused({"ada@people.example": (450, b"try later")}))
    message = MessageFactory()
    at = WRITTEN
    for attempt, pause in enumerate(PAUSES, start=1):
        assert deliver_waiting(at=at).unsent == 1
        message.refresh_from_db()
        assert (message.state, message.attempts, message.note) == (State.QUEUED, attempt, "450")
        assert dt.timedelta() <= message.not_before - (at + pause) < MINUTE
        assert deliver_waiting(at=message.not_before - dt.timedelta(seconds=1)).unsent == 0
        at = message.not_before
    assert deliver_waiting(at=at).unsent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 7)
    assert Message.objects.failed().get() == message
    assert deliver_waiting(at=at + dt.timedelta(days=30)).unsent == 0
    assert not Bounce.objects.exists()


@pytest.mark.django_db
def test_address_refused_for_good_fails_at_once_and_is_noted(answering: Any) -> None:
    answering(smtplib.SMTPRecipientsRefused({"ada@people.example": (550, b"no such person")}))
    message = MessageFactory()
    assert deliver_waiting(at=WRITTEN).unsent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.note) == (State.FAILED, 1, "550")
    bounce = Bounce.objects.get()
    assert (bounce.address, bounce.status, bounce.message) == (message.recipient, "550", message)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state", "note"),
    [
        (smtplib.SMTPDataError(552, b"5.3.4 too big"), State.FAILED, "552"),
        (smtplib.SMTPDataError(554, b"5.7.1 policy"), State.QUEUED, "554"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (554, b"5.7.1 Relay access denied")}), State.QUEUED, "554"),
        (smtplib.SMTPDataError(451, b"later"), State.QUEUED, "451"),
        (smtplib.SMTPSenderRefused(550, b"who are you", "portal"), State.QUEUED, "550"),
        (smtplib.SMTPServerDisconnected("gone"), State.QUEUED, "SMTPServerDisconnected"),
        (TimeoutError(), State.QUEUED, "TimeoutError"),
        (ZeroDivisionError(), State.QUEUED, "fault ZeroDivisionError"),
    ],
)
def test_answer_decides_whether_a_mail_is_tried_again(answering: Any, error: Any, state: State, note: str) -> None:
    answering(error)
    message = MessageFactory()
    deliver_waiting(at=WRITTEN)
    message.refresh_from_db()
    assert (message.state, message.note) == (state, note)
    assert not Bounce.objects.exists()


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
def test_relay_lost_within_a_batch_gives_the_rest_back(picky: type[Picky], mailoutbox: Mails) -> None:
    MessageFactory.create_batch(5)
    picky.takes = 2
    assert deliver_waiting(at=WRITTEN).sent == 2
    rows = Message.objects.order_by("pk").values_list("state", "attempts", "tried_at")
    assert list(rows)[2:] == [(State.QUEUED, 0, None)] * 3
    picky.takes = 1000
    assert deliver_waiting(at=WRITTEN + MINUTE).sent == 3
    assert len(mailoutbox) == 5


class Clerk(Picky):
    """While the first mail of a batch is handed over, the account behind the second is closed, the third erased."""

    def send_messages(self, messages: Any) -> int:
        if not self.opened[1:]:
            self.opened.append(self)
            second, third = Message.objects.filter(state=State.SENDING).order_by("pk")[1:3]
            User.objects.filter(pk=second.person_id).update(is_active=False)
            third.delete()
        return super().send_messages(messages)


@pytest.mark.django_db
def test_each_mail_of_a_batch_is_asked_again_just_before_it_leaves(
    picky: type[Picky], settings: Any, mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "tests.comms.test_delivery.Clerk"
    monkeypatch.setattr(rules, "FRESH", dt.timedelta())
    facts = {"password_reset_url": "https://portal.example/key"}
    for _number in range(3):
        MessageFactory(kind="account.password_reset_key", facts=facts, person=UserFactory())
    tally = deliver_waiting(at=WRITTEN)
    assert (tally.sent, tally.dropped, len(mailoutbox)) == (1, 1, 1)


@pytest.mark.django_db
def test_run_gives_back_what_it_cannot_begin_in_time(
    picky: type[Picky], mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may_begin(_until: dt.datetime, _at: dt.datetime) -> bool:
        monkeypatch.setattr(rules, "RUN", dt.timedelta(seconds=-1))  # the minute is over after this batch
        return next(asked)

    MessageFactory.create_batch(3)
    asked = iter([True, False])
    monkeypatch.setattr(rules, "may_begin", may_begin)
    monkeypatch.setattr(rules, "RUN", dt.timedelta(seconds=-1))
    assert deliver_waiting(at=WRITTEN).more
    monkeypatch.setattr(rules, "RUN", dt.timedelta(minutes=1))
    monkeypatch.setattr(rules, "BATCH", 3)
    assert deliver_waiting(at=WRITTEN).more
    assert len(mailoutbox) == 1
    assert list(Message.objects.order_by("pk").values_list("state", "attempts"))[1:] == [(State.QUEUED, 0)] * 2


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
    assert (broken.state, broken.note) == (State.QUEUED, "SMTPServerDisconnected")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        {"recipient": "two\nlines@people.example"},
        {"kind": "of.a-later-version"},
        {"kind": "account.new_link", "facts": {}},
    ],
    ids=["no address", "unknown kind", "facts missing"],
)
def test_mail_no_program_could_send_does_not_keep_the_others(mailoutbox: Mails, fault: dict[str, Any]) -> None:
    odd = MessageFactory(**fault, person=UserFactory(), queued_at=WRITTEN - MINUTE)
    MessageFactory()
    tally = deliver_waiting(at=WRITTEN)
    assert (tally.sent, tally.unsent, len(mailoutbox)) == (1, 1, 1)
    odd.refresh_from_db()
    assert (odd.state, odd.attempts) == (State.QUEUED, 1)


@pytest.mark.django_db
def test_mails_of_a_dead_worker_are_freed_when_its_lease_ends(mailoutbox: Mails) -> None:
    MessageFactory.create_batch(2)
    leased(WRITTEN)
    assert deliver_waiting(at=WRITTEN + rules.LEASE).freed == 0
    assert deliver_waiting(at=WRITTEN + rules.LEASE + MINUTE).freed == 2
    assert deliver_waiting(at=WRITTEN + rules.LEASE + 3 * MINUTE).sent == 2
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_mail_that_takes_every_worker_down_fails_and_takes_no_other_with_it(mailoutbox: Mails) -> None:
    deadly = MessageFactory()
    innocent = MessageFactory.create_batch(2)
    at = WRITTEN
    for _death in range(rules.LOSSES):
        assert deadly in leased(at)
        at += rules.LEASE + MINUTE
        for message in Message.objects.abandoned(at):
            message.mark_lost(Note.WORKER_LOST, at)
        at += 2 * MINUTE
        deadly.refresh_from_db()
        if deadly.state == State.QUEUED:
            Message.objects.filter(pk=deadly.pk).update(not_before=WRITTEN)
    assert (deadly.state, deadly.note) == (State.FAILED, Note.WORKER_LOST)
    assert deliver_waiting(at=at).sent == len(innocent)


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_send_each_mail_once(mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 7)
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


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_keep_to_the_share_of_a_domain(mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 3)
    MessageFactory.create_batch(30)
    together = Barrier(3)

    def worker(_number: int) -> int:
        together.wait(timeout=10)
        try:
            return sum(len(leased(WRITTEN, per_domain=10)) for _turn in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        assert sum(workers.map(worker, range(3))) == 10


@pytest.mark.django_db
def test_mail_costs_one_write_and_a_batch_its_lease(mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FRESH", dt.timedelta(hours=1))
    counts = []
    for mails in (1, 30):
        MessageFactory.create_batch(mails)
        with CaptureQueriesContext(connection) as queries:
            deliver_waiting(at=WRITTEN)
        counts.append(len(queries) - mails)
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db
def test_duty_delivers_what_waits_now_and_tried_only_counts(mailoutbox: Mails) -> None:
    MessageFactory()
    assert duties.perform("comms.deliver", now=WRITTEN, dry_run=True).parts == {"due": 1}
    assert not mailoutbox
    assert duties.perform("comms.deliver", now=WRITTEN).parts == {"sent": 1}
    assert len(mailoutbox) == 1
