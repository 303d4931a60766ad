"""Forms around documents: a text to be published as a version, and two versions to compare."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.office import LabelsWithoutColon
from members import document_words
from members.models import Document, DocumentVersion
from members.rules.text_faults import LONGEST, faults
from members.services.documents import why_not

LARGEST: Final = 4 * LONGEST
"""Bytes a file with a text may have: no character takes more than four."""


class VersionForm(LabelsWithoutColon, forms.Form):
    """A text with its label and first day; a file takes the place of what was typed.

    Without ``judged`` only the shape is looked at: the act judges the rest.
    """

    label = forms.SlugField(
        label=_("Version"),
        max_length=20,
        help_text=_("How the version is called, such as 2027-1. Letters, digits and hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Give the version a label, such as 2027-1."),
            "invalid": _("Use letters, digits and hyphens only, such as 2027-1."),
            "max_length": _("Use at most 20 characters."),
        },
    )
    effective_on = forms.DateField(
        label=_("In force from"),
        help_text=_("Today or later, and after the first day of every other version."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the first day of the version."),
            "invalid": _("Write the day as year, month and day, such as 2027-03-01."),
        },
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto", "spellcheck": "true"}),
        help_text=_(
            "“# ” begins a heading, “3.” or “3.2” an article, “- ” an item of a list. An empty line ends a paragraph."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,text/plain"}),
        help_text=_("Plain text in UTF-8. It takes the place of the text above."),
        error_messages={"invalid": _("The file did not arrive. Choose it again.")},
    )

    def __init__(self, *args: Any, document: Document, today: date, judged: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document, self.today, self.judged = document, today, judged
        self.fields["effective_on"].widget.attrs["min"] = today.isoformat()
        self.fields["text"].error_messages["null_characters_not_allowed"] = _t(
            "The text holds a character that nobody sees (U+0000). Paste it again as plain text."
        )

    def clean(self) -> dict[str, Any]:
        """What was written, the text of the file in place of what was typed, and what speaks against it."""
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("file") is not None:
            self._take_file(written)
        if not self.judged:
            return written
        if "text" in written:
            for found in faults(written["text"]):
                self.add_error("text", document_words.fault(found))
        if "label" in written and "effective_on" in written:
            refused = why_not(self.document, written["label"], written["effective_on"], on=self.today)
            for name, sentence in refused.items():
                self.add_error(name, sentence)
        return self.cleaned_data

    def _take_file(self, written: dict[str, Any]) -> None:
        """Its text, also into the box, so that it is mended there."""
        sent = written["file"]
        try:
            if sent.size > LARGEST:
                raise ValueError
            text = sent.read().decode("utf-8-sig")
        except ValueError:
            self.add_error("file", _t("This file is no plain text in UTF-8, or it is too long. Save it as one."))
            written.pop("text", None)
            return
        written["text"] = text
        shown: Any = self.data
        self.data = shown.copy()
        self.data["text"] = text  # type: ignore[index]  # a QueryDict's copy


class CompareForm(LabelsWithoutColon, forms.Form):
    """Two versions of a document, by their labels."""

    def __init__(self, *args: Any, versions: Sequence[DocumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(version.label, version.label) for version in versions]
        unknown = {"required": _t("Choose a version."), "invalid_choice": _t("There is no such version. Choose one.")}
        for name, label in (("from", _t("From version")), ("to", _t("To version"))):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, error_messages=unknown)

    def clean(self) -> dict[str, Any]:
        """Both, which must be two."""
        written: dict[str, Any] = super().clean() or self.cleaned_data
        if written.get("from") and written.get("from") == written.get("to"):
            self.add_error("to", _t("This is the same version. Choose another one."))
        return written
