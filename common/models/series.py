"""The series that numbers are drawn from."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A run of numbers without gaps, such as invoices of one year. ``common.numbering`` draws from it."""

    name = models.CharField(_("name"), max_length=60)
    year = models.PositiveSmallIntegerField(
        _("year"), default=0, help_text=_("0 for numbers that run on through years.")
    )
    last = models.PositiveBigIntegerField(_("last number drawn"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "year"], name="series_one_per_name_and_year"),
            models.CheckConstraint(
                condition=models.Q(year=0) | models.Q(year__range=(2000, 2999)), name="series_year_of_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.last}" if self.year else f"{self.name}: {self.last}"
