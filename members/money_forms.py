"""Forms about a member's money: who pays, and the days of a statement of account."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import fields_for_model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from members.models import Billing, Invoice
from members.models.memberships import VAT_NUMBER

EMPLOYER: Final = (
    "name", "attention", "address", "postal_code", "town", "country", "order_number", "vat_number", "copy_to",
)  # fmt: skip

ANYWHERE: Final = ("name", "attention", "address", "town", "country", "order_number")
"""What people write in any script."""


def anew_field(untouched: Sequence[Invoice]) -> forms.BooleanField:
    """The question whether open invoices are billed to who pays from now on, naming them."""
    numbers = ", ".join(str(invoice) for invoice in untouched)
    return forms.BooleanField(
        label=_t("Bill open invoices to them too: %(numbers)s") % {"numbers": numbers},
        required=False,
        help_text=_(
            "Each is taken back by a credit note and made anew with a number of its own, to be paid by the same day."
        ),
    )


class EmployerForm(forms.Form):
    """The employer to whom a member's invoices go. Labels, hints and limits are the model's own."""

    def __init__(self, *args: Any, billing: Billing | None, untouched: Sequence[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Billing, fields=EMPLOYER))
        for name in ANYWHERE:
            self.fields[name].widget.attrs["dir"] = "auto"
        if billing is not None:
            self.initial = {name: getattr(billing, name) for name in EMPLOYER}
        if untouched:
            self.fields["anew"] = anew_field(untouched)

    def clean_vat_number(self) -> str:
        """The number in capital letters, without spaces and dots. Raises ``ValidationError`` where it can be none."""
        number = "".join(self.cleaned_data["vat_number"].upper().replace(".", "").split())
        if number:
            VAT_NUMBER(number)
        return number

    def employer(self) -> dict[str, str]:
        """What was written, as ``services.bill_to`` takes it."""
        return {name: self.cleaned_data[name] for name in EMPLOYER}


class MyselfForm(forms.Form):
    """Invoices go to the member again; whether the open ones do too."""

    def __init__(self, *args: Any, untouched: Sequence[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if untouched:
            self.fields["anew"] = anew_field(untouched)
            self.fields["anew"].label = _t("Bill open invoices to me too: %(numbers)s") % {
                "numbers": ", ".join(str(invoice) for invoice in untouched)
            }


EARLIEST: Final = date(2000, 1, 1)
"""No account begins earlier."""


class PeriodForm(forms.Form):
    """First and last day of a statement of account; it does not reach into days to come."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial = {"since": today.replace(month=1, day=1), "until": today}
        for name in self.fields:
            self.fields[name].widget.attrs |= {"min": EARLIEST.isoformat(), "max": today.isoformat()}

    def clean_since(self) -> date:
        """The first day. Raises ``ValidationError`` for one that lies too far back."""
        day: date = self.cleaned_data["since"]
        if day < EARLIEST:
            raise forms.ValidationError(_t("Choose a day in 2000 or later; no account is older."), code="too-early")
        return day

    def clean_until(self) -> date:
        """The last day. Raises ``ValidationError`` for one that lies ahead."""
        day: date = self.cleaned_data["until"]
        if day > self.today:
            raise forms.ValidationError(_t("This day lies ahead. Choose today or a day before."), code="ahead")
        return day

    def clean(self) -> dict[str, Any]:
        """Both days. Raises ``ValidationError`` where the last one lies before the first."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _t("This day lies before the first one. Choose the same day or a later one."))
        return cleaned
