"""The answer that a colleague proposes, and words to the colleague to whom it goes back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import Answer, Criterion, Finding, Reason
from applications.forms.judging import words_of
from applications.models import Decision, Verdict
from applications.models.answers import CRITERIA
from applications.models.assessment import ANSWERS, REASONS, WORDS
from applications.rules.judging import REASONS as FITTING
from applications.services.deciding import Ground, not_again_from
from applications.words import room
from common.fields import ParagraphsFormField
from common.office import LabelsWithoutColon


class ProposalForm(LabelsWithoutColon, forms.Form):
    """Accept or reject; of each criterion that its author found not met why, begun with what they wrote down.

    The answer is chosen by a person; none is chosen beforehand but that of a proposal of theirs that came back.
    """

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(value, capfirst(word)) for value, word in ANSWERS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose one of the answers.")},
    )

    def __init__(self, *args: Any, verdicts: Mapping[Criterion, Verdict], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        called, reasons = dict(CRITERIA), dict(REASONS)
        self.missed = [one for one in Criterion if one in verdicts and verdicts[one].finding == Finding.NOT_MET]
        for criterion in self.missed:
            name = called[criterion.value]
            self.fields[criterion.value] = forms.ChoiceField(
                label=_t("Why this is not met: %(criterion)s") % {"criterion": name},
                required=False,
                choices=[(one.value, reasons[one.value]) for one in FITTING[criterion, Finding.NOT_MET]],
                error_messages={"invalid_choice": _("Choose one of the reasons in the list.")},
            )
            self.fields[words_of(criterion)] = ParagraphsFormField(
                label=_t("To the applicant: %(criterion)s") % {"criterion": name},
                required=False,
                max_length=WORDS,
                rows=4,
                help_text=_("Begun with what you wrote down. The applicant reads this as it stands here."),
            )
            self.initial.setdefault(criterion.value, verdicts[criterion].reason)
            self.initial.setdefault(words_of(criterion), verdicts[criterion].words)
        self.fields["words"] = ParagraphsFormField(
            label=_("Something more to the applicant"),
            required=False,
            max_length=WORDS,
            rows=4,
            help_text=room(WORDS, 0),
        )
        if self.missed:
            self.fields["advice"] = ParagraphsFormField(
                label=_("What would help"),
                required=False,
                max_length=WORDS,
                rows=4,
                help_text=_("What the applicant can do so that a new application comes out otherwise."),
            )
            self.fields["again_on"] = forms.DateField(
                label=_("May try again from"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                help_text=_("A day by which that can be done, tomorrow at the earliest, in five years at the latest."),
                error_messages={"invalid": _("Write a day as year, month and day, such as 2027-01-22.")},
            )

    def clean(self) -> dict[str, Any]:
        """The fields; a rejection says everything that its letter needs."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == Answer.REJECT:
            for criterion in self.missed:
                self._need(criterion.value, _("Choose why this is not met."))
                self._need(words_of(criterion), _("Write to the applicant why this is not met."))
            if self.missed:
                self._need("advice", _("Write to the applicant what would help."))
                self._need("again_on", _("Name the day from which on the applicant may try again."))
                if day := cleaned.get("again_on"):
                    self._need_fit(day)
        return cleaned

    def said(self) -> dict[str, Any]:
        """What is proposed, as the act takes it."""
        found = self.cleaned_data
        rejects = found["answer"] == Answer.REJECT
        grounds = {
            criterion: Ground(reason=Reason(found[criterion.value]), words=found[words_of(criterion)])
            for criterion in self.missed
            if rejects
        }
        return {
            "answer": Answer(found["answer"]),
            "grounds": grounds,
            "words": found.get("words") or "",
            "advice": (found.get("advice") or "") if rejects else "",
            "again_on": found.get("again_on") if rejects else None,
        }

    def _need_fit(self, day: date) -> None:
        if told := not_again_from(day, self.on):
            self.add_error("again_on", told)

    def _need(self, name: str, told: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, told)


def begun_with(returned: Decision, verdicts: Mapping[Criterion, Verdict]) -> dict[str, Any]:
    """What a new proposal begins with: one that came back. Its answer, as long as what its author finds carries it."""
    rejects = any(verdict.finding == Finding.NOT_MET for verdict in verdicts.values())
    found: dict[str, Any] = {"words": returned.words, "advice": returned.advice, "again_on": returned.again_on}
    for ground in returned.grounds.all():
        found[ground.criterion] = ground.reason
        found[words_of(Criterion(ground.criterion))] = ground.words
    if rejects == (returned.answer == Answer.REJECT):
        found["answer"] = returned.answer
    return found


class SendBackForm(LabelsWithoutColon, forms.Form):
    """Words to the colleague who proposed."""

    words = ParagraphsFormField(
        label=_("Why it goes back, in words to your colleague"),
        max_length=WORDS,
        rows=4,
        help_text=_("The applicant does not see this."),
        error_messages={"required": _("Write to your colleague why you send it back.")},
    )
