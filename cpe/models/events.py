"""Own events: webinars, courses and coach sessions of the institute, and who means to come.

Moments are kept in UTC and shown here (Europe/Amsterdam), breaks are minutes. What being there counts for is a claim.
"""

from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.fields import NameField
from common.lives import held_to, move
from cpe.enums import EventState
from cpe.fields import LinesField
from cpe.states import EVENT
from members.models import Member, Track

STATES: Final = [
    (EventState.PLANNED.value, _("planned")),
    (EventState.HELD.value, _("took place")),
    (EventState.CALLED_OFF.value, _("called off")),
]


class Event(models.Model):
    """A webinar or course of the institute's own; it counts as of the day here on which it ends.

    ``activity``: its kind, as the rules in force on its day know it. ``edition``: how often it was changed
    since it was planned; calendars and who changes it follow by that.
    """

    title = NameField(_("title"), max_length=200)
    activity = models.SlugField(_("kind"), db_index=False)
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("nearest track")
    )
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    breaks = models.PositiveSmallIntegerField(_("minutes of breaks"), default=0)
    words = LinesField(_("what it is about"), blank=True)
    place = NameField(_("place, or address on the web"), max_length=300)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=STATES, default=EventState.PLANNED.value, editable=False
    )
    why = LinesField(_("why it was called off"), blank=True, editable=False)
    edition = models.PositiveIntegerField(_("edition"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-begins_at", "-pk")
        constraints: ClassVar = [
            held_to(EVENT, name="event_state_known"),
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="event_begins_before_it_ends"),
            models.CheckConstraint(condition=Q(seats__isnull=True) | Q(seats__gt=0), name="event_seats_positive"),
            models.CheckConstraint(
                condition=Q(state=EventState.CALLED_OFF.value) & ~Q(why="")
                | ~Q(state=EventState.CALLED_OFF.value) & Q(why=""),
                name="event_called_off_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-begins_at", "-id"], name="event_newest")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def day(self) -> date:
        """The day here as of which it counts."""
        return local_day(self.ends_at)

    @property
    def minutes(self) -> int:
        """Its scheduled length without the breaks."""
        return int((self.ends_at - self.begins_at).total_seconds()) // 60 - self.breaks

    def become(self, state: EventState) -> None:
        """Take the event to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, EVENT)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Questions about sign-ups."""

    def living(self) -> "SignUpQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class SignUp(models.Model):
    """A member who means to come to an event; withdrawn, the row stays, and signing up anew is another one."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("event"))
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("member"))
    signed_up_at = models.DateTimeField(_("signed up"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ("signed_up_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "member"], condition=Q(withdrawn_at__isnull=True), name="sign_up_lives_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("signed_up_at")),
                name="sign_up_withdrawn_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.member}"
