"""What colleagues say about their interest in an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models.intake import REASON
from common.office import LabelsWithoutColon

YES = "yes"
NO = "no"


class InterestForm(LabelsWithoutColon, forms.Form):
    """Whether somebody has an interest in an application, and which."""

    interested = forms.ChoiceField(
        label=_("Do you have an interest?"),
        choices=[
            (NO, _("No, I have no interest in this application")),
            (YES, _("Yes, I have one, so I take no part")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers.")},
    )
    words = forms.CharField(
        label=_("If you have one: which"),
        help_text=_("A few words are enough, such as “we worked together at Alfa until 2023”. Colleagues read it."),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"max_length": _("Write at most %(limit_value)d characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interested"].widget.use_fieldset = True

    def said(self) -> tuple[bool, str]:
        """Whether there is one, and which."""
        return self.cleaned_data["interested"] == YES, self.cleaned_data["words"]


class LaterForm(LabelsWithoutColon, forms.Form):
    """Which interest somebody has after all."""

    words = forms.CharField(
        label=_("Which interest you have"),
        help_text=_("A few words are enough. Colleagues read it."),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "required": _("Write in a few words what it is."),
            "max_length": _("Write at most %(limit_value)d characters."),
        },
    )

    def said(self) -> tuple[bool, str]:
        """There is one, and which."""
        return True, self.cleaned_data["words"]


class LiftForm(LabelsWithoutColon, forms.Form):
    """Why what a colleague declared is no interest after all."""

    reason = forms.CharField(
        label=_("Why it is none"),
        help_text=_("It stays in the history of the application."),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "required": _("Write why it is no interest."),
            "max_length": _("Write at most %(limit_value)d characters."),
        },
    )
