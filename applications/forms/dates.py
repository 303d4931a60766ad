"""A day or a month in three boxes: the day may be left out."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.rules.history import EARLIEST, DateFault, Written, days_of_month, read

FAULTS: Final = {
    DateFault.NO_MONTH: _("Write the month as a number, such as 3 for March."),
    DateFault.NO_YEAR: _("Write the year, such as 2019."),
    DateFault.MONTH: _("Write the month as a number from 1 to 12."),
    DateFault.SHORT_YEAR: _("Write the year with four digits, such as 2019."),
    DateFault.TOO_EARLY: _("Write a year from %(earliest)d on.") % {"earliest": EARLIEST},
}


class DateBoxes(forms.MultiWidget):
    """Day, month and year, each with its label; the group has the field's."""

    template_name = "applications/widgets/date.html"
    use_fieldset = True

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        sizes = {"day": "2", "month": "2", "year": "4"}
        super().__init__({name: forms.TextInput(attrs={**box, "size": size}) for name, size in sizes.items()})

    def use_required_attribute(self, initial: Any) -> bool:
        """Never: the day may be left out."""
        return False

    def id_for_label(self, id_: str) -> str:
        """The box in which a mistake is most often mended: the month."""
        return f"{id_}_1"

    def decompress(self, value: Any) -> list[str]:
        """The three boxes of a date as it was written."""
        if not isinstance(value, Written):
            return ["", "", ""]
        return [str(value.day or ""), str(value.month), str(value.year)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each box with the word that stands above it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        labels = (_t("Day (optional)"), _t("Month"), _t("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context


class DateBoxesField(forms.Field):
    """A ``Written`` date. Raises a sentence for each way in which it is none."""

    widget = DateBoxes

    def to_python(self, value: Any) -> Written | None:
        """What was written, ``None`` where nothing was. Raises ``ValidationError``."""
        if isinstance(value, Written) or value is None:
            return value
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        found = read(day, month, year)
        if isinstance(found, DateFault):
            raise ValidationError(fault_in_words(found, month, year), code=found.value)
        return found


def fault_in_words(found: DateFault, month: str, year: str) -> str:
    """What is wrong with a date in three boxes, and how to mend it."""
    if found is DateFault.DAY:
        told = _t("This month has the days 1 to %(last)d. You may leave the day empty.")
        return told % {"last": days_of_month(int(year), int(month))}
    return str(FAULTS[found])
