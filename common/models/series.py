"""The series that numbers are drawn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A run of numbers without gaps, such as member numbers. ``common.numbering`` draws from it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    last = models.PositiveBigIntegerField(_("last number drawn"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
