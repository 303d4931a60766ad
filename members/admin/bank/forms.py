"""Forms about bank money: files to bring in, periods, reasons, and amounts beside invoices."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import DAY
from common.fields import AmountField, NameFormField
from common.files.arriving import MEGABYTE, MOST_KEPT
from common.office import LabelsWithoutColon
from members.models import BankLine, Invoice

REASON_LENGTH: Final = 300
EARLIEST: Final = date(2000, 1, 1)
LONGEST: Final = 3700
"""Days that one page or file may reach over: ten years."""


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files at once; each is read as it is."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files. Raises ``ValidationError`` when there is none."""
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if not files:
            raise forms.ValidationError(_t("Choose at least one file."), code="required")
        if sum(file.size for file in files) > MOST_KEPT:
            told = _t("These files have more than %(megabytes)d MB together. Send them one after the other.")
            raise forms.ValidationError(told % {"megabytes": MOST_KEPT // MEGABYTE}, code="too-large")
        return files


class UploadForm(LabelsWithoutColon, forms.Form):
    """Bank statements, as the bank's portal hands them out. An empty file is told by the reader, in its own words."""

    statements = _FilesField(
        label=_("Bank statements"),
        widget=_Files(attrs={"accept": ".xml,.zip,.camt,.053,application/xml,text/xml,application/zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        megabytes = {"megabytes": MOST_KEPT // MEGABYTE}
        told = _t("In the format camt.053, one file, several, or a ZIP of them; up to %(megabytes)d MB at once.")
        self.fields["statements"].help_text = told % megabytes


class ReasonForm(LabelsWithoutColon, forms.Form):
    """Why, in somebody's own words, on one line."""

    reason = NameFormField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        error_messages={"required": _("Write why, in a few words.")},
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Write a day such as 2026-11-30.")},
    )


class PeriodForm(LabelsWithoutColon, forms.Form):
    """From one day until another, both included."""

    first = _day(_("From"))
    until = _day(_("Until"))

    def clean(self) -> dict[str, Any]:
        """Raises ``ValidationError`` for a period that ends before it begins, or is longer than anybody reads."""
        told: dict[str, Any] = super().clean() or {}
        first, until = told.get("first"), told.get("until")
        if first and first < EARLIEST:
            self.add_error("first", _t("Choose a day in 2000 or later."))
        elif first and until and until < first:
            self.add_error("until", _t("The last day lies before the first one."))
        elif first and until and (until - first).days > LONGEST:
            self.add_error("until", _t("Choose a period of at most ten years."))
        return told


class UntilForm(LabelsWithoutColon, forms.Form):
    """The last day of a period that is closed."""

    until = _day(_("Close the books until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """Raises ``ValidationError`` for a day that is not over."""
        until: date = self.cleaned_data["until"]
        if until >= self.today:
            told = _t("Close a period once its last day is over: %(day)s or before.")
            raise forms.ValidationError(told % {"day": date_format(self.today - DAY)}, code="ahead")
        if until < EARLIEST:
            raise forms.ValidationError(_t("Choose a day in 2000 or later."), code="too-early")
        return until


def _amount(label: str) -> Any:
    return AmountField(label).formfield(required=False, label=label)


class BookForm(LabelsWithoutColon, forms.Form):
    """An amount beside each invoice, above zero whatever the direction of the money."""

    def __init__(self, *args: Any, line: BankLine, invoices: Iterable[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.invoices = line, list(invoices)
        for invoice in self.invoices:
            self.fields[f"amount-{invoice.pk}"] = _amount(_t("Amount for %(invoice)s") % {"invoice": invoice})
        if len(self.invoices) == 1:
            one = self.invoices[0]
            self.initial[f"amount-{one.pk}"] = min(abs(one.open), abs(line.rest))

    def rows(self) -> list[tuple[Invoice, Any]]:
        """Every invoice with its box."""
        return [(invoice, self[f"amount-{invoice.pk}"]) for invoice in self.invoices]

    def clean(self) -> dict[str, Any]:
        """Raises ``ValidationError`` where nothing was written, or something not above zero."""
        told: dict[str, Any] = super().clean() or {}
        for name, amount in list(told.items()):
            if amount is not None and amount <= 0:
                self.add_error(name, _t("Write an amount above zero."))
        if not self.errors and not any(told.values()):
            raise forms.ValidationError(_t("Write an amount beside at least one invoice."), code="nothing")
        return told

    def amounts(self) -> dict[int, Decimal]:
        """Invoice → amount, with the sign of the line."""
        sign = 1 if self.line.amount > 0 else -1
        written = {invoice.pk: self.cleaned_data[f"amount-{invoice.pk}"] for invoice in self.invoices}
        return {pk: sign * amount for pk, amount in written.items() if amount}


class OffsetForm(LabelsWithoutColon, forms.Form):
    """Another line, and how much of both is set against each other."""

    def __init__(self, *args: Any, line: BankLine, others: Iterable[BankLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.others = {str(other.pk): other for other in others}
        self.fields["against"] = forms.ChoiceField(
            label=_("Which line"),
            choices=[(key, str(other)) for key, other in self.others.items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a line."), "invalid_choice": _("That line is used already.")},
        )
        self.fields["amount"] = _amount(_t("How much"))
        self.initial["amount"] = abs(line.rest)
        if len(self.others) == 1:
            self.initial["against"] = next(iter(self.others))

    def clean_amount(self) -> Decimal:
        """Raises ``ValidationError`` for what is not above zero."""
        amount = self.cleaned_data["amount"]
        if not amount or amount <= 0:
            raise forms.ValidationError(_t("Write an amount above zero."), code="nothing")
        return Decimal(amount)


class OwnerForm(LabelsWithoutColon, forms.Form):
    """Whose money it is: a member by number, name or e-mail address; empty when nobody knows."""

    member = NameFormField(
        label=_("Member"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=_("Member number, name or e-mail address. Leave it empty if nobody knows."),
    )
