"""The forms of a member whom a case is about: a challenge, the explanation, wishes for a hearing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon
from conduct.forms.officer import words
from conduct.models.reports import LONG, SHORT


class ChallengeForm(LabelsWithoutColon, forms.Form):
    """Why somebody should not judge."""

    words = words(
        _("Why"),
        _("Write why this person should not judge."),
        _("Such as: we are in court with each other."),
        rows=5,
    )


class ExplanationForm(LabelsWithoutColon, forms.Form):
    """What a member answers; a draft may be empty."""

    words = ParagraphsFormField(
        label=_("Your explanation"),
        help_text=_(
            "Up to 10,000 characters. The committee and the case officer read it once you give it, not before."
        ),
        max_length=LONG,
        rows=16,
        error_messages={"required": _("Write your explanation.")},
    )

    def __init__(self, *args: Any, draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = not draft


class LetterForm(LabelsWithoutColon, forms.Form):
    """What a member writes to who judges."""

    text = words(
        _("What you write"),
        _("Write something."),
        _("Such as: I need until the end of the month, because. Up to 10,000 characters."),
        most=LONG,
        rows=8,
    )


class HearingForm(LabelsWithoutColon, forms.Form):
    """Wishes for a hearing."""

    wishes = ParagraphsFormField(
        label=_("What you wish for it"),
        help_text=_("Days and times that suit you, by video or in person, a language, somebody who comes with you."),
        max_length=SHORT,
        rows=5,
        required=False,
    )

    def said(self) -> Any:
        """What was written."""
        return self.cleaned_data["wishes"]
