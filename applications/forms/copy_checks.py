"""Forms of who checks masked copies: why one is opened once more, and what was seen on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications import copy_words
from applications.enums import CopyFailure, IdentityVerdict
from applications.forms.checking import LONG
from applications.models.intake import REASON
from applications.models.verdicts import DOCUMENTS
from applications.services import checking as services
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon

SAID = [
    (IdentityVerdict.VERIFIED.value, _("Verified: it shows a photo, and the name in the application")),
    (IdentityVerdict.NOT_VERIFIED.value, _("Not verified: I say why below")),
]


class ReasonForm(LabelsWithoutColon, forms.Form):
    """Why a copy is opened again, when it was opened twice already."""

    reason = forms.CharField(
        label=_("Why it has to be opened once more"),
        max_length=REASON,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=_("It was opened twice already. Your words stand beside this opening, for all who check identities."),
        error_messages={"required": _("Write why it has to be opened once more."), **LONG},
    )

    def clean_reason(self) -> str:
        """The reason. Raises ``ValidationError`` where it holds something of a document."""
        try:
            return services.required(self.cleaned_data["reason"], _t("Write why it has to be opened once more."))
        except services.WordsRefused as refusal:
            raise forms.ValidationError(str(refusal), code="reason") from refusal


class JudgeForm(LabelsWithoutColon, forms.Form):
    """Which kind of document a copy shows, and the verdict; why not in one of a few sentences, and words if needed."""

    document = forms.ChoiceField(
        label=_("Kind of document"),
        choices=DOCUMENTS,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only the kind is kept. Leave it open where a copy that is not verified does not tell it."),
    )
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=SAID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the identity is verified.")},
    )
    failure = forms.ChoiceField(
        label=_("Why not, if it is not verified"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What stands in quotation marks, the applicant reads in their mail."),
    )
    words = ParagraphsFormField(
        label=_("Words of your own"),
        required=False,
        max_length=REASON,
        rows=3,
        help_text=_("They stand below that sentence in the mail. Leave out numbers and dates of the document."),
        error_messages=LONG,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["failure"].choices = list(copy_words.choices())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was seen. Raises ``ValidationError`` where it was not verified and no reason, or no words, say why."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == IdentityVerdict.VERIFIED and not cleaned.get("document"):
            self.add_error("document", _t("Choose the kind of document the copy shows."))
        if cleaned.get("verdict") != IdentityVerdict.NOT_VERIFIED:
            return cleaned
        if not cleaned.get("failure"):
            self.add_error("failure", _t("Choose why it is not verified."))
        if "words" in cleaned and (cleaned["words"].strip() or cleaned.get("failure") == CopyFailure.OTHER):
            try:
                services.required(cleaned["words"], _t("Write why it is not verified."))
            except services.WordsRefused as refusal:
                self.add_error("words", str(refusal))
        return cleaned
