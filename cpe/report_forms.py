"""The form by which members report an activity; what it asks follows from the rules of the day it was completed."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator
from django.forms.models import ModelChoiceIterator
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.fields import LinesFormField, NameFormField, PartsFormField, PlainNumberInput
from common.files.fields import PapersField
from common.money import to_parts
from common.office import LabelsWithoutColon
from cpe import report_words, words
from cpe.claim_words import UNFIT
from cpe.enums import Unfit, Unit
from cpe.fields import UnitsField
from cpe.rules.claims import by_rate
from cpe.rules.policy import ONE, Policies
from cpe.services import Details
from members.models import Track

FIRST: Final = ("activity", "completed_on", "amount", "attended", "begins_at", "ends_at", "breaks", "started_on")
"""What the number follows from."""
OF_A_DAY: Final = ("begins_at", "ends_at", "breaks")
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")
NO_TIME: Final = _("Write the time as hours and minutes, such as 14:30.")
SPACED: Final = re.compile(r"[0-9]{1,3}(\s[0-9]{3})+([.,][0-9]+)?")
"""Thousands set apart by spaces, also by those at which no line breaks."""
POINTED: Final = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+")
"""Thousands set apart by points, or decimals: nobody can tell."""
IN_PAGES: Final = frozenset({Unit.PAGES, Unit.A4_PAGES})
NOT_SAID: Final = _("Please fill this in.")
NONE_OF_THEM: Final = "none"
NOTE: Final = 1000


class _Tracks(ModelChoiceIterator):  # type: ignore[type-arg]  # generic in the stubs only
    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield NONE_OF_THEM, _t("none of them")


class TrackField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """The key of a track. Whether there is such a row is left to the database, which keeps the claim to it."""

    iterator = _Tracks

    def to_python(self, value: Any) -> Any:
        """The key. Raises ``ValidationError`` with a sentence, also for what is related to no track."""
        if value in self.empty_values:
            return None
        if value == NONE_OF_THEM:
            raise forms.ValidationError(
                _t("What is related to none of the tracks brings no credits, so it is not reported.")
            )
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return int(text)


def _day(label: Any, *, required: bool, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say on which day."), "invalid": NO_DAY},
    )


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, error_messages={"invalid": NO_TIME})


class ActivitySelect(forms.Select):
    """Activities to choose from, each with the unit it is counted in."""

    units: Mapping[str, str] = MappingProxyType({})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option; by its unit the page knows whether an amount still fits."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in self.units:
            option["attrs"]["data-unit"] = self.units[value]
        return option


class AmountFormField(PartsFormField):
    """An amount as people write it; spaces may set thousands apart."""

    def to_python(self, value: Any) -> Decimal | None:
        """What was typed. Raises ``ValidationError`` with a sentence for what is no such number."""
        text = value.strip() if isinstance(value, str) else value
        if isinstance(text, str) and SPACED.fullmatch(text):
            text = "".join(text.split())
        return super().to_python(text)


def _units(label: Any) -> AmountFormField:
    # Browsers fill nothing in again, on the way back, where completing is off.
    widget = PlainNumberInput({"maxlength": "20", "autocomplete": "on"})
    return AmountFormField(unit=UnitsField(), label=label, required=False, widget=widget)


class ReportForm(LabelsWithoutColon, forms.Form):
    """An activity: the three fields that its number follows from, then what it was, its proof and what is declared.

    ``what`` is the activity chosen, as the version in force on the day knows it, or on today where no day can be read.
    """

    activity = forms.ChoiceField(
        label=_("Activity"), widget=ActivitySelect, error_messages={"required": _("Choose what you did.")}
    )
    completed_on = _day(_("Completed on"), required=True, hint=_("Of several days, the last one."))
    amount = _units("")
    attended = _units(_("Of which you were there"))
    begins_at = _time(_("Began at"))
    ends_at = _time(_("Ended at"))
    breaks = forms.IntegerField(
        label=_("Minutes of breaks"),
        required=False,
        help_text=_("Lunch, dinner, drinks."),
        validators=[MinValueValidator(0, _("Write how many minutes, or nothing."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"}),
        error_messages={"invalid": _("Write minutes as a whole number, such as 45.")},
    )
    title = NameFormField(
        label=_("What it was"),
        max_length=200,
        help_text=_("The name of the course, talk, book or article."),
        error_messages={"required": NOT_SAID, "max_length": _("Write at most 200 characters.")},
    )
    provider = NameFormField(
        label=_("By whom it was given or published"),
        max_length=150,
        error_messages={"required": NOT_SAID, "max_length": _("Write at most 150 characters.")},
    )
    track = TrackField(
        Track.objects.all(),
        label=_("Nearest track"),
        empty_label=_("Choose a track"),
        help_text=_("It counts for your titles of every track."),
        error_messages={
            "required": _("Choose the track it is nearest to."),
            "invalid_choice": _("Choose a track from the list."),
        },
    )
    started_on = _day(_("First day"), required=False, hint=_("If it took more than one."))
    link = forms.URLField(
        label=_("Address on the web"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": _("Write the address as your browser shows it, such as https://example.org/course."),
            "max_length": _("Write at most 500 characters."),
        },
    )
    note = LinesFormField(
        label=_("For the reviewer"),
        required=False,
        max_length=NOTE,
        error_messages={"max_length": _("Write at most 1 000 characters.")},
    )
    proof = PapersField(
        label=_("Add files"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB each. A photo is good enough."),
    )
    not_work = forms.BooleanField()
    first_publication = forms.BooleanField()
    new_material = forms.BooleanField()

    def __init__(self, *args: Any, policies: Policies, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        day = parse_day(self._said("completed_on")) or today
        self.policy = policies.on(day)
        key = str(self._said("activity") or "")
        self.what = self.policy.activities.get(key)
        fields: dict[str, Any] = self.fields
        choices = [("", _t("Choose an activity")), *report_words.grouped(self.policy)]
        fields["activity"].widget.units = {name: one.unit.value for name, one in self.policy.activities.items()}
        fields["activity"].choices = choices
        fields["activity"].error_messages["invalid_choice"] = _t(
            "The rules of %(day)s know no such activity. Choose another one, or put the day right."
        ) % {"day": date_format(day)}
        if key and self.what is None:
            known = policies.on(today).activities.get(key)
            fields["activity"].widget.choices = [*choices, (key, known.name if known else key)]
        fields["completed_on"].widget.attrs["max"] = today.isoformat()
        self._shape(fields)

    def _said(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _shape(self, fields: dict[str, Any]) -> None:
        """Ask what the rules of the activity ask."""
        what = self.what
        fields["amount"].label = report_words.amount_label(what)
        fields["amount"].help_text = report_words.amount_hint(what)
        fields["amount"].needed = True
        if what is None or what.attendance is None:
            del fields["attended"]
        else:
            fields["attended"].help_text = report_words.attended_hint(what)
            fields["attended"].needed = True
        if what is None or what.unit is not Unit.HOURS:
            for name in OF_A_DAY:
                del fields[name]
        else:
            for name in OF_A_DAY:
                fields[name].needed = True
        asked = {each.name for each in report_words.asked(what.key if what else "")}
        for each in report_words.DECLARATIONS:
            if each.name not in asked:
                del fields[each.name]
                continue
            fields[each.name].label = each.label
            fields[each.name].error_messages["required"] = each.refusal

    @property
    def declared(self) -> list[forms.BoundField]:
        """What is to be ticked."""
        return [self[each.name] for each in report_words.DECLARATIONS if each.name in self.fields]

    @property
    def of_a_day(self) -> list[forms.BoundField]:
        """Begin, end and breaks of one day, where hours are counted."""
        return [self[name] for name in OF_A_DAY if name in self.fields]

    @property
    def opened(self) -> bool:
        """Whether begin and end of a day are looked at."""
        return any(field.value() or field.errors for field in self.of_a_day)

    @property
    def more_opened(self) -> bool:
        """Whether the fields that few need are looked at: filled, wrong, or called for by the hours."""
        hours = self.what is not None and self.what.unit is Unit.HOURS and "amount" in self.errors
        return hours or any(self[name].value() or self[name].errors for name in ("started_on", "link", "note"))

    def clean(self) -> dict[str, Any]:
        """The amount, by begin and end of a day where they are given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "attended" in self.fields and cleaned.get("attended") is None and "attended" not in self.errors:
            self.add_error("attended", str(UNFIT[Unfit.ATTENDANCE_MISSING]))
        if any(cleaned.get(name) is not None for name in OF_A_DAY):
            self._reckon(cleaned)
        if cleaned.get("amount") is None and not self.errors.keys() & {"amount", *OF_A_DAY}:
            self.add_error("amount", self._how_much())
        return cleaned

    def clean_amount(self) -> Decimal | None:
        """The amount, where it cannot be misread and is no part of a page, which the rates do not count."""
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is None or self.what is None or self.what.unit is Unit.HOURS:
            return amount
        said = str(self.data.get("amount", "")).strip()
        if POINTED.fullmatch(said):
            named = {"said": said, "number": "".join(figure for figure in said if figure.isdigit()).lstrip("0") or "0"}
            told = _t("“%(said)s” can be read in two ways. Write %(number)s, if it is so many, or a smaller number.")
            raise forms.ValidationError(told % named)
        if self.what.unit in IN_PAGES and amount != amount.to_integral_value():
            raise forms.ValidationError(_t("Write a whole number of pages: a part of one is not counted."))
        return amount

    def ask_again(self, shape: str) -> None:
        """Say once that an amount was written while the page asked in another unit, for the activity ``shape``."""
        asked = self.policy.activities.get(shape)
        said = str(self.data.get("amount", "")).strip()
        if not said or self.what is None or asked is None or asked.unit is self.what.unit or "amount" in self.errors:
            return
        named = {"said": said, "unit": report_words.amount_label(self.what).lower()}
        told = _t("“%(said)s” was written for another activity. Write the %(unit)s, or press again if it is right.")
        self.add_error("amount", told % named)

    @property
    def brings_nothing(self) -> str:
        """A mark of an amount that brings no credits by its rate, whatever the limits; empty where it brings some."""
        said = self.counted()
        if said is None or self.what is None or said["amount"] <= 0:
            return ""
        if by_rate(self.what, to_parts(said["amount"], ONE)) != 0:
            return ""
        return f"{self.what.key}:{said['amount'].normalize():f}"

    def _how_much(self) -> str:
        if self.what is None:
            return _t("Say how much it was.")
        return _t("Say how much it was: %(unit)s.") % {"unit": report_words.amount_label(self.what).lower()}

    def _reckon(self, cleaned: dict[str, Any]) -> None:
        """Turn begin, end and breaks into net hours."""
        begins, ends, breaks = (cleaned.get(name) for name in OF_A_DAY)
        for name in ("begins_at", "ends_at"):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _t("Give both, begin and end."))
        if begins is None or ends is None or self.errors.keys() & set(OF_A_DAY):
            return
        first, last = cleaned.get("started_on"), cleaned.get("completed_on")
        if first and last and first != last:
            self.add_error("begins_at", _t("Begin and end are those of one day. Of several days, write the net hours."))
            return
        minutes = _minutes(ends) - _minutes(begins)
        if minutes <= 0:
            self.add_error("ends_at", _t("It ended before it began. If it went past midnight, write the net hours."))
            return
        if (breaks or 0) >= minutes:
            self.add_error("breaks", _t("The breaks take all of the time, or more than that. Write less."))
            return
        hours = (Decimal(minutes - (breaks or 0)) / 60).quantize(Decimal(1) / ONE, ROUND_DOWN)
        written = cleaned.get("amount")
        if written is not None and written != hours:
            named = {"hours": words.amount(Unit.HOURS, int(hours * ONE))}
            told = _t("From begin, end and breaks follow %(hours)s. Leave this empty, or those.")
            self.add_error("amount", told % named)
            return
        cleaned["amount"], cleaned["breaks"] = hours, breaks or 0

    def keep_only(self, names: tuple[str, ...]) -> None:
        """Forget what is wrong with other fields: they are not looked at yet."""
        for name in [name for name in self.errors if name not in names]:
            del self.errors[name]

    def counted(self) -> dict[str, Any] | None:
        """What the number follows from, as the acts take it; ``None`` while something is missing or wrong."""
        said = self.cleaned_data
        if self.errors.keys() & set(FIRST) or any(said.get(n) is None for n in ("activity", "completed_on", "amount")):
            return None
        return {
            **{name: said[name] for name in ("activity", "completed_on", "amount")},
            "attended": said.get("attended"),
        }

    def details(self) -> Details:
        """What is said beside it."""
        names = ("title", "provider", "track", "started_on", "begins_at", "ends_at", "breaks", "link", "note")
        found = {name: self.cleaned_data.get(name) for name in names}
        return Details(**{name: value for name, value in found.items() if value is not None})


def typed(said: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form, as a draft keeps it."""
    names = [name for name in ReportForm.base_fields if name != "proof"]
    return {name: str(said[name]) for name in names if said.get(name)}


def parse_day(text: Any) -> date | None:
    """A day as a form or a draft holds it; ``None`` for what is none."""
    if isinstance(text, date) and not isinstance(text, datetime):
        return text
    try:
        return parse_date(str(text or "").strip())
    except ValueError:
        return None


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
