"""Forms about events of our own: what one is, and why one is called off. Times are those of Amsterdam."""

from datetime import UTC, date, datetime, time
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import HERE
from common.fields import NameFormField, ParagraphsFormField
from common.office import LabelsWithoutColon
from cpe import selectors
from cpe.models import Event
from cpe.rules.events import is_attended
from cpe.services import Plan
from members.models import Track

WORDS: Final = 4000
WHY: Final = 500
SEATS: Final = 10_000
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")
NO_TIME: Final = _("Write the time as hours and minutes, such as 19:30.")
NO_NUMBER: Final = _("Write a whole number.")


def _day(label: Any, *, required: bool, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say on which day."), "invalid": NO_DAY},
    )


def _time(label: Any, hint: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=hint,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Say at what time."), "invalid": NO_TIME},
    )


class EventForm(LabelsWithoutColon, forms.Form):
    """What an event is. Its kinds are those that the rules know on the day it ends."""

    title = NameFormField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Give it a title."), "max_length": _("Write at most 200 characters.")},
    )
    activity = forms.ChoiceField(
        label=_("Kind"),
        help_text=_("What being there counts as."),
        error_messages={
            "required": _("Choose what being there counts as."),
            "invalid_choice": _("The rules of that day know no such kind of event. Choose one from the list."),
        },
    )
    track = forms.ModelChoiceField(
        Track.objects.all(),
        label=_("Nearest track"),
        required=False,
        empty_label=_("None in particular"),
        error_messages={"invalid_choice": _("Choose a track from the list.")},
    )
    day = _day(_("Day"), required=True)
    begins = _time(_("Begins at"), _("Amsterdam time, such as 19:30."))
    last_day = _day(_("Last day"), required=False, hint=_("Only where it takes several days."))
    ends = _time(_("Ends at"))
    breaks = forms.IntegerField(
        label=_("Minutes of breaks"),
        initial=0,
        max_value=32_000,
        help_text=_("Of several days, with the nights between them."),
        validators=[MinValueValidator(0, _("Write how many minutes, or 0."))],
        error_messages={"required": _("Write how many minutes, or 0."), "invalid": NO_NUMBER},
    )
    place = NameFormField(
        label=_("Place"),
        max_length=300,
        help_text=_("The address, or the link at which one joins. A link is shown to who signed up alone."),
        error_messages={"required": _("Say where it is."), "max_length": _("Write at most 300 characters.")},
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        max_value=SEATS,
        help_text=_("Empty where there are enough for everybody."),
        validators=[MinValueValidator(1, _("Write at least 1, or leave it empty."))],
        error_messages={"invalid": NO_NUMBER},
    )
    words = ParagraphsFormField(
        label=_("What it is about"),
        required=False,
        max_length=WORDS,
        rows=6,
        error_messages={"max_length": _("Write at most 4 000 characters.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = str(self["last_day"].value() or self["day"].value() or "")
        known = selectors.policies().on(_read(ends) or today).activities
        fields: dict[str, Any] = self.fields
        fields["activity"].choices = [("", _t("Choose a kind"))] + [
            (key, what.name) for key, what in known.items() if is_attended(key)
        ]

    @classmethod
    def of(cls, row: Event, data: Any = None, *, today: date) -> "EventForm":
        """The form, filled in with what holds now."""
        begins, ends = timezone.localtime(row.begins_at), timezone.localtime(row.ends_at)
        now = {name: getattr(row, name) for name in ("title", "activity", "breaks", "place", "seats", "words")}
        times = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
        last = ends.date() if ends.date() != begins.date() else None
        return cls(data, initial={**now, **times, "last_day": last, "track": row.track_id}, today=today)

    def clean(self) -> dict[str, Any]:
        """What was said. Raises ``ValidationError`` at the field for a time that the clocks leave out."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("begins", "ends"):
            moment = self._moment(name)
            if moment is not None and moment.astimezone(UTC).astimezone(HERE) != moment:
                self.add_error(name, _t("The clocks are put forward in this hour. Choose another one."))
        return cleaned

    def plan(self) -> Plan:
        """What was said, as the acts take it."""
        said = self.cleaned_data
        begins, ends = self._moment("begins"), self._moment("ends")
        assert begins is not None and ends is not None  # noqa: S101, PT018  asked of a form that is whole
        kept = {name: said[name] for name in ("title", "activity", "breaks", "place", "seats", "words")}
        return Plan(**kept, track_id=said["track"].pk if said["track"] else None, begins_at=begins, ends_at=ends)

    def refuse(self, field: str, sentence: str) -> None:
        """Tell at the field it is about why an act refused."""
        self.add_error(field if field in self.fields else None, sentence)

    def _moment(self, name: str) -> datetime | None:
        """When it begins or ends; ``None`` where that was not said."""
        said = self.cleaned_data
        day = (said.get("last_day") or said.get("day")) if name == "ends" else said.get("day")
        at: time | None = said.get(name)
        return datetime.combine(day, at, HERE) if day is not None and at is not None else None


class CallOffForm(LabelsWithoutColon, forms.Form):
    """Why an event is called off."""

    words = ParagraphsFormField(
        label=_("Why, in words to who signed up"),
        max_length=WHY,
        rows=4,
        error_messages={
            "required": _("Write in a sentence why; who signed up reads it."),
            "max_length": _("Write at most 500 characters."),
        },
    )


def _read(text: str) -> date | None:
    """A day as a browser sends it; ``None`` where there is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
