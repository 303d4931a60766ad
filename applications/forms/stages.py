"""What colleagues choose and write on the way of an application through its stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.models.intake import REASON
from applications.selectors.queue import handlers
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A colleague by name and address."""

    def label_from_instance(self, obj: Any) -> str:
        """Two may have one name."""
        return f"{obj} ({obj.email})"


class HandOverForm(LabelsWithoutColon, forms.Form):
    """Who looks after an application from now on."""

    to = ColleagueField(
        queryset=User.objects.none(),
        label=_("Colleague"),
        help_text=_("Everybody who may look after this application. Who applies or is named in it is not here."),
        empty_label=_("Choose a colleague"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This colleague cannot look after it. Choose another one."),
        },
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = handlers(application)
        self.fields["to"].queryset = choices.exclude(pk=application.handler_id) if application.handler_id else choices  # type: ignore[attr-defined]


class EarlyForm(LabelsWithoutColon, forms.Form):
    """Why an assessment begins before enough people confirmed."""

    reason = ParagraphsFormField(
        label=_("Why it begins now"),
        help_text=_(
            "Who assesses reads it, and so does the applicant in the copy of their data. Accepting the application "
            "needs enough confirmations all the same."
        ),
        max_length=REASON,
        rows=4,
        error_messages={
            "required": _("Write why the assessment begins now, in a sentence or two."),
            "max_length": _("Write at most %(limit_value)d characters."),
        },
    )


class AddressForm(LabelsWithoutColon, forms.Form):
    """Another address of somebody who was named."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "As the applicant or the person told you. The link goes there; links sent before open nothing then."
        ),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write an e-mail address, such as name@organisation.example."),
        },
    )
