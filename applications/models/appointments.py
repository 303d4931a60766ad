"""Appointments at which an identity checker sees an applicant live; nothing of the document is kept."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applications.enums import LIVE, IdentityVerdict
from applications.models.intake import LIVE_WAYS, Application
from applications.models.verdicts import IdentityCheck
from applications.states import UNTIL_AWARD
from common.calendar import day_bounds, local_day

MINUTES: Final = range(10, 61)
SOON: Final = timedelta(days=7)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions about appointments."""

    def free(self, at: datetime) -> "AppointmentQuerySet":
        """Those still to come that nobody took."""
        return self.filter(application__isnull=True, starts_at__gt=at)

    def taken(self, at: datetime) -> "AppointmentQuerySet":
        """Those still to come that an application took."""
        return self.filter(application__isnull=False, starts_at__gt=at)

    def over(self, at: datetime) -> "AppointmentQuerySet":
        """Those whose time has come."""
        return self.filter(starts_at__lte=at)

    def unrecorded(self, at: datetime) -> "AppointmentQuerySet":
        """Those that were taken and whose time has come, without a record of a look at the applicant since."""
        looks = IdentityCheck.objects.exclude(verdict=IdentityVerdict.TAKEN_BACK.value)
        looks = looks.filter(application=OuterRef("application")).filter(
            Q(verdict=IdentityVerdict.VERIFIED.value) | Q(checked_at__gte=OuterRef("starts_at"))
        )
        waiting = self.over(at).filter(application__state__in=[state.value for state in UNTIL_AWARD])
        return waiting.exclude(Exists(looks))

    def today(self, checker: Any, at: datetime) -> "AppointmentQuerySet":
        """A checker's own of this day that were taken, those that are over with them."""
        begin, end = day_bounds(local_day(at))
        return self.filter(checker=checker, application__isnull=False, starts_at__gte=begin, starts_at__lt=end)

    def soon(self, checker: Any, at: datetime) -> "AppointmentQuerySet":
        """A checker's own that were taken, from now until a week ahead."""
        return self.taken(at).filter(checker=checker, starts_at__lte=at + SOON)

    def give_back(self) -> int:
        """Let others take them again; how many."""
        return self.filter(application__isnull=False).update(application=None, taken_at=None)


class Appointment(models.Model):
    """A time a checker offers, and the application that took it. ``place`` is an address, or how to join by video."""

    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("checker")
    )
    way = models.CharField(_("how"), max_length=12, choices=LIVE_WAYS)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    place = models.CharField(
        _("place"), max_length=300, help_text=_("The address, or the link at which the applicant joins.")
    )
    application = models.OneToOneField(
        Application,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointment",
        verbose_name=_("taken by"),
    )
    taken_at = models.DateTimeField(_("taken"), null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity appointment")
        verbose_name_plural = _("identity appointments")
        ordering = ("starts_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checker", "starts_at"], name="appointment_one_at_a_time"),
            models.CheckConstraint(condition=Q(way__in=[way.value for way in LIVE]), name="appointment_way_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=MINUTES[0], minutes__lte=MINUTES[-1]), name="appointment_length_sensible"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["starts_at"], condition=Q(application__isnull=True), name="appointment_free")
        ]

    def __str__(self) -> str:
        return f"{date_format(timezone.localtime(self.starts_at), 'DATETIME_FORMAT')}, {self.get_way_display()}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)
