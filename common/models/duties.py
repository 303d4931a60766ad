"""Duties as rows: who works on one now, how its runs ended, and the rows that could not be done.

Times are moments; ``on`` is the day in Europe/Amsterdam that a run judged by. ``common.duties`` writes all three
tables, and nobody else does.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LEASE: Final = timedelta(minutes=10)
"""How long a duty stays locked by a run that gives no sign of life."""

INTERRUPTED: Final = "Interrupted"
"""The error of a run that was killed: it never ended, and its lease did."""


class Figures(models.Model):
    """What one run did: rows looked at, changes made, mails queued, what waits for a person, rows that failed."""

    on = models.DateField(_("judged by the day"), null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    considered = models.PositiveIntegerField(_("rows looked at"), default=0)
    changed = models.PositiveIntegerField(_("changes"), default=0)
    mailed = models.PositiveIntegerField(_("mails queued"), default=0)
    held = models.PositiveIntegerField(_("waits for a person"), default=0)
    failed = models.PositiveIntegerField(_("rows that failed"), default=0)
    error = models.CharField(_("kind of error"), max_length=80, blank=True)
    by_hand = models.BooleanField(_("started by hand"), default=False)

    class Meta:
        abstract = True

    @property
    def seconds(self) -> float | None:
        """How long it took; ``None`` while it has no end."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at).total_seconds(), 3)


FIGURES: Final = tuple(field.name for field in Figures._meta.local_fields)


class DutyStateQuerySet(models.QuerySet["DutyState"]):
    """Questions about duties, and the lock that many runs may reach for at once."""

    def late(self, at: datetime) -> "DutyStateQuerySet":
        """Duties that should have been done by now and were not."""
        return self.filter(expected_by__lt=at)

    def take(self, state: "DutyState", *, now: datetime, **begun: Any) -> UUID | None:
        """Lock a duty for one run: the lease's token, or ``None`` where another run holds it. One statement.

        Only one of many can win: the row must still hold the lease that was read, and that lease must have ended.
        """
        token = uuid4()
        free = Q(lease=None) if state.lease is None else Q(lease=state.lease, lease_until__lt=now)
        none = dict.fromkeys(("considered", "changed", "mailed", "held", "failed"), 0)
        won = self.filter(free, pk=state.pk).update(
            lease=token, lease_until=now + LEASE, started_at=now, ended_at=None, error="", **none, **begun
        )
        return token if won else None

    def renew(self, token: UUID, *, now: datetime, **figures: int) -> bool:
        """A sign of life with the figures so far; false where the lease was lost to another run. One statement."""
        return bool(self.filter(lease=token).update(lease_until=now + LEASE, **figures))


class DutyState(Figures):
    """One duty: the lease of the run at work, and the figures of the latest run, idle or not.

    ``expected_by`` is when it must have ended well next; a duty the code no longer knows has none.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    lease = models.UUIDField(_("lease of the run at work"), null=True, editable=False)
    lease_until = models.DateTimeField(_("lease ends"), null=True, editable=False)
    expected_by = models.DateTimeField(_("expected by"), null=True, editable=False)

    objects = DutyStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lease=None, lease_until=None) | Q(lease__isnull=False, lease_until__isnull=False),
                name="dutystate_lease_has_its_end",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class DutyRun(Figures):
    """A run that did something, failed or was killed. Idle ones leave their figures on the duty alone."""

    duty = models.ForeignKey(DutyState, on_delete=models.CASCADE, related_name="runs", verbose_name=_("duty"))
    parts = models.JSONField(_("changes by kind"), default=dict)

    class Meta:
        verbose_name = _("run of a duty")
        verbose_name_plural = _("runs of duties")
        ordering = ("-started_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["duty", "-started_at"], name="dutyrun_newest_of_duty"),
            models.Index(fields=["started_at"], name="dutyrun_by_start"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(started_at__isnull=False, on__isnull=False)
                & (Q(ended_at__isnull=False) | Q(error=INTERRUPTED)),
                name="dutyrun_ended_or_interrupted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.started_at:%Y-%m-%d %H:%M}"


class DutyFaultQuerySet(models.QuerySet["DutyFault"]):
    """Questions about rows that could not be done, and the two ways they change."""

    def open(self) -> "DutyFaultQuerySet":
        """Rows that the last try could not do."""
        return self.filter(resolved_at=None)

    def note(self, duty: DutyState, part: str, row: str, *, error: str, at: datetime) -> None:
        """One more failed try of a row; the first one opens the fault. At most two statements."""
        again = self.open().filter(duty=duty, part=part, row=row)
        if not again.update(attempts=F("attempts") + 1, last_at=at, error=error):
            self.create(duty=duty, part=part, row=row, error=error, first_at=at, last_at=at)

    def resolve(self, duty: DutyState, rows: Mapping[str, Collection[str]], *, at: datetime) -> None:
        """These rows, by part, are done or no longer due. One statement a part."""
        for part, done in rows.items():
            self.open().filter(duty=duty, part=part, row__in=done).update(resolved_at=at)


class DutyFault(models.Model):
    """A row that a duty could not do by itself: which one, and the kind of error, never its words."""

    duty = models.ForeignKey(DutyState, on_delete=models.CASCADE, related_name="faults", verbose_name=_("duty"))
    part = models.CharField(_("kind of record"), max_length=100)
    row = models.CharField(_("number of the record"), max_length=64)
    error = models.CharField(_("kind of error"), max_length=80)
    first_at = models.DateTimeField(_("first failed"))
    last_at = models.DateTimeField(_("last failed"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    resolved_at = models.DateTimeField(_("done at last"), null=True)

    objects = DutyFaultQuerySet.as_manager()

    class Meta:
        verbose_name = _("row a duty could not do")
        verbose_name_plural = _("rows a duty could not do")
        ordering = ("-last_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["-last_at", "-id"], name="dutyfault_newest"),
            models.Index(fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="dutyfault_resolved"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty", "part", "row"], condition=Q(resolved_at=None), name="dutyfault_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.row}"
