"""Forms on the member's pages: which activities are shown, which cycles a transcript holds, and what if."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.fields import PlainNumberInput
from common.office import LabelsWithoutColon
from cpe.claim_words import STATUS_WORDS
from cpe.enums import ClaimStatus
from cpe.fields import UnitsField
from cpe.report_forms import AmountFormField
from cpe.rules.policy import Policy
from cpe.selectors import Sheet

NOT_LISTED: Final = {"invalid_choice": _("Choose from the list. Until then we show everything.")}


def keyed(sheets: Sequence[Sheet]) -> dict[str, Sheet]:
    """The titles that have cycles by a word for addresses: the code, with a number for one that was earned anew."""
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        if sheet.cycles:
            code, number = sheet.credential.title_code, 1
            while (key := code if number == 1 else f"{code}.{number}") in found:
                number += 1
            found[key] = sheet
    return found


def called(key: str, sheet: Sheet) -> str:
    """A title as these forms call it: its code, and since when it was held where it was earned anew."""
    code = sheet.credential.title_code
    if key == code:
        return code
    since = date_format(sheet.credential.fact.awarded_on, "j M Y")
    return _t("%(code)s, earned anew on %(day)s") % {"code": code, "day": since}


def _days(first: date, last: date) -> str:
    return f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"


class FilterForm(LabelsWithoutColon, forms.Form):
    """Which activities are shown: those of a title, of one of its certification years, in one state."""

    title = forms.ChoiceField(label=_("Title and year"), required=False, error_messages=NOT_LISTED)
    state = forms.ChoiceField(label=_("State"), required=False, error_messages=NOT_LISTED)

    def __init__(self, *args: Any, sheets: Sequence[Sheet], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        groups: list[tuple[str, Any]] = [("", _t("All titles"))]
        for key, sheet in keyed(sheets).items():
            years = [
                (f"{key}:{first.isoformat()}", _days(first, last))
                for count in reversed(sheet.cycles)
                for first, last in reversed(count.window.years)
                if first <= today
            ]
            whole = called(key, sheet)
            groups.append((whole, [(key, _t("%(title)s, all years") % {"title": whole}), *years]))
        fields["title"].choices = groups
        fields["state"].choices = [
            ("", _t("All states")),
            *((status.value, STATUS_WORDS[status]) for status in ClaimStatus),
        ]

    def asked(self) -> tuple[str, str, str]:
        """Title, first day of the year, and state that were asked for; empty where all are."""
        self.is_valid()
        title, _colon, first = self.cleaned_data.get("title", "").partition(":")
        return title, first, self.cleaned_data.get("state", "")


class CyclesForm(LabelsWithoutColon, forms.Form):
    """Which cycle of each title a transcript holds; the newest unless another is chosen, or none."""

    NONE: Final = "none"

    def __init__(self, *args: Any, sheets: Sequence[Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = keyed(sheets)
        for key, sheet in self.sheets.items():
            choices = [
                (
                    str(count.window.number),
                    self._called(count.window.number, count.window.first, count.window.expires_on),
                )
                for count in reversed(sheet.cycles)
            ]
            self.fields[key] = forms.ChoiceField(
                label=called(key, sheet),
                required=False,
                choices=[*choices, (self.NONE, _t("leave it out"))],
                initial=choices[0][0],
                error_messages={"invalid_choice": _t("Choose from the list. Until then we show the newest cycle.")},
            )

    def _called(self, number: int, first: date, last: date) -> str:
        return _t("cycle %(number)d, %(days)s") % {"number": number, "days": _days(first, last)}

    def chosen(self) -> list[tuple[Sheet, int]]:
        """The titles with the number of the cycle that is shown of each."""
        if self.is_bound:
            self.is_valid()
        found = []
        for key, sheet in self.sheets.items():
            said = self.cleaned_data.get(key) if self.is_bound else ""
            if said != self.NONE:
                found.append((sheet, int(said) if said else sheet.cycles[-1].window.number))
        return found


class WhatIfForm(LabelsWithoutColon, forms.Form):
    """An activity and how much of it."""

    activity = forms.ChoiceField(
        label=_("Activity"),
        error_messages={
            "required": _("Choose an activity."),
            "invalid_choice": _("Choose an activity from the list."),
        },
    )
    amount = AmountFormField(
        unit=UnitsField(),
        label=_("How much"),
        help_text=_("Hours, pages or pieces, as the activity is counted: see the table below."),
        validators=[MinValueValidator(Decimal("0.0001"), _("Write a number above zero."))],
        widget=PlainNumberInput,
        error_messages={"required": _("Write how much of it you think of.")},
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["activity"].choices = [(key, what.name) for key, what in policy.activities.items()]
