"""About you: names and where the applicant is reached. Labels, hints and limits are the application's own."""

from collections.abc import Iterator
from typing import Any, Final

from django.forms import BoundField, fields_for_model
from django.utils.translation import gettext_lazy as _

from applications.forms import PartForm
from applications.models import Application
from applications.services.parts import ABOUT
from members.forms import AUTOCOMPLETE, NAMES

IN_ANY_SCRIPT: Final = ("given_name", "family_name", "address", "town", "country")


class AboutForm(PartForm):
    """Names and contact as their owner writes them. All may be left out and saved; the task list says what lacks."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, now={name: getattr(application, name) for name in ABOUT}, **kwargs)
        self.fields.update(fields_for_model(Application, fields=ABOUT))
        self.fields["given_name"].help_text = _("If you have one name alone, write it here and leave the other empty.")
        self.need("given_name", "address", "town", "country", "phone")
        for name, value in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        for name in IN_ANY_SCRIPT:
            self.fields[name].widget.attrs["dir"] = "auto"

    def about_the_person(self) -> Iterator[BoundField]:
        """The names."""
        return (self[name] for name in ABOUT if name in NAMES)

    def about_the_contact(self) -> Iterator[BoundField]:
        """Address and telephone."""
        return (self[name] for name in ABOUT if name not in NAMES)

    def said(self) -> dict[str, str]:
        """What was written, by column."""
        return {name: self.cleaned_data[name] for name in ABOUT}
