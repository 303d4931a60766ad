"""Forms of the register: what people may write about themselves, and the question how a title stood."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.forms import BoundField, fields_for_model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.office import LabelsWithoutColon
from members import imports
from members.models import Member
from members.rules.contact import Contact

NAMES: Final = ("given_name", "family_name")
CONTACT: Final = ("address", "postal_code", "town", "country", "phone")

AUTOCOMPLETE: Final = {
    "given_name": "given-name",
    "family_name": "family-name",
    "address": "street-address",
    "postal_code": "postal-code",
    "town": "address-level2",
    "country": "country-name",
    "phone": "tel",
}
"""What browsers may fill in, field by field (WCAG 1.3.5)."""


class ProfileForm(forms.Form):
    """A person's names and language and, for a member, where they are reached.

    Labels, hints and limits are the models' own, so portal and back office ask alike.
    """

    def __init__(self, *args: Any, person: User, member: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields.update(fields_for_model(User, fields=NAMES))
        self.initial = {name: getattr(person, name) for name in NAMES}
        if len(settings.LANGUAGES) > 1:
            self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        self.initial["language"] = person.language
        if member is not None:
            self.fields.update(fields_for_model(Member, fields=CONTACT))
            self.initial |= {name: getattr(member, name) for name in CONTACT}
        for name, value in AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = value
        for name in (*NAMES, "address", "town", "country"):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"

    def about_the_person(self) -> Iterator[BoundField]:
        """The fields everybody has: names and, where there is a choice, language."""
        return (self[name] for name in self.fields if name not in CONTACT)

    def about_the_contact(self) -> Iterator[BoundField]:
        """The fields of somebody in the register: address and telephone."""
        return (self[name] for name in self.fields if name in CONTACT)

    def arguments(self) -> dict[str, Any]:
        """What was written, as ``services.update_profile`` takes it."""
        written = self.cleaned_data
        return {
            "given_name": written["given_name"],
            "family_name": written["family_name"],
            "language": written.get("language", self.initial["language"]),
            "contact": Contact(**{name: written[name] for name in CONTACT}) if self.member else None,
        }


EARLIEST: Final = date(1900, 1, 1)
"""No title is older; the register is asked about days from here on."""


class DayQuestion(LabelsWithoutColon, forms.Form):
    """How a title stood on a day, by what was known at the end of a day; neither lies ahead, nor before all titles."""

    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    known = forms.DateField(
        label=_("As known at the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty for all that is known now."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in self.fields:
            self.fields[name].widget.attrs |= {"min": EARLIEST.isoformat(), "max": today.isoformat()}

    def clean_on(self) -> date:
        """The day asked for. Raises ``ValidationError`` for one that lies ahead or too far back."""
        day: date = self._in_reach("on")
        return day

    def clean_known(self) -> date | None:
        """The day of which all is known. Raises ``ValidationError`` for one that lies ahead or too far back."""
        day: date | None = self._in_reach("known")
        return day

    def _in_reach(self, name: str) -> Any:
        if (day := self.cleaned_data[name]) and day > self.today:
            raise forms.ValidationError(_t("This day lies ahead. Choose today or a day before."), code="ahead")
        if day and day < EARLIEST:
            raise forms.ValidationError(_t("No title is that old. Choose a day in 1900 or later."), code="too-early")
        return day


BIGGEST_FILE: Final = 10
"""Megabytes a file of a register may have; whole requests are refused a little above that."""


class UploadForm(LabelsWithoutColon, forms.Form):
    """A file of a register, to be tried; what is no table of ours is refused at once. Cleaned, it is its bytes."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("CSV in UTF-8 or Windows-1252, with a row for each title of each person; at most 10 MB."),
        error_messages={
            "empty": _("This file is empty. Choose the one with the register."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
    )

    file_name = ""
    """What the file was called, once it was cleaned."""
    called = "register"
    """What its template is called."""
    read: ClassVar[Any] = staticmethod(imports.read)

    def clean_file(self) -> bytes:
        """The bytes. Raises ``ValidationError`` with a sentence for a file that is too big, or no table of ours."""
        file = self.cleaned_data["file"]
        if file.size > BIGGEST_FILE * 1024 * 1024:
            raise forms.ValidationError(_t("This file has more than 10 MB. Please divide it."), code="too-big")
        self.file_name = file.name
        content: bytes = file.read()
        try:
            self.read(content)
        except imports.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable), code="unreadable") from None
        return content
