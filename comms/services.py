"""Acts on mails: send one again, note an address that did not take one, settle it, wipe and forget what is old."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.errors import DomainError, Forbidden
from common.locks import hold
from comms import outbox, policies
from comms.enums import State
from comms.models import Bounce, Message
from comms.reports import UNKNOWN, Failure
from comms.states import LIFE, WAITING


class NothingLeftToSend(DomainError):  # noqa: N818  read aloud at the act: raise NothingLeftToSend
    """A mail whose words are gone, or that is on its way as it is."""


class NeverWrittenTo(DomainError):  # noqa: N818  read aloud at the act: raise NeverWrittenTo
    """An address we have no mail to."""


@transaction.atomic
def read_words(message_id: int, *, by: User, at: datetime) -> Message:
    """A mail to somebody else, to be read; that it was read leaves a line.

    Raises ``Forbidden`` if ``by`` may not, and ``Message.DoesNotExist``.
    """
    if not policies.can_read_text(by):
        raise Forbidden
    message = Message.objects.get(pk=message_id)
    policies.require_read_words(by, message)
    audit.record("comms.words-read", about=message, person=message.person_id, by=by, at=at)
    return message


@transaction.atomic
def send_again(message_id: int, *, by: User, at: datetime) -> Message:
    """Queue a mail once more, as an event of its own, to the address its person has now.

    One clerk at a time. Raises ``Forbidden`` if ``by`` may not, ``NothingLeftToSend`` while it or a repeat of it is
    on its way, and when nothing of it was kept because a link in it opened something.
    """
    policies.require_look_after(by)
    hold("comms.send_again")
    message = Message.objects.select_for_update(of=("self",)).select_related("person").get(pk=message_id)
    same = Message.objects.filter(kind=message.kind, about=message.about, period=message.period)
    if same.filter(person=message.person, state__in=WAITING).exists():
        raise NothingLeftToSend(_("This mail is on its way already."))
    if message.state == State.DROPPED or message.text_until is None or message.text_until < at:
        raise NothingLeftToSend(_("Nothing was kept of this mail. Let the person ask for a new one."))
    to = message.person.email if message.person else message.recipient
    audit.record("comms.sent-again", about=message, person=message.person_id, by=by, at=at)
    return outbox.queue_again(message, to=to, at=at)


@transaction.atomic
def note_bounce(*, address: str, status: str, report: str, message: Message | None, at: datetime) -> bool:
    """Keep that an address did not take our mail; the mail it is about came back. False for a report read before."""
    found = {"address": address.lower(), "status": status[:12], "message": message, "reported_at": at}
    _bounce, new = Bounce.objects.get_or_create(report=report, defaults=found)
    if new and message is not None:
        Message.objects.filter(pk=message.pk, state__in=LIFE.before(State.BOUNCED)).update(
            state=State.BOUNCED, note=status[:12]
        )
    return new


def note_failure(failure: Failure, *, at: datetime) -> bool:
    """Keep what a report says of a mail of ours; false for one we do not know, or said before of the same mail."""
    message = Message.objects.filter(reference=failure.reference).first()
    report = f"returned {failure.reference}"
    return message is not None and note_bounce(
        address=message.recipient, status=failure.status, report=report, message=message, at=at
    )


@transaction.atomic
def settle_bounces(bounces: Collection[int], *, by: User, at: datetime) -> int:
    """Say that these addresses were dealt with; how many were open. Raises ``Forbidden`` if ``by`` may not."""
    policies.require_look_after(by)
    open_ones = Bounce.objects.open().filter(pk__in=bounces).select_related("message")
    settled = list(open_ones.select_for_update(of=("self",)))
    people = {bounce.pk: bounce.message.person_id if bounce.message else None for bounce in settled}
    entries = [audit.Entry(about=bounce, person=people[bounce.pk]) for bounce in settled]
    audit.record_many("comms.bounce-settled", entries, by=by, at=at)
    return Bounce.objects.filter(pk__in=[bounce.pk for bounce in settled]).update(cleared_at=at)


@transaction.atomic
def mark_bounced(address: str, *, at: datetime) -> None:
    """Note by hand, on the command line, that an address does not take our mail; its newest mail came back.

    Raises ``NeverWrittenTo`` for an address that is none of ours.
    """
    message = Message.objects.filter(recipient=address.lower()).order_by("-queued_at", "-pk").first()
    if message is None:
        raise NeverWrittenTo(_("We never wrote to this address."))
    note_bounce(address=address, status=UNKNOWN, report=f"by hand {at.isoformat()}", message=message, at=at)
    audit.record("comms.bounce-marked", about=message, person=message.person_id, by=None, at=at)


def forget_about(subjects: Collection[str]) -> int:
    """Forget what was mailed about these subjects: how many mails.

    Mails to somebody without an account go, with what came back of them, and so do those that nobody was sent yet; of
    mails to people with an account, which are theirs, subject and words are wiped.
    """
    about = Message.objects.filter(about__in=subjects)
    going = list(about.filter(Q(person=None) | Q(state__in=WAITING)).values_list("pk", flat=True))
    Bounce.objects.filter(message__in=going).delete()
    Message.objects.filter(pk__in=going).delete()
    return len(going) + about.update(subject="", text="", facts={}, text_until=None)


def forget_letters(subjects: Collection[str]) -> int:
    """Forget what was mailed about these subjects to people without an account, with what came back: how many mails."""
    going = list(Message.objects.filter(about__in=subjects, person=None).values_list("pk", flat=True))
    Bounce.objects.filter(message__in=going).delete()
    Message.objects.filter(pk__in=going).delete()
    return len(going)


def wipe_texts(messages: Collection[int], *, at: datetime) -> int:
    """Wipe words and facts of mails whose term is over; how many."""
    past = Message.objects.with_text_past_its_term(at).filter(pk__in=messages)
    return past.update(text="", facts={}, text_until=None)
