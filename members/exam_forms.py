"""Forms around titles claimed after an exam: the claim, an objection, and what colleagues write when they decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.files.fields import PaperField
from common.office import LabelsWithoutColon
from members import services
from members.enums import ExamRefusal
from members.models import DocumentVersion, Title
from members.models.exams import REFUSALS
from members.rules.exams import EARLIEST, tidy_number
from members.selectors import exams as exam_selectors
from members.services.exams import WORDS, require_exam

NOT_SAID: Final = _("Please fill this in.")
TICK: Final = "agree_"
NO_DAY: Final = _("Write the day as year, month and day, such as 2026-03-01.")


def _words(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={
            "required": _("Write why, in a sentence or two."),
            "max_length": _("Write at most 2 000 characters."),
        },
    )


class ExamClaimForm(LabelsWithoutColon, forms.Form):
    """Which title, which exam, and what proves it; and a tick for every document not agreed to yet.

    A proof that was accepted before (``has_proof``) need not be chosen again.
    """

    title = forms.ModelChoiceField(
        Title.objects.none(),
        label=_("Title"),
        empty_label=_("Choose a title"),
        error_messages={"required": _("Choose the title."), "invalid_choice": _("Choose a title from the list.")},
    )
    exam_on = forms.DateField(
        label=_("Date of the exam"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NOT_SAID, "invalid": NO_DAY},
    )
    exam_number = forms.CharField(
        label=_("Exam number"),
        max_length=100,
        help_text=_("As it stands on your result, with letters, digits and hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": NOT_SAID, "max_length": _("An exam number has at most 40 characters.")},
    )
    proof = PaperField(
        label=_("Proof"),
        help_text=_("Your result or certificate as PDF, JPEG or PNG, at most 10 MB. A sharp photo is good enough."),
        missing=_("Choose the file that shows your result."),
    )

    def __init__(
        self, *args: Any, today: date, asked: Sequence[DocumentVersion], has_proof: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.asked = today, asked
        fields: dict[str, Any] = self.fields
        fields["title"].queryset = exam_selectors.claimable_titles()
        fields["exam_on"].widget.attrs |= {"min": EARLIEST.isoformat(), "max": today.isoformat()}
        if has_proof:
            self.keep_proof()
        add_ticks(self, asked)

    def keep_proof(self) -> None:
        """A proof is there: the page asks for another one only if the person wants to."""
        self.fields["proof"].required = False
        self.fields["proof"].label = self["proof"].label = _("Another file in its place")

    def clean(self) -> dict[str, Any] | None:
        """The day and the number, by the rules of the act."""
        cleaned = super().clean() or self.cleaned_data
        number, fallback = cleaned.get("exam_number", ""), cleaned.get("exam_on")
        for name, day, text in (("exam_on", fallback, "0"), ("exam_number", self.today, number)):
            if day is None or name not in cleaned:
                continue
            try:
                require_exam(day, text, self.today)
            except services.ExamRefused as refusal:
                self.add_error(name, str(refusal))
        if "exam_number" in self.cleaned_data:
            self.cleaned_data["exam_number"] = tidy_number(number)
        return self.cleaned_data


class AgreementsForm(LabelsWithoutColon, forms.Form):
    """A tick for every document not agreed to yet."""

    def __init__(self, *args: Any, asked: Sequence[DocumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_ticks(self, asked)


def add_ticks(form: forms.Form, asked: Sequence[DocumentVersion]) -> None:
    """Add a tick for each version, with the way to its text."""
    for version in asked:
        link = reverse("members:document-version", args=[version.document.key, version.label])
        form.fields[f"{TICK}{version.pk}"] = forms.BooleanField(
            label=_t("I have read “%(title)s”, version %(label)s, and agree to it.")
            % {"title": version.document.title, "label": version.label},
            help_text=format_html(
                '<a href="{}" target="_blank" rel="noopener">{}</a>',
                link,
                _t("Read “%(title)s” (opens in a new tab)") % {"title": version.document.title},
            ),
            error_messages={"required": _("Tick this once you have read it and agree.")},
        )


class ObjectionForm(LabelsWithoutColon, forms.Form):
    """Why somebody thinks that a refusal is wrong."""

    words = _words(
        _("Why do you think so?"),
        _("Say what we should look at again. A colleague who took no part in the refusal reads it."),
    )


class RefusalForm(LabelsWithoutColon, forms.Form):
    """Why a claim is refused: the code, and the words that the person reads."""

    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *REFUSALS],
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason from the list.")},
    )
    words = _words(
        _("In words to the person"),
        _("What you found, and what would help. It stands in the letter as you write it."),
    )

    def clean_why(self) -> ExamRefusal:
        """The code."""
        return ExamRefusal(self.cleaned_data["why"])


class SettlementForm(LabelsWithoutColon, forms.Form):
    """What becomes of an objection."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("award", _("The objection is right: award the title today")), ("uphold", _("The refusal stays"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    words = _words(_("Why, in words to the person"), _("It stands in the letter as you write it."))


class TableForm(LabelsWithoutColon, forms.Form):
    """A table of exam results."""

    table = forms.FileField(
        label=_("Table"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_(
            "CSV in UTF-8, at most 10 MB and 5 000 lines. Nothing is awarded before you have seen what it does."
        ),
        error_messages={
            "required": _("Choose the table."),
            "invalid": _("The table did not arrive. Choose it again."),
        },
    )
