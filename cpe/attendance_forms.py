"""Shapes of input about attendance: a list with its event, and who somebody on a list is."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.office import LabelsWithoutColon
from cpe import attendance
from cpe.enums import EventState
from cpe.models import Event
from members.forms import UploadForm
from members.imports.cells import HIGHEST_NUMBER


class EventChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """One of our events, told by its day and title."""

    def label_from_instance(self, row: Any) -> str:
        """Titles come back; the day tells them apart."""
        return f"{date_format(row.day)}: {row.title}"


class AttendanceUploadForm(UploadForm):
    """A list of who was at an event, to be tried; what is no list is refused at once. Cleaned, it is its bytes."""

    event = EventChoice(
        label=_("Event"),
        queryset=Event.objects.exclude(state=EventState.CALLED_OFF),
        empty_label=_("Choose an event"),
        error_messages={
            "required": _("Choose the event whose list this is."),
            "invalid_choice": _("There is no such event any more. Choose another one."),
        },
    )
    called = "attendance"
    read = staticmethod(attendance.read)
    field_order = ("event", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("The list that the meeting tool wrote, as CSV; or one of your own. At most 10 MB.")
        field.widget.attrs["accept"] = ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        field.error_messages["empty"] = _("This file is empty. Choose the one with the list.")


class WhoForm(LabelsWithoutColon, forms.Form):
    """Which member somebody on a list is."""

    member_number = forms.IntegerField(
        label=_("Member number"),
        min_value=1,
        max_value=HIGHEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10}),
        error_messages={
            "required": _("Write the number of the member."),
            "invalid": _("Write a member number in digits, such as 4711."),
            "min_value": _("Write a member number in digits, such as 4711."),
            "max_value": _("Nobody has this member number."),
        },
    )
