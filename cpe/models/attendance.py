"""Who was at an own event, and for how long: lists that were brought in, whom they name, and what became of it.

What a list says of somebody stays as spans of seconds since 1970, so that what another list says is put together with
it and nothing counts twice. A name that leads to nobody is kept for a while, so that a colleague can say who it is.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from cpe.enums import Came, ListPlace
from cpe.models.events import Event
from cpe.models.ledger import Claim
from cpe.rules.attendance import minutes
from members.models import Member
from members.models.trials import DIGEST_LENGTH, NAME_LENGTH, LineOnTrial, OnTrial, whole_on_trial

MARK_LENGTH: Final = 260
UNKNOWN_KEPT: Final = timedelta(days=183)
"""How long after an event a colleague can say who somebody on its list is."""

CAME: Final = [
    (Came.CLAIMED.value, _("counts by a claim")),
    (Came.REPORTED.value, _("reported by the member")),
    (Came.SHORT.value, _("not long enough")),
    (Came.NO_TITLE.value, _("no title it could count for")),
]
PLACES: Final = [
    (ListPlace.FAULT.value, _("to be mended")),
    (ListPlace.BROKEN.value, _("cannot be read")),
    (ListPlace.UNKNOWN.value, _("leads to nobody")),
    (ListPlace.WITHOUT.value, _("without a claim")),
    (ListPlace.REPORTED.value, _("reported by the member")),
    (ListPlace.NEW.value, _("new")),
    (ListPlace.KNOWN.value, _("known")),
]
CLAIMS: Final = (Came.CLAIMED.value, Came.REPORTED.value)
"""Outcomes that a claim belongs to."""


class AttendanceList(AppendOnly):
    """A list that was brought in: of which event, by whom, how many people it names and how many claims came of it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="lists", verbose_name=_("event"))
    file_name = models.CharField(_("file"), max_length=NAME_LENGTH)
    digest = models.CharField(_("SHA-256 of the file"), max_length=DIGEST_LENGTH)
    rows = models.PositiveIntegerField(_("rows"))
    people = models.PositiveIntegerField(_("people"))
    unknown = models.PositiveIntegerField(_("lead to nobody"))
    claims_new = models.PositiveIntegerField(_("claims, new"))
    brought_in_at = models.DateTimeField(_("brought in"))
    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("attendance list")
        verbose_name_plural = _("attendance lists")
        ordering = ("-brought_in_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["-brought_in_at", "-id"], name="attendance_list_newest")]

    def __str__(self) -> str:
        return str(self.file_name)


class AttendanceFile(OnTrial):
    """An attendance list on trial."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", verbose_name=_("event"))
    run = models.ForeignKey(
        AttendanceList, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in with")
    )

    class Meta:
        verbose_name = _("attendance list on trial")
        verbose_name_plural = _("attendance lists on trial")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="attendance_file_by_age")]
        constraints: ClassVar = whole_on_trial("attendance_file")


class AttendanceFileLine(LineOnTrial):
    """What the trial of a list found: a line that cannot be read, somebody nobody knows, what becomes of a person."""

    file = models.ForeignKey(AttendanceFile, on_delete=models.CASCADE, related_name="lines", verbose_name=_("file"))
    place = models.PositiveSmallIntegerField(_("kind"), choices=PLACES)

    class Meta:
        verbose_name = _("line of a trial of an attendance list")
        verbose_name_plural = _("lines of a trial of an attendance list")
        ordering = ("place", "line", "pk")
        indexes: ClassVar = [models.Index(fields=["file", "place", "line", "id"], name="attendance_line_in_order")]


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """Questions about who stands on lists."""

    def unknown(self) -> "AttendeeQuerySet":
        """Those that lead to nobody."""
        return self.filter(member__isnull=True)

    def past_their_term(self, at: datetime) -> "AttendeeQuerySet":
        """Those that still lead to nobody long after their event."""
        return self.unknown().filter(event__ends_at__lt=at - UNKNOWN_KEPT)


class Attendee(models.Model):
    """Somebody the lists of an event name, by address or else by name (``mark``), and when they were there (``spans``).

    ``member``: whom it leads to, by the address, or as a colleague said (``named_by``).
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendees", verbose_name=_("event"))
    mark = models.CharField(_("known by"), max_length=MARK_LENGTH, editable=False)
    name = models.CharField(_("name on the list"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("address on the list"), blank=True)
    spans: Any = models.JSONField(_("when they were there"), default=list)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("named by")
    )
    named_at = models.DateTimeField(_("named"), null=True)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("name on an attendance list")
        verbose_name_plural = _("names on attendance lists")
        ordering = ("-event_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "mark"], name="attendee_once_by_mark"),
            models.CheckConstraint(
                condition=Q(named_by__isnull=True, named_at__isnull=True)
                | Q(named_by__isnull=False, named_at__isnull=False, member__isnull=False),
                name="attendee_named_is_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["event", "id"], condition=Q(member__isnull=True), name="attendee_unknown")
        ]

    def __str__(self) -> str:
        return str(self.name or self.email)


class Attendance(models.Model):
    """A member who was at an event, for how long, and what became of it; ``claim`` where it counts by one."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("event"))
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("member"))
    seconds = models.PositiveIntegerField(_("seconds present"))
    came = models.CharField(_("what became of it"), max_length=10, choices=CAME)
    claim = models.OneToOneField(
        Claim, null=True, on_delete=models.CASCADE, related_name="attendance", verbose_name=_("claim")
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ("-event_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(came__in=CLAIMS, claim__isnull=False)
                | Q(came__in=[Came.SHORT.value, Came.NO_TITLE.value], claim__isnull=True),
                name="attendance_has_the_claim_it_became",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.member}"

    @property
    def minutes(self) -> int:
        """For how many whole minutes."""
        return minutes(self.seconds)
