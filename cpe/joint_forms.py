"""Forms around what two people decide about a title: what one puts forward, and why another declines it."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon
from cpe.enums import JointKind
from cpe.rules.joint import Joint, later
from cpe.services.joint import MOST_CHARACTERS

SAY_WHY: Final = {
    "required": _("Write why, in a sentence or two."),
    "max_length": _("Write at most 2 000 characters."),
}
WHO_READS: Final = {
    JointKind.EXTENSION: _("Colleagues read it, and it stands in the history of the title."),
    JointKind.REINSTATEMENT: _("Colleagues read it, and it stands in the history of the title."),
    JointKind.FRAUD: _("It goes to the member as it stands here, and stays in the history of the title."),
}


class JointForm(LabelsWithoutColon, forms.Form):
    """Why, and of an extension until when. ``what``: what it would record today; ``None`` where it cannot be."""

    last_day = forms.DateField(
        label=_("New last day to report and pay"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the new last day."),
            "invalid": _("Write the day as year, month and day, such as 2027-06-30."),
        },
    )
    words = ParagraphsFormField(label=_("Why"), max_length=MOST_CHARACTERS, rows=6, error_messages=SAY_WHY)

    def __init__(self, *args: Any, kind: JointKind, what: Joint | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what, self.today = what, today
        fields: dict[str, Any] = self.fields
        fields["words"].help_text = WHO_READS[kind]
        if kind is not JointKind.EXTENSION:
            del fields["last_day"]
        elif what:
            told = _t("That day included. It is %(day)s now; what counts is completed by %(ends)s all the same.")
            ends = date_format(what.window.expires_on)
            fields["last_day"].help_text = told % {"day": date_format(what.day), "ends": ends}

    def clean_last_day(self) -> date:
        """A day that gives more time. Raises ``ValidationError`` with a sentence."""
        day: date = self.cleaned_data["last_day"]
        if self.what and not later(day, self.what.day, self.today):
            told = _t("Write a day after %(day)s, which is the last one now, and not a day gone by.")
            raise forms.ValidationError(told % {"day": date_format(self.what.day)})
        return day


class DeclineForm(LabelsWithoutColon, forms.Form):
    """Why it is declined."""

    words = ParagraphsFormField(
        label=_("Why not"),
        help_text=_("Whoever put it forward reads it. The member is not told."),
        max_length=MOST_CHARACTERS,
        rows=5,
        error_messages=SAY_WHY,
    )
