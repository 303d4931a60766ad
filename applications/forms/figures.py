"""The period whose figures are shown."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.rules.figures import Period
from common.office import LabelsWithoutColon


def called(period: Period) -> str:
    """A period in words."""
    told = _t("quarter %(quarter)d of %(year)d") if period.quarter else _t("the year %(year)d")
    return told % {"quarter": period.quarter, "year": period.year}


class PeriodForm(LabelsWithoutColon, forms.Form):
    """A year, or a quarter of it."""

    period = forms.ChoiceField(
        label=_("Period"), error_messages={"invalid_choice": _("There are no figures of this period. Choose another.")}
    )

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {one.key: one for one in periods}
        field: Any = self.fields["period"]
        field.choices = [(key, called(one)) for key, one in self.periods.items()]

    @property
    def chosen(self) -> Period:
        """The period that was chosen, else the newest year."""
        newest: Period = next(iter(self.periods.values()))
        return self.periods[self.cleaned_data["period"]] if self.is_valid() else newest
