"""The days on which the office is closed."""

from datetime import date
from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import NameField

FIRST: Final = date(2018, 1, 1)
LAST: Final = date(2099, 12, 31)


class ClosedDay(models.Model):
    """A day on which nobody works, though it may be a weekday. One that counts as worked after all keeps its row."""

    day = models.DateField(
        _("day"),
        error_messages={"unique": _("This day is in the list already; look for it there.")},
        unique=True,
        validators=[
            MinValueValidator(FIRST, _("The calendar begins in 2018. Write a day from then on.")),
            MaxValueValidator(LAST, _("The calendar ends in 2099. Write a day until then.")),
        ],
    )
    name = NameField(_("name"), max_length=60, help_text=_("What people call it, such as King's Day."))
    closed = models.BooleanField(
        _("the office is closed"),
        default=True,
        help_text=_("Without this the day counts as a working day again, and stays in the list."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ("day",)
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(name=""), name="closed_day_has_a_name")]

    def __str__(self) -> str:
        return f"{date_format(self.day)} {self.name}"
