"""Delivery: leases waiting mails in batches and hands them to the relay. The one place that sends.

A batch is taken by one transaction that only one worker can win, and kept by a lease with a token: every later
write asks for that token. Each mail is asked whether it is still true just before its words are made and leave, by
what was read within the last second. A worker gives back what it cannot begin in the first half of its lease; one
that dies leaves the lease to run out, and its mails are then tried again, each alone. One window stays open, between
the relay's yes and our row: a mail sent twice through it carries the same Message-ID, which mail programs show once.
"""

import logging
import re
import smtplib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from common.jobs import Clock
from comms import rules, services
from comms.enums import FAULT, Note
from comms.kinds import KINDS
from comms.models import Lease, Message
from comms.relay import Relay
from comms.rendering import as_mail, letter

logger = logging.getLogger(__name__)

NOT_THE_MAILS_FAULT: Final = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
"""A relay that refuses us with a lasting code may take this very mail tomorrow."""
ENHANCED: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(slots=True)
class Tally:
    """What one run did, and whether more waits that it left to the next one."""

    sent: int = 0
    unsent: int = 0
    dropped: int = 0
    freed: int = 0
    more: bool = False


def deliver_waiting(*, at: datetime) -> Tally:
    """Send what is due, for about a minute. Safe to run many times at once; each mail goes out by one of the runs.

    A relay that cannot be reached ends the run and costs no mail an attempt. A mail the relay refuses for now
    waits longer each time; one it refuses for good has failed, and so has one whose last pause is over. No mail
    keeps others waiting.
    """
    now = Clock(at)
    tally = Tally(freed=_free_abandoned(at))
    relay = get_connection()
    while Message.objects.due(now()).exists():
        if now() > at + rules.RUN:
            tally.more = True
            break
        lease = _reached(relay) and Message.objects.lease(now(), per_domain=settings.MAILS_A_MINUTE_PER_DOMAIN)
        if not lease or not _deliver(lease, relay, now, tally):
            break
        _close(relay)
    _close(relay)
    return tally


def _deliver(lease: Lease, relay: BaseEmailBackend, now: Clock, tally: Tally) -> bool:
    """Hand over one leased batch on one connection; what is not begun is given back. False when the relay was lost."""
    reached = True
    held, read_at = Message.objects.held(lease), now()
    for pk in lease.mails:
        reached = _reached(relay)
        if not reached or not rules.may_begin(lease.until, now()):
            break
        if now() - read_at > rules.FRESH:
            held, read_at = Message.objects.held(lease), now()
        if (message := held.get(pk)) is None:
            continue
        outcome = _attempt(message, relay, now)
        setattr(tally, outcome, getattr(tally, outcome) + 1)
        if outcome == "unsent":
            _close(relay)
    Message.objects.release(lease.token)
    return reached


def _attempt(message: Message, relay: BaseEmailBackend, now: Clock) -> str:
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
    code, enhanced = _reply(error)
    for_good = rules.is_permanent(code, enhanced) and not isinstance(error, NOT_THE_MAILS_FAULT)
    noted = message.mark_unsent(str(code) if code else _name(error), at, for_good=for_good)
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


def _reply(error: Exception) -> tuple[int, str]:
    """The relay's reply code and enhanced code, without any words of the mail or the relay; 0 where there was none."""
    answer: tuple[int, bytes | str] = (0, b"")
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_code, error.smtp_error
    code, words = answer
    enhanced = ENHANCED.match(words if isinstance(words, str) else words.decode("ascii", "replace"))
    return int(code), enhanced[1] if enhanced else ""


def _name(error: Exception) -> str:
    """What went wrong where no relay answered: the kind of error, marked where it is no trouble with the line."""
    line = isinstance(error, smtplib.SMTPException | OSError)
    return f"{'' if line else FAULT}{type(error).__name__}"[:60]


def _close(relay: BaseEmailBackend) -> None:
    """End a connection that may be broken already; the next mail opens a fresh one."""
    try:
        relay.close()
    except Exception:
        logger.warning("The connection to the mail relay did not close.", exc_info=True)
