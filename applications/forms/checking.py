"""Forms of identity checks: what was seen, why a record was wrong, and which application it is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import IdentityVerdict
from applications.models import Application
from applications.models.intake import LIVE_WAYS, REASON
from applications.models.verdicts import DOCUMENTS
from applications.models.walls import not_concerning
from applications.services import checking as services
from applications.states import UNTIL_AWARD
from common import references
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon

SAID = [
    (IdentityVerdict.VERIFIED.value, _("Verified: face, picture and name belong together")),
    (IdentityVerdict.NOT_VERIFIED.value, _("Not verified: I write why")),
]
LONG = {"max_length": _("Write at most %(limit_value)d characters.")}


class CheckForm(LabelsWithoutColon, forms.Form):
    """How somebody was seen, with which kind of document, and the verdict; nothing of the document itself."""

    way = forms.ChoiceField(
        label=_("How you saw the applicant"),
        choices=LIVE_WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    document = forms.ChoiceField(
        label=_("Kind of document"),
        choices=DOCUMENTS,
        widget=forms.RadioSelect,
        help_text=_("Only the kind is kept."),
        error_messages={"required": _("Choose the kind of document you saw.")},
    )
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=SAID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the identity is verified.")},
    )
    words = ParagraphsFormField(
        label=_("Why not, if it is not verified"),
        required=False,
        max_length=REASON,
        rows=3,
        help_text=_("The applicant reads this in their mail. Leave out numbers and dates of the document."),
        error_messages=LONG,
    )

    def clean(self) -> dict[str, Any]:
        """What was seen. Raises ``ValidationError`` where it was not verified and the words say too little or much."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == IdentityVerdict.NOT_VERIFIED and "words" in cleaned:
            try:
                services.required(cleaned["words"], _t("Write why it is not verified."))
            except services.WordsRefused as refusal:
                self.add_error("words", str(refusal))
        return cleaned


class TakeBackForm(LabelsWithoutColon, forms.Form):
    """What is wrong with a record."""

    words = ParagraphsFormField(
        label=_("What is wrong with the record"),
        max_length=REASON,
        rows=3,
        help_text=_("The applicant reads this in their mail. Leave out numbers and dates of the document."),
        error_messages={"required": _("Write what is wrong with the record."), **LONG},
    )

    def clean_words(self) -> str:
        """The words. Raises ``ValidationError`` where they hold something of a document."""
        try:
            return services.required(self.cleaned_data["words"], _t("Write what is wrong with the record."))
        except services.WordsRefused as refusal:
            raise forms.ValidationError(str(refusal), code="words") from refusal


class WhichForm(LabelsWithoutColon, forms.Form):
    """The application whose applicant is seen."""

    reference = forms.CharField(
        label=_("Reference of the application"),
        max_length=60,
        help_text=_("As the applicant has it on their page, such as A-7K3P-Q9WD-4XTN-H."),
        error_messages={"required": _("Write the reference of the application.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_reference(self) -> Application:
        """The application. Raises ``ValidationError`` where none of this reference is under way or accepted.

        One that is of whoever asks, or names them, is none.
        """
        reference = references.tidy(self.cleaned_data["reference"])
        rows = Application.objects.filter(state__in=[state.value for state in UNTIL_AWARD], reference=reference)
        if (found := not_concerning(rows, self.by).first()) is None:
            raise forms.ValidationError(_t("No application of this reference is under way or accepted."), code="none")
        return found
