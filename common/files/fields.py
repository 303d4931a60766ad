"""The form field for a paper that somebody sends."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED: Final = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class PaperField(forms.FileField):
    """A PDF, JPEG or PNG. What is in it is looked at where it is received, so one of nothing comes through here."""

    def __init__(self, *, missing: Any = "", **kwargs: Any) -> None:
        sentences = {
            "invalid": _("The file did not arrive. Choose it again."),
            "max_length": _("The name of this file is too long. Give it a shorter one, and choose it again."),
            **({"required": missing} if missing else {}),
        }
        widget = forms.FileInput(attrs={"accept": ACCEPTED})
        super().__init__(allow_empty_file=True, widget=widget, error_messages=sentences, **kwargs)


class _Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if name in files else []


class PapersField(PaperField):
    """Several of them at once, or none; each is looked at where it is received."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = _Files(attrs={**self.widget.attrs, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files. Raises ``ValidationError`` with a sentence for one that did not arrive."""
        single = super().clean
        return [single(file, initial) for file in data or [] if file is not None]
