"""What colleagues find about an application and about the answers of its references."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import Criterion, Finding, Reason
from applications.forms import PartForm
from applications.models import Assessment, ReferenceJudgement
from applications.models.answers import CRITERIA
from applications.models.assessment import FINDINGS, NOTES, REASONS, WORDS
from applications.models.intake import REASON
from applications.rules.judging import REASONS as FITTING
from applications.selectors.judging import verdicts_of
from applications.services.assessing import SAID, Found
from applications.words import room
from common.fields import ParagraphsFormField

FOUND: Final[Mapping[Reason, tuple[Criterion, Finding]]] = {
    reason: fits for fits, reasons in FITTING.items() for reason in reasons
}
"""Reason → the criterion and the finding that it goes with."""
SAYS: Final[Mapping[str, bool | None]] = {word: said for said, word in SAID.items()}


class AssessmentForm(PartForm):
    """A colleague's own findings: of each criterion what they find, chosen by its reason, and words; and notes.

    None need be there to be saved.
    """

    def __init__(self, *args: Any, assessment: Assessment | None, **kwargs: Any) -> None:
        super().__init__(*args, now=_now(assessment), **kwargs)
        called = dict(CRITERIA)
        for criterion in Criterion:
            name = called[criterion.value]
            self.fields[criterion.value] = forms.ChoiceField(
                label=_t("What you find about: %(criterion)s") % {"criterion": name},
                required=False,
                choices=[("", _("not judged yet")), *_choices(criterion)],
                error_messages={"invalid_choice": _("Choose one of the findings in the list.")},
            )
            self.fields[words_of(criterion)] = ParagraphsFormField(
                label=_t("In your words: %(criterion)s") % {"criterion": name},
                required=False,
                max_length=WORDS,
                rows=4,
                help_text=room(WORDS, 0),
            )
        self.fields["notes"] = ParagraphsFormField(
            label=_("Notes for colleagues"),
            required=False,
            max_length=NOTES,
            rows=6,
            help_text=_("Everybody who judges this application reads them. The applicant does not see them here."),
        )

    def clean(self) -> dict[str, Any]:
        """The fields; words about a criterion are kept with a finding."""
        cleaned = super().clean()
        for criterion in Criterion:
            if cleaned.get(words_of(criterion)) and not cleaned.get(criterion.value) and criterion not in self.errors:
                self.add_error(criterion.value, _("Choose what you find; your words are kept beside it."))
        return cleaned

    def said(self) -> dict[Criterion, Found]:
        """What was found, of each criterion that was judged."""
        found = {}
        for criterion in Criterion:
            if chosen := self.cleaned_data[criterion.value]:
                reason = Reason(chosen)
                words = self.cleaned_data[words_of(criterion)] or ""
                found[criterion] = Found(finding=FOUND[reason][1], reason=reason, words=words)
        return found


class JudgeForm(PartForm):
    """Two judgements about one answer, made apart; either may wait. A colleague's are replaced knowingly."""

    def __init__(self, *args: Any, judgement: ReferenceJudgement | None, by: User, **kwargs: Any) -> None:
        self.theirs = judgement if judgement is not None and judgement.judged_by_id != by.pk else None
        self.keeps = self.theirs is None
        super().__init__(
            *args,
            now={
                "genuine": SAID[judgement.genuine] if judgement else "",
                "genuine_words": judgement.genuine_words if judgement else "",
                "convinces": SAID[judgement.convinces] if judgement else "",
                "convinces_words": judgement.convinces_words if judgement else "",
            },
            **kwargs,
        )
        self.fields["genuine"] = _choice(
            _("Is the answer genuine?"),
            _("Whether this person gave it and knows the applicant. An answer that is not genuine confirms nothing."),
            yes=_("Yes, it is genuine"),
            no=_("No, it is not"),
        )
        self.fields["genuine_words"] = _why(_("Why"), _("Needed where it is not genuine: what you found, and how."))
        self.fields["convinces"] = _choice(
            _("Does it convince?"),
            _("Whether what it says carries the application. This alone changes no count."),
            yes=_("Yes, it convinces"),
            no=_("No, it does not"),
        )
        self.fields["convinces_words"] = _why(_("Why it convinces or not"), room(REASON, 0))

    def clean(self) -> dict[str, Any]:
        """The fields; what is not genuine is said in words."""
        cleaned = super().clean()
        if cleaned.get("genuine") == "no" and not cleaned.get("genuine_words") and "genuine_words" not in self.errors:
            self.add_error("genuine_words", _("Write why the answer is not genuine."))
        return cleaned

    def changed(self) -> str:
        """Who saved a judgement meanwhile, and what can be done."""
        if self.theirs is None:
            return super().changed()
        return _t(
            "%(who)s judged this answer meanwhile, on %(moment)s. What you typed stands below and is not saved yet; "
            "save it again to replace their judgement."
        ) % {
            "who": self.theirs.judged_by,
            "moment": date_format(localtime(self.theirs.judged_at), "j F Y, H:i"),
        }

    def kept(self) -> str:
        """What a colleague saved in a field, or oneself in another window."""
        if self.theirs is None:
            return super().kept()
        who = str(self.theirs.judged_by).replace("%", "%%")
        return _t("Saved by %(who)s: “%(text)s”") % {"who": who, "text": "%(text)s"}

    def said(self) -> dict[str, Any]:
        """Both judgements, as the act takes them."""
        found = self.cleaned_data
        return {
            "genuine": SAYS[found["genuine"]],
            "genuine_words": found["genuine_words"] or "",
            "convinces": SAYS[found["convinces"]],
            "convinces_words": found["convinces_words"] or "",
        }


def words_of(criterion: Criterion) -> str:
    """The field of the words about a criterion."""
    return f"{criterion.value}_words"


def _now(assessment: Assessment | None) -> dict[str, str]:
    verdicts = verdicts_of(assessment)
    now = {"notes": assessment.notes if assessment else ""}
    for criterion in Criterion:
        verdict = verdicts.get(criterion)
        now[criterion.value] = verdict.reason if verdict else ""
        now[words_of(criterion)] = verdict.words if verdict else ""
    return now


def _choices(criterion: Criterion) -> list[tuple[Any, list[tuple[str, Any]]]]:
    called, reasons = dict(FINDINGS), dict(REASONS)
    return [
        (
            capfirst(called[finding.value]),
            [(one.value, f"{called[finding.value]}: {reasons[one.value]}") for one in FITTING[criterion, finding]],
        )
        for finding in Finding
    ]


def _choice(label: Any, hint: Any, *, yes: Any, no: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("I do not say yet")), ("yes", yes), ("no", no)],
        widget=forms.RadioSelect,
        help_text=hint,
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )


def _why(label: Any, hint: Any) -> ParagraphsFormField:
    return ParagraphsFormField(label=label, required=False, max_length=REASON, rows=3, help_text=hint)
