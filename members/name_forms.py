"""What a colleague answers when a name on certificates is asked about."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from common.office import LabelsWithoutColon
from members.services.names import WORDS

GRANT: Final = "grant"
REFUSE: Final = "refuse"
WHY: Final = _("Write why, in a sentence or two.")


class NameForm(LabelsWithoutColon, forms.Form):
    """Whether the name stands on certificates, and what the member reads where it does not."""

    answer = forms.ChoiceField(
        label=_("Does this name stand on the certificates?"),
        choices=[
            (GRANT, _("Yes: make certificates and badges anew in it")),
            (REFUSE, _("No: they keep the name they have")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
    )
    words = forms.CharField(
        label=_("Why not"),
        help_text=_("The member reads this, word for word. Only where the answer is no."),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"max_length": _("Write at most 2 000 characters.")},
    )
    name = forms.CharField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> Any:
        """What was answered. Raises ``ValidationError`` for a no without words, and for a page that is not whole."""
        said = super().clean() or {}
        if not {"name", "after"} <= said.keys():
            raise forms.ValidationError(_("This page did not come back whole. Open it once more."))
        if said.get("answer") == REFUSE and "words" in said and not said["words"].strip():
            self.add_error("words", WHY)
        return said
