"""The form that takes a masked copy: covered by the page's script, or beforehand."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from common.office import LabelsWithoutColon

ACCEPTED: Final = ".jpg,.jpeg,.png,image/jpeg,image/png"


class CopyForm(LabelsWithoutColon, forms.Form):
    """One picture. What is in it is looked at where it is received, so one of nothing comes through here."""

    picture = forms.FileField(
        label=_("Your masked copy"),
        help_text=_("JPEG or PNG, at most 8 MB. A PDF is not taken: send a photo, or a screenshot of it."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose the picture first, then send it."),
            "invalid": _("The picture did not arrive. Choose it again."),
        },
    )
