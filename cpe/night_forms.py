"""What is asked in the back office about held titles and nights: words, and nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon
from cpe import services


class WordsForm(LabelsWithoutColon, forms.Form):
    """Why, in a colleague's own words; they stay in the history."""

    words = ParagraphsFormField(
        label=_("Why"),
        help_text=_("A sentence or two. It stays in the history, and nobody outside reads it."),
        max_length=services.MOST_CHARACTERS,
        rows=4,
        error_messages={"required": _("Write why, in a sentence or two.")},
    )


class NothingForm(LabelsWithoutColon, forms.Form):
    """A press is enough."""
