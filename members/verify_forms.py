"""Forms of public verification: a number, and on which day; and a name to be compared."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common import references
from common.office import LabelsWithoutColon
from members import verifying_words
from members.models.certificates import WHOLE_NAME
from members.rules.verifying import fault_of, plain

LONGEST: Final = 200
"""Characters of a number as somebody may paste it, with the address it stands in."""
EARLIEST: Final = date(1900, 1, 1)
"""Before this nobody held a title."""
EXACT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""A day as it stands in an address; nothing else is guessed at."""
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")
BEFORE: Final = _("We answer for days from 1 January 1900 on.")
UNSEEN: Final = _("This holds a character that nobody sees (U+0000). Type it again.")


class VerifyForm(LabelsWithoutColon, forms.Form):
    """A number as it was typed or pasted, and the day to ask about: today, unless an earlier one is given.

    ``exact``: the day stands in an address, as ``YYYY-MM-DD``.
    """

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=LONGEST,
        required=False,
        help_text=_(
            "It stands on the certificate, and in the address of its code. Spaces, hyphens and capitals do not matter."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "max_length": _("This is too long for a number. Copy the number alone."),
            "null_characters_not_allowed": UNSEEN,
        },
    )
    on = forms.DateField(
        label=_("On an earlier day"),
        required=False,
        help_text=_("Without a day we answer for today."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY},
    )

    def __init__(self, *args: Any, today: date, exact: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.exact = today, exact
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        number: Any = self.fields["number"]
        number.needed = True  # empty it gets a sentence of our own

    def clean_number(self) -> str:
        """The number as we write it."""
        typed = plain(self.cleaned_data["number"])
        if found := fault_of(typed):
            raise forms.ValidationError(verifying_words.number_fault(found))
        return references.tidy(typed)

    def clean_on(self) -> date:
        """The day asked for, which nobody can know before it comes."""
        day: date = self.cleaned_data["on"] or self.today
        if self.exact and not EXACT.fullmatch(str(self.data["on"])):
            raise forms.ValidationError(NO_DAY)
        if day < EARLIEST:
            raise forms.ValidationError(BEFORE)
        if day > self.today:
            raise forms.ValidationError(_t("This day lies ahead. Choose today or an earlier day."))
        return day


class NameForm(LabelsWithoutColon, forms.Form):
    """A name as it stands on a résumé."""

    name = forms.CharField(
        label=_("Name"),
        max_length=WHOLE_NAME,
        help_text=_(
            "Every name that stands on the résumé, in its order. Capitals, accents and hyphens do not matter. "
            "“Vries, Noor de” is read as Noor de Vries."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
        error_messages={
            "required": _("Type the name as it stands on the résumé."),
            "max_length": _("Use at most 301 characters, as many as a name on a certificate has."),
            "null_characters_not_allowed": UNSEEN,
        },
    )
