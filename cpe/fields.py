"""Columns of the rules of CPE: amounts of any unit and numbers of times, kept exactly; a few lines for members."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import LinesFormField, PartsField, PlainNumberInput
from cpe.rules.policy import ONE


class UnitsField(PartsField):
    """Hours, pages, questions or another unit, kept as ten-thousandths of one."""

    parts = ONE
    unfit = _("Write an amount with at most four decimals, such as 3 or 1.25.")
    box = PlainNumberInput


class FactorField(PartsField):
    """A number of times, kept as hundredths."""

    parts = 100
    unfit = _("Write how many times, with at most two decimals, such as 2 or 1.5.")
    box = PlainNumberInput


class LinesField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """A few lines of text for members."""

    def formfield(self, **kwargs: Any) -> Any:
        """The form field that cleans what was typed."""
        return super().formfield(
            **{**kwargs, "form_class": LinesFormField, "widget": forms.Textarea(attrs={"rows": 3})}
        )
