"""Delivery: claims waiting mails one by one and hands them to the relay. The one place that sends.

A mail is claimed by an UPDATE that only one worker can win, and its text is wiped when the relay took it.
A worker that dies between the relay's yes and our row leaves the mail claimed; ten minutes later it is
sent again under the same Message-ID, which mail programs show once.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from comms.enums import State
from comms.models import Message
from comms.rules import KEPT

logger = logging.getLogger(__name__)

BATCH: Final = 50
"""Mails per connection to the relay."""


@dataclass(slots=True)
class Tally:
    """What one run did."""

    sent: int = 0
    unsent: int = 0
    freed: int = 0


def deliver_waiting(*, at: datetime) -> Tally:
    """Send every mail that is due. Safe to run many times at once; each mail goes out by one of the runs.

    A relay that cannot be reached ends the run and costs no mail an attempt. A mail the relay refuses
    waits longer each time and has failed after the last pause; it does not keep the others waiting.
    """
    now = _Clock(at)
    tally = Tally(freed=_free_abandoned(at))
    relay = get_connection()
    while batch := list(Message.objects.due(now()).values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            if not _reached(relay):
                return tally
            message = Message.objects.claim(pk, now())
            if message is None:
                continue
            if _sent(message, relay, now):
                tally.sent += 1
            else:
                tally.unsent += 1
                _close(relay)
        _close(relay)
    return tally


def forget_old(*, at: datetime) -> int:
    """Delete the rows of mails whose work ended a year ago. Returns how many."""
    ended = Message.objects.filter(state__in=[State.SENT, State.FAILED], queued_at__lt=at - KEPT)
    return ended.delete()[0]


def as_mail(message: Message, relay: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it goes out: both forms, and headers that say it was written by a machine."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.recipient],
        connection=relay,
        headers={
            "Message-ID": f"<{message.reference.hex}@{host}>",
            "Date": format_datetime(message.queued_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _reached(relay: BaseEmailBackend) -> bool:
    """Whether the connection stands; one that already does is used again."""
    try:
        relay.open()
    except Exception:  # whatever the relay's trouble is, the mails wait for the next run
        logger.exception("The mail relay cannot be reached.")
        return False
    return True


def _sent(message: Message, relay: BaseEmailBackend, now: "_Clock") -> bool:
    told = {"mail": message.pk, "kind": message.kind}
    try:
        as_mail(message, relay).send()
    except Exception as error:  # a mail that cannot be sent must not keep the others from going out
        logger.warning("A mail could not be sent.", exc_info=True, extra=told)
        message.mark_unsent(_code(error), now())
        return False
    if not message.mark_sent(now()):
        logger.warning("A mail was sent by a worker that had lost its claim.", extra=told)
    return True


def _free_abandoned(at: datetime) -> int:
    """Give back what a dead worker had claimed; a mail that took every worker down with it ends as failed."""
    return sum(message.mark_unsent("WorkerLost", at) for message in Message.objects.abandoned(at))


def _code(error: Exception) -> str:
    """What went wrong without any words of the mail or the relay: the SMTP code, else the error's name."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        return str(next(iter(error.recipients.values()))[0])
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__[:60]


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
