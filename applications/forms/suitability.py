"""Forms of the suitability check: one question each, and a period of work."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications import suitability_words as words
from applications.forms.dates import fault_in_words
from applications.rules.history import DateFault, Written, read
from applications.rules.suitability import Answers, Fault, Level, Paper, People, Question, Stretch, fault
from common.office import LabelsWithoutColon

YES_OR_NO: Final = {"yes": True, "no": False}

READ: Final[Mapping[Question, tuple[str, Any]]] = {
    Question.FIELD: ("in_field", YES_OR_NO.__getitem__),
    Question.LEVEL: ("level", Level),
    Question.RESULTS: ("results", YES_OR_NO.__getitem__),
    Question.PEOPLE: ("people", People),
    Question.PAPERS: ("papers", lambda chosen: frozenset(Paper(paper) for paper in chosen)),
}
"""Question → the answer it gives, and how it is read."""


class AnswerForm(LabelsWithoutColon, forms.Form):
    """One question with its answers to choose from; the page's heading asks it."""

    def __init__(self, *args: Any, question: Question, answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.name, self.read = READ[question]
        chosen = getattr(answers, self.name)
        several = question == Question.PAPERS
        field: Any = forms.MultipleChoiceField if several else forms.ChoiceField
        self.fields["answer"] = field(
            label="",
            choices=list(words.CHOICES[question].items()),
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
            required=not several,
            initial=_key(chosen),
            error_messages={
                "required": _("Choose an answer."),
                "invalid_choice": _("Choose an answer from the list."),
                "invalid_list": _("Choose answers from the list."),
            },
        )

    def answered(self) -> dict[str, Any]:
        """What was answered, by its name in ``Answers``."""
        return {self.name: self.read(self.cleaned_data["answer"])}


def _key(chosen: Any) -> Any:
    if isinstance(chosen, bool):
        return "yes" if chosen else "no"
    return sorted(chosen) if isinstance(chosen, frozenset) else chosen


def _part(label: Any, **kwargs: Any) -> forms.CharField:
    digits = {"inputmode": "numeric", "autocomplete": "off", "size": "4"}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=digits), **kwargs)


class PeriodForm(LabelsWithoutColon, forms.Form):
    """From and until, each as month and year, with a day where somebody knows it; or still running."""

    from_day = _part(_("From, day"))
    from_month = _part(_("From, month"))
    from_year = _part(_("From, year"))
    until_day = _part(_("Until, day"))
    until_month = _part(_("Until, month"))
    until_year = _part(_("Until, year"))
    still = forms.BooleanField(label=_("I still work there"), required=False)

    def __init__(self, *args: Any, others: int, on: date, stretch: Stretch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_typed(stretch), **kwargs)
        self.others, self.on = others, on

    def clean(self) -> dict[str, Any]:
        """The period. Every fault is a sentence beside the part of the day that it is about."""
        cleaned = super().clean() or self.cleaned_data
        first = self._day("from", _t("Write the month and year in which you began, such as 3 and 2019."))
        given = any(cleaned.get(f"until_{part}") for part in ("day", "month", "year"))
        last: Written | None = None
        if given and cleaned.get("still"):
            self.add_error("still", _t("Either you still work there, or it ended: take away the tick, or the day."))
        elif not cleaned.get("still"):
            last = self._day(
                "until", _t("Write the month and year in which it ended, or tick that you still work there.")
            )
        if self.errors or first is None:
            return cleaned
        stretch = Stretch(
            first=first.first,
            first_by_month=first.by_month,
            last=last.last if last else None,
            last_by_month=bool(last and last.by_month),
        )
        if found := fault(stretch, self.others, self.on):
            self.add_error(_PLACE[found], words.fault(found))
        cleaned["stretch"] = stretch
        return cleaned

    def _day(self, which: str, missing: str) -> Written | None:
        """The day or month that three boxes name; none where they name none."""
        day, month, year = (self.cleaned_data.get(f"{which}_{part}", "").strip() for part in ("day", "month", "year"))
        found = read(day, month, year)
        if isinstance(found, Written):
            return found
        told = missing if found in {DateFault.NO_MONTH, DateFault.NO_YEAR} else fault_in_words(found, month, year)
        self.add_error(f"{which}_{_BOX[found]}", told)
        return None


_BOX: Final[Mapping[DateFault, str]] = {
    DateFault.NO_MONTH: "month",
    DateFault.MONTH: "month",
    DateFault.NO_YEAR: "year",
    DateFault.SHORT_YEAR: "year",
    DateFault.TOO_EARLY: "year",
    DateFault.DAY: "day",
}
_PLACE: Final[Mapping[Fault, str | None]] = {
    Fault.BEGINS_LATER: "from_year",
    Fault.ENDS_BEFORE: "until_year",
    Fault.ENDS_LATER: "until_year",
    Fault.TOO_MANY: None,
}


def _typed(stretch: Stretch | None) -> dict[str, Any]:
    """A period as it was typed."""
    if stretch is None:
        return {}
    shown: dict[str, Any] = {"still": stretch.last is None}
    for which, day, by_month in (
        ("from", stretch.first, stretch.first_by_month),
        ("until", stretch.last, stretch.last_by_month),
    ):
        if day is not None:
            shown |= {f"{which}_year": day.year, f"{which}_month": day.month}
            shown |= {} if by_month else {f"{which}_day": day.day}
    return shown
