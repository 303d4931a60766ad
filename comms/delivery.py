"""Delivery: leases waiting mails in batches and hands them to the relay. The one place that sends.

A batch is taken by one transaction that only one worker can win, and kept by a lease with a token: every later
write asks for that token. Words are made, and asked whether they are still true, just before they leave. A
worker that dies leaves its lease to run out; the mails are then tried again, each alone. One window stays open,
between the relay's yes and our row: a mail sent twice through it carries the same Message-ID, which mail
programs show once.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from comms import rules, services
from comms.enums import Note
from comms.kinds import KINDS
from comms.models import Message
from comms.relay import Relay
from comms.rendering import as_mail, letter

logger = logging.getLogger(__name__)

NOT_THE_MAILS_FAULT: Final = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
"""A relay that refuses us with a lasting code may take this very mail tomorrow."""


@dataclass(slots=True)
class Tally:
    """What one run did."""

    sent: int = 0
    unsent: int = 0
    dropped: int = 0
    freed: int = 0


def deliver_waiting(*, at: datetime) -> Tally:
    """Send every mail that is due. Safe to run many times at once; each mail goes out by one of the runs.

    A relay that cannot be reached ends the run and costs no mail an attempt. A mail the relay refuses for now
    waits longer each time; one it refuses for good has failed, and so has one whose last pause is over. No mail
    keeps others waiting.
    """
    now = _Clock(at)
    tally = Tally(freed=_free_abandoned(at))
    relay = get_connection()
    while Message.objects.due(now()).exists() and _reached(relay):
        batch = Message.objects.lease(now(), per_domain=settings.MAILS_A_MINUTE_PER_DOMAIN)
        if not batch:
            break
        goes_on = _deliver(batch, relay, now, tally)
        _close(relay)
        if not goes_on:
            break
    _close(relay)
    return tally


def _deliver(batch: list[Message], relay: BaseEmailBackend, now: "_Clock", tally: Tally) -> bool:
    """Hand over one leased batch on one connection. False when relay or lease was lost: the rest is given back."""
    token, until = batch[0].lease, batch[0].lease_until
    assert token is not None and until is not None  # noqa: S101, PT018  tells the type checker what leasing did
    for message in batch:
        if rules.must_renew(until, now()):
            if not Message.objects.renew(token, now()):
                logger.warning("A worker lost its lease.", extra={"count": len(batch)})
                return False
            until = now() + rules.LEASE
        if not _reached(relay):
            Message.objects.release(token)
            return False
        outcome = _attempt(message, relay, now)
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        if outcome == "unsent":
            _close(relay)
    return True


def _attempt(message: Message, relay: BaseEmailBackend, now: "_Clock") -> str:
    """Ask whether the mail is still true, make its words, hand them over: ``sent``, ``unsent`` or ``dropped``.

    Whatever goes wrong is noted on this mail alone.
    """
    told = {"mail": message.pk, "kind": message.kind}
    try:
        if note := _meaning_has_passed(message, now()):
            message.mark_dropped(note)
            return "dropped"
        words = letter(message)
        mail = as_mail(message, words, relay)
        if isinstance(relay, Relay):
            relay.talk_for(rules.HAND_OVER.total_seconds())
        mail.send()
    except Exception as error:  # a mail that cannot be sent must not keep the others from going out
        logger.warning("A mail could not be sent.", exc_info=True, extra=told)
        _note_refusal(message, error, now())
        return "unsent"
    if not message.mark_sent(subject=words.subject, text=words.text, at=now()):
        logger.warning("A mail was sent by a worker that had lost its lease.", extra=told)
    return "sent"


def _meaning_has_passed(message: Message, at: datetime) -> Note | None:
    """Why nobody should get this mail any more, if so. Raises ``KeyError`` for a kind nobody registered."""
    kind = KINDS[message.kind]
    if kind.good_for is not None and at > message.planned_at + kind.good_for:
        return Note.TOO_LATE
    return None if kind.still_true(message) else Note.NOT_TRUE


def _note_refusal(message: Message, error: Exception, at: datetime) -> None:
    code = _reply(error)
    for_good = rules.is_permanent(code) and not isinstance(error, NOT_THE_MAILS_FAULT)
    noted = message.mark_unsent(str(code) if code else type(error).__name__[:60], at, for_good=for_good)
    if noted and for_good and isinstance(error, smtplib.SMTPRecipientsRefused):
        services.note_bounce(
            address=message.recipient, status=str(code), report=f"refused {message.reference}", message=message, at=at
        )


def _free_abandoned(at: datetime) -> int:
    """Give back what a dead worker had leased; a mail that took workers down again and again has failed."""
    return sum(message.mark_lost(Note.WORKER_LOST, at) for message in Message.objects.abandoned(at))


def _reached(relay: BaseEmailBackend) -> bool:
    """Whether the connection stands; one that already does is used again."""
    try:
        relay.open()
    except Exception:  # whatever the relay's trouble is, the mails wait for the next run
        logger.exception("The mail relay cannot be reached.")
        return False
    return True


def _reply(error: Exception) -> int:
    """The relay's reply code, without any words of the mail or the relay; 0 where there was none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        return int(next(iter(error.recipients.values()))[0])
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0


def _close(relay: BaseEmailBackend) -> None:
    """End a connection that may be broken already; the next mail opens a fresh one."""
    try:
        relay.close()
    except Exception:
        logger.warning("The connection to the mail relay did not close.", exc_info=True)


class _Clock:
    """The moment of a run that began at ``at``, as its work goes on."""

    def __init__(self, at: datetime) -> None:
        self._at, self._start = at, time.monotonic()

    def __call__(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._start)
