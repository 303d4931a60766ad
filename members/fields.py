"""Fields of the register: postal addresses and telephone numbers, kept as people write them."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.fields import LinesFormField
from members.rules import contact


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
        return super().clean(value, model_instance)

    @staticmethod
    def days(written: str) -> tuple[int, ...]:
        """The numbers in what was written."""
        return tuple(int(part) for part in written.split(",") if part.strip())
