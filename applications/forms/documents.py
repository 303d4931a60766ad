"""The form that takes an applicant's files: each is kept by itself, so one that is refused costs the other nothing."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.services.files import DOCUMENTS
from applications.shelves import RESUME, SUPPLEMENT
from common.files.fields import PaperField
from common.office import LabelsWithoutColon

LABELS: Final = {RESUME: _("Résumé"), SUPPLEMENT: _("Supplement")}
INSTEAD: Final = {RESUME: _("Another résumé in its place"), SUPPLEMENT: _("Another supplement in its place")}
HINTS: Final = {
    RESUME: _("As PDF, at most 10 MB; a sharp JPEG or PNG is fine too."),
    SUPPLEMENT: _("Publications, certificates, a list of projects: as one PDF, at most 10 MB, or a JPEG or PNG."),
}


class _Document(PaperField):
    """A file that may be sent later; ``required`` says on the page that the form is not complete without it."""

    def validate(self, value: Any) -> None:
        """Nothing: the form as a whole asks for a file when none was chosen."""


class DocumentsForm(LabelsWithoutColon, forms.Form):
    """A field for each document; what is there already is replaced only by a new file."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DOCUMENTS:
            there = getattr(application, f"{name}_id") is not None
            self.fields[name] = _Document(
                label=INSTEAD[name] if there else LABELS[name],
                help_text=HINTS[name],
                required=name == RESUME and not there,
            )

    def clean(self) -> dict[str, Any]:
        """The files. Raises ``ValidationError`` when none was chosen."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Choose a file first, then send it."), code="nothing")
        return cleaned

    def sent(self) -> dict[str, "UploadedFile[Any]"]:
        """The files that arrived, whatever is wrong with the others."""
        return {name: file for name in DOCUMENTS if (file := self.cleaned_data.get(name)) is not None}
