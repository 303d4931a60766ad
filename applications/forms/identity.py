"""Forms about identity appointments: the applicant's choices, and what colleagues offer, change and call off."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import IdentityWay
from applications.models import Application, Appointment
from applications.models.appointments import MINUTES
from applications.models.intake import LIVE_WAYS
from applications.models.walls import not_concerning
from applications.selectors import identity as identity_selectors
from applications.services import identity as services
from common.calendar import local_day
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon

NONE: Final = "none"
MOST: Final = 24
WORDS: Final = 500
DESCRIBED: Final = {
    IdentityWay.VIDEO: _("By video: you show your document to the camera"),
    IdentityWay.IN_PERSON: _("In person: you come to one of our addresses and bring your document"),
    IdentityWay.COPY: _("A masked copy: you send a picture on which only your name and your photo can be seen"),
}


class WayForm(LabelsWithoutColon, forms.Form):
    """By video, in person, or by a masked copy."""

    way = forms.ChoiceField(
        label=_("How shall we check your identity?"),
        choices=[(way.value, label) for way, label in DESCRIBED.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )


class _Times(forms.RadioSelect):
    """Choices of one day stand together."""

    template_name = "applications/times.html"


class TimeForm(LabelsWithoutColon, forms.Form):
    """One of the free appointments, or none of them. Cleaned, ``slot`` is its number or ``None``."""

    slot = forms.ChoiceField(
        label=_("When?"),
        widget=_Times,
        error_messages={
            "required": _("Choose a time, or that none of them suits you."),
            "invalid_choice": _("This time is not free any more. Choose another one."),
        },
    )

    def __init__(self, *args: Any, days: Sequence[tuple[date, Sequence[Appointment]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [
            (date_format(day, "l j F Y"), [(str(slot.pk), _span(slot)) for slot in slots]) for day, slots in days
        ]
        self.has_times = bool(days)
        none = _t("None of these suits me: propose a time by mail") if days else _t("Propose a time by mail")
        field: Any = self.fields["slot"]
        field.choices = [*choices, (NONE, none)]

    def clean_slot(self) -> int | None:
        """The number of the appointment, if one was chosen."""
        found = self.cleaned_data["slot"]
        return None if found == NONE else int(found)


def _span(slot: Appointment) -> str:
    return " – ".join(date_format(timezone.localtime(moment), "H:i") for moment in (slot.starts_at, slot.ends_at))


class _PlaceAndTime(LabelsWithoutColon, forms.Form):
    """When and where, in Amsterdam time. ``way`` is how, where the form does not ask it."""

    way: Any = ""
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(
        label=_("Begins at"),
        help_text=_("Amsterdam time, such as 09:30."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 09:30.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), initial=15, min_value=MINUTES[0], max_value=MINUTES[-1], help_text=_("10 to 60.")
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        help_text=_("The address, or the link at which the applicant joins. Shown once the appointment is taken."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """What was said. Raises ``ValidationError`` for a meeting by video without a link."""
        cleaned = super().clean() or self.cleaned_data
        try:
            if place := cleaned.get("place"):
                services.require_place(cleaned.get("way") or self.way, place)
        except services.AppointmentRefused as refusal:
            self.add_error("place", str(refusal))
        return cleaned

    def starts_at(self) -> datetime:
        """When it begins."""
        return _moment(self.cleaned_data["day"], self.cleaned_data["begins"])


class OfferForm(_PlaceAndTime):
    """One appointment, or several of a day one after the other; on wish put down for an application."""

    checker = forms.ModelChoiceField(User.objects.none(), label=_("Checker"), empty_label=None)
    way = forms.ChoiceField(label=_("How"), choices=LIVE_WAYS)
    count = forms.IntegerField(
        label=_("How many"),
        initial=1,
        min_value=1,
        max_value=MOST,
        help_text=_("More than one: they follow each other on the same day."),
    )
    pause = forms.IntegerField(
        label=_("Minutes between them"), initial=0, min_value=0, max_value=120, help_text=_("0 to 120.")
    )
    application = forms.CharField(
        label=_("Agreed with application"),
        required=False,
        max_length=24,
        help_text=_(
            "Only for a time agreed by mail: the reference of an application that was submitted and has no appointment "
            "to come."
        ),
    )
    field_order = ("checker", "way", "day", "begins", "minutes", "count", "pause", "place", "application")

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        checkers = identity_selectors.checkers()
        field: Any = self.fields["checker"]
        field.queryset, self.initial["checker"] = checkers, by.pk

    def clean_application(self) -> Application | None:
        """The application, if one was named. Raises ``ValidationError`` for one that waits for no appointment."""
        reference = self.cleaned_data["application"].strip().upper()
        if not reference:
            return None
        rows = not_concerning(Application.objects.without_appointment(self.at), self.by)
        found: Application | None = rows.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(_t("No application of this reference waits for an appointment."), code="none")
        return found

    def clean(self) -> dict[str, Any]:
        """The offer. Raises ``ValidationError`` when several times are agreed with one, or the day ends before them."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("application") and cleaned.get("count", 1) > 1:
            self.add_error("count", _t("One appointment is agreed at a time."))
        if not self.errors and local_day(self.starts()[-1]) != cleaned["day"]:
            self.add_error("count", _t("The last of them would begin after midnight. Offer fewer, or begin earlier."))
        return cleaned

    def starts(self) -> list[datetime]:
        """When each of them begins."""
        said, first = self.cleaned_data, self.starts_at()
        return [first + timedelta(minutes=turn * (said["minutes"] + said["pause"])) for turn in range(said["count"])]


class ChangeForm(_PlaceAndTime):
    """Another time or place for an appointment."""

    @classmethod
    def of(cls, row: Appointment, data: Any = None) -> "ChangeForm":
        """The form, filled in with what holds now."""
        begins = timezone.localtime(row.starts_at)
        now = {"day": begins.date(), "begins": begins.time(), "minutes": row.minutes, "place": row.place}
        form = cls(data, initial=now)
        form.way = row.way
        return form


class CallOffForm(LabelsWithoutColon, forms.Form):
    """Why an appointment is called off."""

    words = ParagraphsFormField(
        label=_("Why, in words to the applicant"),
        max_length=WORDS,
        rows=4,
        error_messages={"required": _("Write in a sentence why; the applicant reads it.")},
    )


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
