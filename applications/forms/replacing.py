"""Forms about references of an application that was submitted: somebody else, and another address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.references import MISSING, ReferenceForm, readable
from common.office import LabelsWithoutColon


class SomebodyElseForm(ReferenceForm):
    """Somebody who is named after the application was submitted: we write to them at once, so they agreed before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = self.fields["agreed"]
        agreed.required = True
        agreed.help_text = _("We write to them as soon as you save.")
        agreed.error_messages["required"] = _("Ask this person first, and tick that they agreed.")


class AddressForm(LabelsWithoutColon, forms.Form):
    """Another address of somebody."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"required": MISSING["email"]},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        """The address, with the name of its domain as people read it."""
        return readable(str(self.cleaned_data["email"]))
