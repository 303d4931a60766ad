"""Mails as rows: queued by acts, leased by workers, wiped by their term; and addresses that did not take them.

A row says what happens in facts; the words are made when it is sent. What stays is who was written to, when,
about what, and how it ended; text and facts go when the kind's term is over, at once where they open something.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import references
from common.lives import held_to
from common.locks import hold
from comms import rules
from comms.enums import State
from comms.kinds import KINDS, MessageKind
from comms.states import LIFE, WAITING

STATES = [
    (State.QUEUED.value, _("waiting")),
    (State.SENDING.value, _("being sent")),
    (State.SENT.value, _("sent")),
    (State.BOUNCED.value, _("came back")),
    (State.FAILED.value, _("not delivered")),
    (State.DROPPED.value, _("not needed any more")),
]

ABOUT: Final = 80
"""Characters of what a mail is about."""
PERIOD: Final = 40
"""Characters of the period that a mail is for."""


def new_reference() -> str:
    """A reference for a mail; people quote it, and the Message-ID is made of it."""
    return references.new("M")


@dataclass(frozen=True, slots=True)
class Lease:
    """A batch of mails that one worker may send: their keys, the token that proves it, and until when."""

    token: UUID
    until: datetime
    mails: list[int] = field(default_factory=list)


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about mails, and the moves that many workers may try at once."""

    def due(self, at: datetime) -> "MessageQuerySet":
        """Mails to send now, longest waiting first."""
        return self.filter(state=State.QUEUED, not_before__lte=at).order_by("not_before", "pk")

    def failed(self) -> "MessageQuerySet":
        """Mails given up."""
        return self.filter(state=State.FAILED)

    def late(self, at: datetime) -> "MessageQuerySet":
        """Mails that should have gone over an hour ago, and that no relay took or refused for good yet."""
        planned = models.functions.Greatest("queued_at", "planned_at")
        waiting = self.filter(state__in=WAITING).alias(due_at=planned)
        return waiting.filter(due_at__lt=at - rules.LATE)

    def abandoned(self, at: datetime) -> "MessageQuerySet":
        """Mails whose worker let the lease run out."""
        return self.filter(state=State.SENDING, lease_until__lt=at)

    def with_text_past_its_term(self, at: datetime) -> "MessageQuerySet":
        """Mails whose text is to be wiped."""
        return self.filter(text_until__lt=at)

    def ended_before(self, at: datetime) -> "MessageQuerySet":
        """Mails queued before that moment whose work is done."""
        return self.exclude(state__in=WAITING).filter(queued_at__lt=at)

    def lease(self, at: datetime, *, per_domain: int) -> Lease | None:
        """Take a batch of due mails for sending; none when nothing is due or every domain has had its share.

        Nobody else takes any of them until the lease ends. A mail that took a worker down before goes alone,
        so that it cannot take others with it again. One worker leases at a time, so that no domain gets more
        than ``per_domain`` mails a minute. Four statements.
        """
        lease = Lease(token=uuid4(), until=at + rules.LEASE)
        with transaction.atomic():
            hold("comms.lease")
            lease.mails.extend(self._next_batch(at, per_domain))
            leased = {"lease": lease.token, "lease_until": lease.until, "tried_at": at}
            self.filter(pk__in=lease.mails).update(state=State.SENDING, **leased)
        return lease if lease.mails else None

    def _next_batch(self, at: datetime, per_domain: int) -> list[int]:
        recent = self.filter(tried_at__gt=at - rules.MINUTE).order_by()
        counted = recent.values_list("domain").annotate(count=models.Count("pk"))
        left = {domain: per_domain - count for domain, count in counted}
        full = [domain for domain, room in left.items() if room <= 0]
        waiting = self.due(at).exclude(domain__in=full).values_list("pk", "domain", "losses")
        chosen: list[int] = []
        for pk, domain, losses in waiting[: rules.BATCH]:
            room = left.get(domain, per_domain)
            if losses and not chosen:
                return [pk]
            if room > 0 and not losses:
                chosen.append(pk)
                left[domain] = room - 1
        return chosen

    def held(self, lease: Lease) -> dict[int, "Message"]:
        """What is left of a lease as it stands now, by key, each mail with its person (one query)."""
        mine = self.filter(pk__in=lease.mails, lease=lease.token, state=State.SENDING)
        return {message.pk: message for message in mine.select_related("person")}

    def release(self, token: UUID) -> int:
        """Give back what was not tried: it costs no mail an attempt."""
        return self.filter(lease=token, state=State.SENDING).update(
            state=State.QUEUED, lease=None, lease_until=None, tried_at=None
        )


