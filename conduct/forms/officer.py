"""The forms of a case officer: what becomes of a report, and what a case is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon
from conduct.enums import Dismissed
from conduct.models import Article
from conduct.models.reports import DISMISSALS, LONG, SHORT

WHOEVER: Final = ""
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")


def words(label: Any, lacking: Any, hint: Any = "", *, most: int = SHORT, rows: int = 4) -> ParagraphsFormField:
    """A box for words that are needed."""
    return ParagraphsFormField(
        label=label, help_text=hint, max_length=most, rows=rows, error_messages={"required": lacking}
    )


def day(label: Any, hint: Any = "", **more: Any) -> forms.DateField:
    """A box for a day."""
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY, "required": _("Choose a day.")},
        **more,
    )


class ConfirmForm(LabelsWithoutColon, forms.Form):
    """One button."""


class LeaveForm(LabelsWithoutColon, forms.Form):
    """Why somebody leaves a report to colleagues."""

    words = words(
        _("Why"),
        _("Write in a few words why."),
        _("Such as: I know this person. It stands with the report, for the colleague who takes it."),
        rows=3,
    )


class HandOnForm(LabelsWithoutColon, forms.Form):
    """To which colleague a report goes: one, who declares anew, or whoever takes it."""

    to = forms.ChoiceField(label=_("Who goes on with it"), widget=forms.RadioSelect, required=False)
    words = ParagraphsFormField(
        label=_("Why"),
        required=False,
        max_length=SHORT,
        rows=3,
        help_text=_("Needed where nobody is named: it does not come back to you then."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["to"]
        field.choices = [  # type: ignore[attr-defined]
            *((key, str(person)) for key, person in self.people.items()),
            (WHOEVER, _("Whichever colleague takes it next")),
        ]
        field.widget.use_fieldset = True

    def clean(self) -> dict[str, Any]:
        """Words where nobody is named."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("to") and "words" in cleaned and not cleaned["words"]:
            self.add_error("words", _t("Write in a few words why you leave it."))
        return cleaned

    @property
    def person(self) -> User | None:
        """The colleague who was named."""
        return self.people.get(self.cleaned_data["to"])


class HandCaseForm(LabelsWithoutColon, forms.Form):
    """To which colleague a case goes."""

    to = forms.ChoiceField(
        label=_("Who goes on with it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["to"].choices = [(key, str(person)) for key, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["to"].widget.use_fieldset = True

    @property
    def person(self) -> User:
        """The colleague."""
        return self.people[self.cleaned_data["to"]]


class DismissForm(LabelsWithoutColon, forms.Form):
    """Why a report leads to no case: which reason, and the letter."""

    why = forms.ChoiceField(
        label=_("The reason"),
        choices=DISMISSALS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    letter = words(
        _("What you write to the reporter"),
        _("Write the reason, in words to the reporter."),
        _("They read it on the page of their report, below the reason. Up to 2,000 characters."),
        rows=8,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].widget.use_fieldset = True

    @property
    def reason(self) -> Dismissed:
        """The reason."""
        return Dismissed(self.cleaned_data["why"])


class FindForm(LabelsWithoutColon, forms.Form):
    """Whom a report is about."""

    who = forms.CharField(
        label=_("Member number, e-mail address, number of a certificate, or whole name"),
        max_length=254,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write one of these.")},
        help_text=_("Each as a whole: a part of a name finds nobody."),
    )


class _Articles(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class OpenForm(LabelsWithoutColon, forms.Form):
    """What a case is about: the days, the articles of the code in force then, and what is alleged.

    ``articles`` are those of the version in force on the last of the days as they stand in the form.
    """

    acted_from = day(_("The day on which it happened"), _("If it went on for longer, its first day."))
    acted_until = day(
        _("The last day, if it went on for longer"),
        _("The code that was in force on the last day holds."),
        required=False,
    )
    articles = _Articles(
        label=_("Articles concerned"), error_messages={"required": _("Choose at least one article of the code.")}
    )
    alleged = words(
        _("What is alleged"),
        _("Write what is alleged, in words to the member."),
        _("In words to the member, who must not learn from them who reported. Up to 10,000 characters."),
        most=LONG,
        rows=10,
    )

    def __init__(self, *args: Any, articles: Sequence[Article], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        grouped: dict[str, list[tuple[str, str]]] = {}
        for article in articles:
            grouped.setdefault(article.heading, []).append((str(article.pk), str(article)))
        choices: list[tuple[str | Promise, list[tuple[str, str]]]] = list(grouped.items())
        self.fields["articles"].choices = choices  # type: ignore[attr-defined]
        self.fields["articles"].error_messages["invalid_choice"] = _(
            "The articles of another version of the code are in force on that day. Choose again."
        )
        self.fields["articles"].widget.use_fieldset = True

    def clean(self) -> dict[str, Any]:
        """Days that have come, in order."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("acted_from"), cleaned.get("acted_until")
        for name, value in (("acted_from", first), ("acted_until", last)):
            if value and value > self.today:
                self.add_error(name, _t("This lies ahead. Write a day that has come."))
        if first and last and last < first:
            self.add_error("acted_until", _t("This is before the first day. Change one of the two."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The same as arguments."""
        cleaned = self.cleaned_data
        return {
            "acted_from": cleaned["acted_from"],
            "acted_until": cleaned["acted_until"] or cleaned["acted_from"],
            "articles": [int(key) for key in cleaned["articles"]],
            "alleged": cleaned["alleged"],
        }
