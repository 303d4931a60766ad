"""Mails as rows: written by acts, delivered by workers, wiped when their work is done.

The text stands in a row only while the mail is on its way. What stays is who was written to, when, about
what (kind and subject), and how it ended.
"""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.enums import State
from comms.rules import ABANDONED, LATE, next_try
from comms.states import LIFE

STATES = [
    (State.QUEUED.value, _("waiting")),
    (State.SENDING.value, _("being sent")),
    (State.SENT.value, _("sent")),
    (State.FAILED.value, _("not delivered")),
]


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about mails, and the moves that many workers may try at once."""

    def due(self, at: datetime) -> "MessageQuerySet":
        """Mails to send now, longest waiting first."""
        return self.filter(state=State.QUEUED, not_before__lte=at).order_by("not_before", "pk")

    def failed(self) -> "MessageQuerySet":
        """Mails given up after the last attempt."""
        return self.filter(state=State.FAILED)

    def late(self, at: datetime) -> "MessageQuerySet":
        """Mails written over an hour ago that no relay took or refused for good yet."""
        return self.filter(state__in=[State.QUEUED, State.SENDING], queued_at__lt=at - LATE)

    def abandoned(self, at: datetime) -> "MessageQuerySet":
        """Mails whose worker has not been heard of for ten minutes."""
        return self.filter(state=State.SENDING, claimed_at__lt=at - ABANDONED)

    def claim(self, pk: int, at: datetime) -> "Message | None":
        """Take one waiting mail for sending; ``None`` when another worker was first. Two statements."""
        mine = self.filter(pk=pk, state__in=LIFE.before(State.SENDING), not_before__lte=at)
        if not mine.update(state=State.SENDING, claimed_at=at, attempts=models.F("attempts") + 1):
            return None
        return self.get(pk=pk)


class Message(models.Model):
    """One mail to one address. ``attempts`` counts claims, so it also tells one claim from the next."""

    kind = models.CharField(_("kind"), max_length=80)
    recipient = models.EmailField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("plain text"), blank=True, editable=False)
    html = models.TextField(_("HTML"), blank=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    reference = models.UUIDField(_("reference"), default=uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("written at"))
    not_before = models.DateTimeField(_("next attempt"))
    claimed_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last answer of the mail relay"), max_length=60, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-queued_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state=State.QUEUED.value), name="message_due"),
            models.Index(
                fields=["claimed_at"], condition=models.Q(state=State.SENDING.value), name="message_abandoned"
            ),
            models.Index(fields=["state", "-queued_at"], name="message_by_state"),
            models.Index(fields=["-queued_at", "-id"], name="message_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=State.SENT.value, sent_at__isnull=False)
                | (~models.Q(state=State.SENT.value) & models.Q(sent_at__isnull=True)),
                name="message_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.QUEUED.value, State.SENDING.value]) | models.Q(text="", html=""),
                name="message_text_gone_when_done",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def mark_sent(self, at: datetime) -> bool:
        """The relay took it; the text is wiped. False when the claim was lost meanwhile."""
        return self._end(State.SENT, sent_at=at, last_error="", text="", html="")

    def mark_unsent(self, error: str, at: datetime) -> bool:
        """It did not go out: wait for the next attempt, or fail for good and wipe the text."""
        again = next_try(self.attempts, at)
        if again:
            return self._end(State.QUEUED, not_before=again, last_error=error)
        return self._end(State.FAILED, last_error=error, text="", html="")

    def _end(self, state: State, **fields: object) -> bool:
        """Leave this claim; a claim that another worker took over since is not touched."""
        mine = Message.objects.filter(pk=self.pk, state__in=LIFE.before(state), attempts=self.attempts)
        return bool(mine.update(state=state, **fields))
