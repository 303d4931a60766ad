"""The forms of a reporter: whom it is about, what happened, who they are, files; what they add later."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common import references
from common.fields import NameFormField, ParagraphsFormField
from common.files.fields import PapersField
from common.office import LabelsWithoutColon
from conduct.models.reports import LONG, SHORT
from members.fields import PhoneFormField
from members.rules.contact import PHONE_LENGTH

FIRST_DAY: Final = date(2000, 1, 1)
NAME: Final = 150
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")
NO_ADDRESS: Final = _("Write an address as name@example.org.")
FILES: Final = _("PDF, JPEG or PNG, up to 10 MB each. We take out what a file says about where and when it was made.")


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, _("Write a day from 1 January 2000 on."))],
        error_messages={"invalid": NO_DAY},
    )


class PartForm(LabelsWithoutColon, forms.Form):
    """A part of a report, as it stands ``now``. All may be left out for now; what is needed is asked for later."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, now: Mapping[str, Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=dict(now), **kwargs)
        self.now, self.today = now, today
        for name in self.needed:
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What is right of what was typed, and what stood there before of the rest."""
        return {name: self.cleaned_data.get(name, before) for name, before in self.now.items()}


class WhomForm(PartForm):
    """Whom a report is about. It says nothing about whether that is a member."""

    needed = ("about",)
    about = NameFormField(
        label=_("Name"),
        required=False,
        max_length=NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("As you know it. Write about one person; for another one make another report."),
    )
    about_number = forms.CharField(
        label=_("Number of a certificate or badge"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("If you have it, such as M4PD-W2H8-6CVY-4. It tells us without doubt who is meant."),
    )
    about_more = ParagraphsFormField(
        label=_("How else we can tell who it is"),
        required=False,
        max_length=SHORT,
        rows=3,
        help_text=_("Such as their work, the title they carry, a page on which they say so."),
    )

    def clean_about_number(self) -> str:
        """The number as we write it. Raises ``ValidationError`` for one with something mistyped."""
        typed: str = self.cleaned_data["about_number"]
        if not typed:
            return ""
        if not references.is_whole(typed):
            raise forms.ValidationError(
                _t("This is no number as we write them: something is mistyped. Copy it once more, or leave it out."),
                code="mistyped",
            )
        return references.tidy(typed)


class WhatForm(PartForm):
    """What happened, on which day or days, and how the reporter knows."""

    needed = ("acted_from", "account", "knows_by")
    acted_from = _day(
        _("The day on which it happened"),
        _("If it went on for longer, its first day. If you are not sure, the day you think, and say so below."),
    )
    acted_until = _day(
        _("The last day, if it went on for longer"),
        _("What happened is judged by the code that was in force on the last day."),
    )
    account = ParagraphsFormField(
        label=_("What happened"),
        required=False,
        max_length=LONG,
        rows=10,
        help_text=_(
            "What this person did or left undone, where, and whom it concerned. Up to 10,000 characters. Leave out "
            "what would tell who you are: the member is told what is alleged, in our words."
        ),
    )
    knows_by = ParagraphsFormField(
        label=_("How you know"),
        required=False,
        max_length=SHORT,
        rows=4,
        help_text=_("What you saw or read yourself, and what others told you."),
    )

    def clean(self) -> dict[str, Any]:
        """Days that have come, in order."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("acted_from"), cleaned.get("acted_until")
        for name, day in (("acted_from", first), ("acted_until", last)):
            if day and day > self.today:
                self.add_error(name, _t("This lies ahead. Write a day that has come."))
        if first and last and last < first:
            self.add_error("acted_until", _t("This is before the first day. Change one of the two."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The same; a last day of before that does not fit the first day any more is left out."""
        said = super().said()
        first, last = said["acted_from"], said["acted_until"]
        return {**said, "acted_until": None if first and last and last < first else last}


class YouForm(PartForm):
    """Who reports, and how we reach them."""

    needed = ("name", "email", "relation")
    name = NameFormField(
        label=_("Your name"),
        required=False,
        max_length=NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": NO_ADDRESS},
        help_text=_("We mail you a link, by which you confirm the report and follow it. Nobody else should read it."),
    )
    phone = PhoneFormField(
        label=_("Your telephone"),
        required=False,
        max_length=PHONE_LENGTH,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("We call only if we cannot write."),
    )
    relation = ParagraphsFormField(
        label=_("How you know this person"),
        required=False,
        max_length=SHORT,
        rows=3,
        help_text=_("Such as a client, a colleague, somebody who was affected."),
    )


class FilesForm(LabelsWithoutColon, forms.Form):
    """Files of a draft; each is kept by itself."""

    papers = PapersField(label=_("Files"), help_text=FILES)

    def clean_papers(self) -> list[Any]:
        """The files. Raises ``ValidationError`` when none was chosen."""
        files: list[Any] = self.cleaned_data["papers"]
        if not files:
            raise forms.ValidationError(_t("Choose a file first, then send it."), code="required")
        return files


class ConsentForm(LabelsWithoutColon, forms.Form):
    """That it is true. ``seen``: the moment of the last change that the page showed."""

    true = forms.BooleanField(
        label=_("What I wrote is true as far as I know."),
        error_messages={"required": _("Tick this if it is so. Otherwise change what you wrote first.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class AgainForm(LabelsWithoutColon, forms.Form):
    """Where the link goes once more."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": NO_ADDRESS, "required": _("Write the address at which you read our mail.")},
        help_text=_("The link that we mailed before opens nothing any more then."),
    )


class AddForm(LabelsWithoutColon, forms.Form):
    """What a reporter adds or corrects."""

    text = ParagraphsFormField(
        label=_("What you add or correct"),
        max_length=LONG,
        rows=8,
        error_messages={"required": _("Write what you add or correct.")},
        help_text=_("What you wrote before stays. Up to 10,000 characters."),
    )
    papers = PapersField(label=_("Files"), required=False, help_text=FILES)
