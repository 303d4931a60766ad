"""The form of an objection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models.assessment import NOTES
from applications.words import room
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon


class ObjectionForm(LabelsWithoutColon, forms.Form):
    """Why somebody objects, in their words."""

    words = ParagraphsFormField(
        label=_("Why do you object?"),
        max_length=NOTES,
        rows=12,
        error_messages={"required": _("Write why you object.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = room(NOTES, 0)
