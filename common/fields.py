"""Fields that are more than Django's: text a person wrote, kept as they wrote it."""

from typing import Any

from django import forms
from django.db import models

from common.text import clean_line, clean_lines


class NameFormField(forms.CharField):
    """One line of a person's or place's name, in any script."""

    def to_python(self, value: Any) -> str | None:
        """Normalise, and refuse what no name holds. Raises ``ValidationError`` with a sentence."""
        text = super().to_python(value)
        return clean_line(text) if text else text


class NameField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A name in any script, up to 150 characters, one line, in Unicode's composed form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """The form field that cleans what was typed."""
        return super().formfield(**{"form_class": NameFormField, **kwargs})


class LinesFormField(forms.CharField):
    """A few lines of text, such as a postal address, in any script."""

    def __init__(self, *, at_most: int | None = None, **kwargs: Any) -> None:
        self.at_most = at_most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": at_most or 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """Normalise every line, and refuse what cannot be read. Raises ``ValidationError`` with a sentence."""
        text = super().to_python(value)
        return clean_lines(text, self.at_most) if text else text
