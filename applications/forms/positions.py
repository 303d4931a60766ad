"""A position: where, as what, from when until when, in the field or not, at level or not, how much of full time."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.forms import PartForm
from applications.forms.dates import DateBoxesField
from applications.models import Position
from applications.models.parts import RESPONSIBILITY, STANDPOINTS
from applications.rules.history import PeriodFault, Written, fault
from applications.words import room
from common.fields import NameFormField, ParagraphsFormField
from members.models import Title

YES_NO: Final = [("yes", _("Yes")), ("no", _("No"))]
CHOOSE: Final = {"required": _("Choose yes or no.")}
PER_CENT: Final = _("Write a whole number from 1 to 100.")

FAULTS: Final = {
    PeriodFault.BEGINS_AHEAD: ("begins", _("This lies ahead. Write a month or day that has come.")),
    PeriodFault.ENDS_AHEAD: (
        "ends",
        _("This lies ahead. If you still work there, leave it empty and tick “I still work there”."),
    ),
    PeriodFault.ENDS_THIS_MONTH: (
        "ends",
        _("This month is not over. Write the day, too, or leave it empty and tick “I still work there”."),
    ),
    PeriodFault.ENDS_BEFORE: ("ends", _("This is before the job began. Change one of the two dates.")),
}


class PositionForm(PartForm):
    """One job. ``today`` is the last day that has come; the fields of yes and no name the title's track."""

    organisation = NameFormField(
        label=_("Organisation"),
        max_length=150,
        help_text=_("The name by which others find it."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the organisation.")},
    )
    role = NameFormField(
        label=_("Your role"),
        max_length=150,
        help_text=_("Such as “chief information security officer”."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization-title"}),
        error_messages={"required": _("Write what you were there.")},
    )
    standpoint = forms.ChoiceField(
        label=_("You worked"),
        choices=STANDPOINTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you worked inside or from outside.")},
    )
    begins = DateBoxesField(
        label=_("From"),
        help_text=_("A month without a day counts from its first day."),
        error_messages={"required": _("Write from which month and year you worked there.")},
    )
    running = forms.BooleanField(label=_("I still work there"), required=False)
    ends = DateBoxesField(
        label=_("Until"), required=False, help_text=_("A month without a day counts until its last day.")
    )
    in_field = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, error_messages=CHOOSE)
    share = forms.IntegerField(
        label=_("Share of full time, in per cent"),
        min_value=1,
        max_value=100,
        help_text=_("Full time is 100. Part-time counts by the calendar like full time; its share is shown."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"}),
        error_messages={"invalid": PER_CENT, "min_value": PER_CENT, "max_value": PER_CENT, "required": PER_CENT},
    )
    at_level = forms.ChoiceField(
        label=_("Did you carry responsibility for governance and decisions there?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("Working from outside: did your advice bind, rather than being without commitment?"),
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, title: Title, position: Position | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, now=_now(position) if position else {}, **kwargs)
        self.today = today
        self.initial = {"share": 100, **self.initial}
        self.fields["in_field"].label = _t("Was this work in the field “%(track)s”?") % {"track": title.track.name}
        self.fields["responsibility"] = ParagraphsFormField(
            label=_t("What you were responsible for there"),
            required=False,
            max_length=RESPONSIBILITY,
            rows=6,
            help_text=" ".join(
                [
                    _t("Needed for a job with responsibility: decisions, budget, people, in a few sentences."),
                    room(RESPONSIBILITY, len(position.responsibility) if position else 0),
                ]
            ),
        )
        self.need("ends", "running", "responsibility")

    def clean(self) -> dict[str, Any]:
        """The job as a whole: its days fit together, and responsibility is described where it was carried."""
        cleaned = super().clean()
        begins, ends, running = cleaned.get("begins"), cleaned.get("ends"), cleaned.get("running")
        if running and ends:
            self.add_error("ends", _t("You ticked that you still work there: leave this empty, or take the tick away."))
        elif not running and ends is None and "ends" not in self.errors:
            self.add_error("ends", _t("Write until which month you worked there, or tick “I still work there”."))
        elif begins and (found := fault(begins, ends, self.today)):
            field, told = FAULTS[found]
            self.add_error(field, str(told))
        if (
            cleaned.get("at_level") == "yes"
            and not cleaned.get("responsibility")
            and "responsibility" not in self.errors
        ):
            self.add_error("responsibility", _t("Say in a sentence or two what you were responsible for."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The job, by column."""
        said = self.cleaned_data
        begins, ends = said["begins"], said["ends"]
        return {
            **{name: said[name] for name in ("organisation", "role", "standpoint", "share", "responsibility")},
            "begins_on": begins.first,
            "begins_by_month": begins.by_month,
            "ends_on": ends and ends.last,
            "ends_by_month": bool(ends and ends.by_month),
            "in_field": said["in_field"] == "yes",
            "at_level": said["at_level"] == "yes",
        }


def _now(position: Position) -> dict[str, Any]:
    ends = position.ends_on
    return {
        **{name: getattr(position, name) for name in ("organisation", "role", "standpoint", "share", "responsibility")},
        "begins": _written(position.begins_on, by_month=position.begins_by_month),
        "ends": ends and _written(ends, by_month=position.ends_by_month),
        "running": ends is None,
        "in_field": "yes" if position.in_field else "no",
        "at_level": "yes" if position.at_level else "no",
    }


def _written(day: date, *, by_month: bool) -> Written:
    return Written(year=day.year, month=day.month, day=None if by_month else day.day)
