"""Shapes of input: the day to read the rules of, why a version is taken back, which two versions are compared."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import LinesFormField
from cpe.models import PolicyVersion


class DayForm(forms.Form):
    """The day whose rules somebody wants to read."""

    on = forms.DateField(
        label=_("Rules of which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month and day, such as 2027-03-01.")},
    )

    def day(self, *, today: date) -> date:
        """The day asked for; without one that can be read, today."""
        return self.cleaned_data.get("on") or today if self.is_valid() else today


class ReasonForm(forms.Form):
    """Why a version goes back to being a draft."""

    reason = LinesFormField(
        label=_("Why"), max_length=500, help_text=_("For the colleague who drafted it, and for the history.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CompareForm(forms.Form):
    """Two versions to lay side by side."""

    before = forms.ModelChoiceField(PolicyVersion.objects.all(), label=_("From"), empty_label=None)
    after = forms.ModelChoiceField(PolicyVersion.objects.all(), label=_("To"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
