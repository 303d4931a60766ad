"""Forms of the back office about money: a new amount, why an invoice is put right, and who is billed."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.office import LabelsWithoutColon
from members.enums import CreditWhy
from members.fields import AddressField
from members.models import Billing, ContributionAmount, Invoice, Level
from members.models.invoices import WHYS
from members.services.amounts import why_not


class AmountForm(LabelsWithoutColon, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What titles of a level are to ask, from a day ahead for which nothing is fixed yet."""

    class Meta:
        model = ContributionAmount
        fields = ("level", "effective_on", "amount")
        widgets: ClassVar = {"effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["level"].empty_label = None  # type: ignore[attr-defined]
        self.fields["level"].queryset = Level.objects.order_by("-rank")  # type: ignore[attr-defined]
        self.fields["effective_on"].error_messages["invalid"] = _t(
            "Write the day as year, month and day, such as 2027-03-01."
        )

    def clean_amount(self) -> Any:
        """The amount. Raises ``ValidationError`` below 0.00."""
        amount = self.cleaned_data["amount"]
        if amount < 0:
            raise forms.ValidationError(_t("Write 0.00 or more; 0.00 asks nothing."), code="below")
        return amount

    def clean(self) -> Any:
        """What was written. Raises ``ValidationError`` where the amount cannot begin on that day."""
        written = super().clean() or {}
        if "level" in written and "effective_on" in written:
            refused = why_not(written["level"], written["effective_on"], on=self.today)
            if refused:
                self.add_error("effective_on", refused)
        return written

    def validate_unique(self) -> None:
        """Asked by ``why_not``, so that it is said once."""


BY_PORTAL: Final = {CreditWhy.MEMBERSHIP_ENDED, CreditWhy.ACCEPTANCE_LAPSED, CreditWhy.ASKED_OTHERWISE}
BY_COLLEAGUES: Final = [(why, name) for why, name in WHYS if why not in BY_PORTAL]
"""What a colleague may put an invoice right for; that a membership ended is found by the portal itself."""
AGAIN: Final = frozenset({CreditWhy.MISTAKE, CreditWhy.BILLED_TO_ANOTHER})
"""After these, a new invoice may follow at once."""


class CreditForm(LabelsWithoutColon, forms.Form):
    """Why an invoice is put right, and whether the same is billed anew at once."""

    why = forms.ChoiceField(label=_("Why"), choices=BY_COLLEAGUES, widget=forms.RadioSelect)
    again = forms.BooleanField(
        label=_("Make a new invoice at once"),
        required=False,
        help_text=_(
            "For the same contribution, to whom it is billed now, with a number, a date and a last day to pay of its "
            "own. Not where we do not ask for it."
        ),
    )

    def clean(self) -> Any:
        """What was chosen. Raises ``ValidationError`` for a new invoice of what is not asked for."""
        chosen = super().clean() or {}
        if chosen.get("again") and CreditWhy(chosen.get("why", CreditWhy.MISTAKE)) not in AGAIN:
            self.add_error(
                "again", _t("What we do not ask for is not billed anew. Choose another reason, or take this tick away.")
            )
        return chosen


class EmployerForm(LabelsWithoutColon, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Who pays a member's invoices, and whether what is untouched yet is billed anew."""

    anew = forms.BooleanField(
        label=_("Bill anew what is still to be paid"),
        required=False,
        help_text=_("Invoices on which nothing was paid yet are put right by credit notes and made again."),
    )

    def __init__(self, *args: Any, untouched: Collection[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if untouched:
            told = _t("Bill anew what is still to be paid: %(numbers)s")
            self.fields["anew"].label = told % {"numbers": ", ".join(map(str, untouched))}
        else:
            del self.fields["anew"]

    class Meta:
        model = Billing
        fields = (
            "name", "attention", "address", "postal_code", "town", "country", "order_number", "vat_number", "copy_to",
        )  # fmt: skip

    address = AddressField().formfield(label=_("Address"))