class Message(models.Model):
    """One mail to one address.

    ``about`` and ``period`` say what for: one reason makes one mail, for as long as its row is kept.
    """

    kind = models.CharField(_("kind"), max_length=80)
    about = models.CharField(_("about"), max_length=ABOUT)
    period = models.CharField(_("period"), max_length=PERIOD, blank=True)
    recipient = models.EmailField(_("recipient"), max_length=254)
    repeat = models.PositiveSmallIntegerField(_("sent again"), default=0)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    domain = models.CharField(_("mail domain"), max_length=254, editable=False)
    language = models.CharField(_("language"), max_length=12)
    facts = models.JSONField(_("facts"), default=dict, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True, editable=False)
    reference = models.CharField(_("reference"), max_length=36, default=new_reference, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    losses = models.PositiveSmallIntegerField(_("workers lost"), default=0)
    queued_at = models.DateTimeField(_("queued at"))
    planned_at = models.DateTimeField(_("not before"))
    not_before = models.DateTimeField(_("next attempt"))
    tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    lease = models.UUIDField(_("lease"), null=True, editable=False)
    lease_until = models.DateTimeField(_("leased until"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    text_until = models.DateTimeField(_("text kept until"), null=True, editable=False)
    note = models.CharField(_("note"), max_length=60, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-queued_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state=State.QUEUED.value), name="message_due"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state=State.SENDING.value), name="message_abandoned"
            ),
            models.Index(fields=["lease"], condition=models.Q(lease__isnull=False), name="message_leased"),
            models.Index(fields=["tried_at", "domain"], name="message_tried"),
            models.Index(fields=["text_until"], condition=models.Q(text_until__isnull=False), name="message_wiped"),
            models.Index(fields=["state", "-queued_at"], name="message_by_state"),
            models.Index(fields=["-queued_at", "-id"], name="message_newest"),
            models.Index(fields=["person", "-planned_at", "-id"], name="message_of_person"),
            models.Index(fields=["recipient"], name="message_by_recipient"),
            models.Index(fields=["about"], name="message_by_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "about", "period", "recipient", "repeat"], name="message_once_per_reason"
            ),
            held_to(LIFE, name="message_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.SENT.value, State.BOUNCED.value], sent_at__isnull=False)
                | (~models.Q(state__in=[State.SENT.value, State.BOUNCED.value]) & models.Q(sent_at__isnull=True)),
                name="message_sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.SENDING.value, lease__isnull=False, lease_until__isnull=False)
                | (~models.Q(state=State.SENDING.value) & models.Q(lease__isnull=True, lease_until__isnull=True)),
                name="message_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(text="") | models.Q(text_until__isnull=False), name="message_text_has_its_term"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.what)

    @property
    def when(self) -> datetime:
        """When it was meant to go: the moment it tells of, or later where it was planned or sent again."""
        return max(self.queued_at, self.planned_at)

    @property
    def what(self) -> str | Promise:
        """The kind in words; a kind that is no longer in the catalogue stays a code."""
        return KINDS[self.kind].name if self.kind in KINDS else self.kind

    def mark_sent(self, *, subject: str, text: str, at: datetime) -> bool:
        """The relay took it; words and facts stay for the kind's term. False when the lease was lost meanwhile."""
        kept = KINDS[self.kind].kept
        words: dict[str, Any] = {"text": text, "text_until": at + kept} if kept else {"facts": {}}
        return self._end(State.SENT, subject=subject, sent_at=at, attempts=self.attempts + 1, note="", **words)

    def mark_unsent(self, note: str, at: datetime, *, for_good: bool = False) -> bool:
        """The relay did not take it: wait for the next attempt, or give up. False when the lease was lost."""
        attempts = self.attempts + 1
        again = None if for_good else rules.next_try(attempts, at)
        if again:
            return self._end(State.QUEUED, attempts=attempts, not_before=again, note=note)
        return self._end(State.FAILED, attempts=attempts, note=note, **self._leftover(at))

    def mark_lost(self, note: str, at: datetime) -> bool:
        """Its worker died: wait to be tried alone, or give up on a mail that takes every worker down."""
        losses = self.losses + 1
        if losses < rules.LOSSES:
            again = at + rules.PAUSES[0]
            return self._end(State.QUEUED, ended_by=at, losses=losses, not_before=again, note=note)
        return self._end(State.FAILED, ended_by=at, losses=losses, note=note, **self._leftover(at))

    def mark_dropped(self, note: str) -> bool:
        """What it would say is not so any more; nobody gets it."""
        return self._end(State.DROPPED, note=note, facts={})

    def _leftover(self, at: datetime) -> dict[str, Any]:
        """Facts of a mail given up: kept for its term, so that it can be sent again; wiped if they open something."""
        kind: MessageKind | None = KINDS.get(self.kind)
        kept = kind.kept if kind else timedelta()
        return {"text_until": at + kept} if kept else {"facts": {}}

    def _end(self, state: State, *, ended_by: datetime | None = None, **fields: object) -> bool:
        """Leave this lease; one that another worker took over since, or one that has not ended yet, is not touched."""
        mine = Message.objects.filter(pk=self.pk, state__in=LIFE.before(state), lease=self.lease)
        if ended_by:
            mine = mine.filter(lease_until__lt=ended_by)
        return bool(mine.update(state=state, lease=None, lease_until=None, **fields))


class BounceQuerySet(models.QuerySet["Bounce"]):
    """Questions about addresses that did not take our mail."""

    def open(self) -> "BounceQuerySet":
        """Those nobody has dealt with yet."""
        return self.filter(cleared_at__isnull=True)


class Bounce(models.Model):
    """A report that an address does not take our mail, from the relay at once or by a mail that came back."""

    address = models.EmailField(_("address"), max_length=254)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="bounces", verbose_name=_("mail")
    )
    status = models.CharField(_("status"), max_length=12)
    reported_at = models.DateTimeField(_("reported at"))
    report = models.CharField(_("report"), max_length=64, unique=True, editable=False)
    cleared_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = BounceQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that did not take mail")
        verbose_name_plural = _("addresses that did not take mail")
        ordering = ("-reported_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["address"], name="bounce_by_address"),
            models.Index(fields=["-reported_at", "-id"], name="bounce_newest"),
        ]

    def __str__(self) -> str:
        return self.address
