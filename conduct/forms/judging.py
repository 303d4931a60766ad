"""The forms of a committee: own seat, a note, a proposal with its findings, a vote."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.files.fields import PaperField
from common.office import LabelsWithoutColon
from conduct.enums import Outcome
from conduct.forms.officer import words
from conduct.models import CaseArticle
from conduct.models.reports import LONG
from conduct.rules import judging as rules

YES: Final = "yes"
NO: Final = "no"


class _IfBroken(forms.ChoiceField):
    """Needed, but only where an article was broken: the form says so then."""

    def validate(self, value: Any) -> None:
        """Nothing for no answer."""
        if value:
            super().validate(value)


def choice(
    label: Any, choices: Sequence[tuple[str, Any]], kind: type[forms.ChoiceField] = forms.ChoiceField
) -> forms.ChoiceField:
    """One of two answers."""
    field = kind(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two answers.")},
    )
    field.widget.use_fieldset = True
    return field


class InterestForm(LabelsWithoutColon, forms.Form):
    """Which interest somebody has in a case."""

    words = words(
        _("Which interest you have"),
        _("Write in a few words which interest you have."),
        _("Such as: we worked together. The case officer and the committee read it."),
        rows=3,
    )


class CannotForm(LabelsWithoutColon, forms.Form):
    """Why somebody cannot judge."""

    words = words(
        _("Why you cannot"),
        _("Write in a few words why."),
        _("Such as: I am abroad until March. The case officer and the committee read it."),
        rows=3,
    )


class NoteForm(LabelsWithoutColon, forms.Form):
    """A note of the committee."""

    text = words(_("Note"), _("Write something."), _("Up to 10,000 characters."), most=LONG, rows=8)
    file = PaperField(
        label=_("File"), required=False, help_text=_("PDF, JPEG or PNG, up to 10 MB. It can be left out.")
    )


class ProposalForm(LabelsWithoutColon, forms.Form):
    """A finding about each article, with words, and the reasons to the member; the outcome follows from them."""

    def __init__(self, *args: Any, concerned: Sequence[CaseArticle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concerned = concerned
        for row in concerned:
            number = {"number": row.article.number}
            self.fields[f"broken_{row.pk}"] = choice(
                _t("Article %(number)s: was it broken?") % number, [(YES, _("Yes")), (NO, _("No"))]
            )
            self.fields[f"knowingly_{row.pk}"] = choice(
                _t("Article %(number)s: if it was broken, knowingly?") % number,
                [(YES, _("Yes")), (NO, _("No"))],
                _IfBroken,
            )
            self.fields[f"explained_{row.pk}"] = choice(
                _t("Article %(number)s: if it was broken, was it explained satisfactorily?") % number,
                [(YES, _("Yes")), (NO, _("No"))],
                _IfBroken,
            )
            self.fields[f"words_{row.pk}"] = words(
                _t("Article %(number)s: why") % number,
                _("Write why, for each article."),
                _("The member reads it beside the article. Up to 2,000 characters."),
                rows=4,
            )
        self.fields["reasons"] = words(
            _("The reasons"),
            _("Write the reasons, in words to the member."),
            _("In words to the member, who must not learn from them who reported. Up to 10,000 characters."),
            most=LONG,
            rows=10,
        )

    def clean(self) -> dict[str, Any]:
        """The two other answers where an article was broken."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.concerned:
            for name in ("knowingly", "explained"):
                if cleaned.get(f"broken_{row.pk}") == YES and not cleaned.get(f"{name}_{row.pk}"):
                    self.add_error(f"{name}_{row.pk}", _t("Choose one of the two answers, since it was broken."))
        return cleaned

    @property
    def findings(self) -> Mapping[int, tuple[rules.Finding, str]]:
        """What is found about each article, by its number; where it was not broken, nothing else is asked."""
        return {row.pk: (self._found(row.pk), self.cleaned_data[f"words_{row.pk}"]) for row in self.concerned}

    def _found(self, key: int) -> rules.Finding:
        said = self.cleaned_data
        if said[f"broken_{key}"] == NO:
            return rules.Finding(broken=False)
        return rules.Finding(
            broken=True, knowingly=said[f"knowingly_{key}"] == YES, explained=said[f"explained_{key}"] == YES
        )

    @property
    def outcome(self) -> Outcome:
        """What follows from the findings."""
        return rules.outcome(found for found, _words in self.findings.values())


class VoteForm(LabelsWithoutColon, forms.Form):
    """How somebody on the committee votes; against with words."""

    agrees = choice(_("Your vote"), [(YES, _("For this judgement")), (NO, _("Against it"))])
    words = words(
        _("Why"), "", _("Needed for a vote against. The committee alone reads it. Up to 2,000 characters."), rows=4
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False
        self.fields["agrees"].widget.use_fieldset = True

    def clean(self) -> dict[str, Any]:
        """Words for a vote against."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agrees") == NO and "words" in cleaned and not cleaned["words"].strip():
            self.add_error("words", _t("Write why you are against it."))
        return cleaned

    @property
    def is_for(self) -> bool:
        """Whether it is a vote for it."""
        return bool(self.cleaned_data["agrees"] == YES)


class SendBackForm(LabelsWithoutColon, forms.Form):
    """Why a proposal is sent back."""

    words = words(_("Why"), _("Write why."), _("The committee alone reads it."), rows=4)
