"""Forms around a request for help: what a member writes, and what a colleague answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon
from cpe import services
from cpe.ledger_forms import called, keyed
from cpe.selectors import Sheet

TOO_LONG: Final = {"max_length": _("Write at most 2 000 characters.")}
NO_DAY: Final = {"invalid": _("Write the day as year, month and day, such as 2027-03-01.")}


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=NO_DAY,
    )


class HelpForm(LabelsWithoutColon, forms.Form):
    """For which title a member will not make it, why, and what would help."""

    title = forms.ChoiceField(
        label=_("Title"),
        error_messages={"required": _("Choose the title."), "invalid_choice": _("Choose a title from the list.")},
    )
    why = ParagraphsFormField(
        label=_("What is in the way?"),
        help_text=_("In your own words. Colleagues who look after members read it, and nobody else."),
        max_length=services.MOST_CHARACTERS,
        rows=5,
        error_messages={"required": _("Write what is in the way, in a sentence or two."), **TOO_LONG},
    )
    wish = ParagraphsFormField(
        label=_("What would help?"),
        help_text=_("For example more time to report, or advice on what still fits."),
        required=False,
        max_length=services.MOST_CHARACTERS,
        rows=4,
        error_messages=TOO_LONG,
    )
    since_on = _day(_("Since when?"), _("If there was a day on which it began."))
    could_by = _day(_("By when could you make it?"), _("If you can tell."))

    def __init__(self, *args: Any, sheets: Sequence[Sheet], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.sheets = {
            key: sheet for key, sheet in keyed(sheets).items() if sheet.current and today <= sheet.current.last_day
        }
        fields: dict[str, Any] = self.fields
        choices = [
            (
                key,
                _t("%(title)s, to be reported by %(day)s")
                % {"title": called(key, sheet), "day": date_format(sheet.current.last_day)},
            )
            for key, sheet in self.sheets.items()
            if sheet.current
        ]
        fields["title"].choices = choices if len(choices) == 1 else [("", _t("Choose a title")), *choices]

    def clean_could_by(self) -> date | None:
        """A day to come. Raises ``ValidationError`` with a sentence."""
        day: date | None = self.cleaned_data["could_by"]
        if day and day < self.today:
            raise forms.ValidationError(_("Write a day that is still to come, or leave it empty."))
        return day

    def clean_since_on(self) -> date | None:
        """A day gone by, or today. Raises ``ValidationError`` with a sentence."""
        day: date | None = self.cleaned_data["since_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("Write a day gone by, or leave it empty."))
        return day

    @property
    def credential(self) -> int:
        """The title that was chosen, by the key of its row."""
        return self.sheets[self.cleaned_data["title"]].credential.pk


class AnswerForm(LabelsWithoutColon, forms.Form):
    """What a colleague answers."""

    words = ParagraphsFormField(
        label=_("The answer"),
        help_text=_("It goes to the member as it stands here, and stays on their page."),
        max_length=services.MOST_CHARACTERS,
        rows=8,
        error_messages={"required": _("Write the answer, in a sentence or two."), **TOO_LONG},
    )
