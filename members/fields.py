"""Fields of the register: postal addresses and telephone numbers, kept as people write them."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import iban as ibans

from common.fields import LinesFormField
from members.rules import contact
from members.rules.membership import REMINDED_AT_MOST


def between(first: Any, last: Any, sentence: Any) -> list[Any]:
    """Validators that let ``first`` to ``last`` pass, both inclusive, and say the sentence of anything else."""
    return [MinValueValidator(first, sentence), MaxValueValidator(last, sentence)]


IN_OUR_TIME: Final = between(
    date(2000, 1, 1), date(2099, 12, 31), gettext_lazy("Choose a day in the years 2000 to 2099.")
)
"""For days from which on something holds."""


class AddressField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """The lines of an address above postal code and town."""

    def formfield(self, **kwargs: Any) -> Any:
        """The form field that tidies what was typed, with as many rows as may be used."""
        lines = contact.ADDRESS_LINES
        widget = forms.Textarea(attrs={"rows": lines})
        return super().formfield(**{**kwargs, "form_class": LinesFormField, "at_most": lines, "widget": widget})


class PhoneFormField(forms.CharField):
    """A telephone number, in whatever way people group it."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def to_python(self, value: Any) -> str:
        """Tidy the number. Raises ``ValidationError`` when it could not be dialled."""
        phone = contact.tidy_phone(super().to_python(value) or "")
        if phone and not contact.is_phone(phone):
            raise ValidationError(
                _("Write the number with its digits, such as +31 70 123 45 67; spaces, hyphens and brackets are fine."),
                code="phone",
            )
        return phone


class PhoneField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A telephone number as its owner writes it, in plain digits."""

    def formfield(self, **kwargs: Any) -> Any:
        """The form field that tidies what was typed."""
        kwargs.pop("widget", None)
        return super().formfield(**{**kwargs, "form_class": PhoneFormField})


DAYS: Final = re.compile(r"[1-9][0-9]{0,2}(, ?[1-9][0-9]{0,2})*")


class DaysField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """Numbers of days, in the order they are written, such as ``30, 7``; none is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 60, "blank": True}
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: Any) -> Any:
        """What was typed. Raises ``ValidationError`` with a sentence for anything but days with commas between."""
        if value and not DAYS.fullmatch(str(value)):
            raise ValidationError(_("Write days with commas between them, such as 30, 7."), code="days")
        if max(self.days(str(value)), default=0) > REMINDED_AT_MOST:
            raise ValidationError(
                _("Reminders go out at most %(days)d days before or after.") % {"days": REMINDED_AT_MOST}, code="far"
            )
        return super().clean(value, model_instance)

    @staticmethod
    def days(written: str) -> tuple[int, ...]:
        """The numbers in what was written."""
        return tuple(int(part) for part in written.split(",") if part.strip())


class DayCountField(models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # generic in the stubs only
    """A number of days; its validators alone say which ones will do."""

    def formfield(self, **kwargs: Any) -> Any:
        """The form field, without a sentence of its own."""
        return super().formfield(**{**kwargs, "min_value": None, "max_value": None})


class IbanField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """An account number, kept in capital letters without spaces, however it was typed."""

    def to_python(self, value: Any) -> Any:
        """The number without what only helps to read it."""
        return value and ibans.compact(str(value)).upper()

    def formfield(self, **kwargs: Any) -> Any:
        """The form field, in which spaces do not count; the model says which numbers are too long."""
        return super().formfield(**{**kwargs, "max_length": None})
