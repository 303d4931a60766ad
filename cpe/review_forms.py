"""What a reviewer says about a claim: accepted as reported, for other credits, or denied; with a reason and words."""

import hashlib
import json
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.money import from_quarters
from common.office import LabelsWithoutColon
from cpe import claim_words, words
from cpe.enums import ClaimStatus, Denial
from cpe.letter_words import BEGUN, GAP
from cpe.models.ledger import DENIALS
from cpe.rules import claims as rules
from cpe.rules.policy import CREDIT
from cpe.selectors import Looked

AS_REPORTED: Final = "as-reported"
GRANT: Final = "grant"
DENY: Final = "deny"
WORDS: Final = 2000
SENTENCE: Final = 10
"""What has fewer characters is no sentence that anybody could do something with."""


class AskForm(LabelsWithoutColon, forms.Form):
    """What is asked of the member about a claim."""

    words = forms.CharField(
        label=_("What we ask"),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For proof, or for a word. It stands in the mail and on the page of the claim."),
        error_messages={"required": _("Say what you ask.")},
    )


class ReviewForm(LabelsWithoutColon, forms.Form):
    """The decision on one claim; of one that was accepted, only that it is denied after all."""

    verdict = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose a decision.")}
    )
    granted = forms.DecimalField(label=_("Credits granted"), required=False, max_digits=6, decimal_places=2)
    why = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("None, where it is accepted as reported")), *((key, capfirst(word)) for key, word in DENIALS)],
        help_text=_("Of a denial, and of credits below what the rate brings."),
    )
    words = forms.CharField(
        label=_("Words to the member"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("They stand in the letter. Leave them empty to begin with ours for the reason."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    beside = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, looked: Looked, accepted: bool, seen: int, beside: str, no_proof: str) -> None:
        self.moved = False
        if data is not None:
            data = _begun(data.copy())
            self.moved = data.get("beside", beside) != beside
            data["beside"] = beside if "beside" in data else ""
        super().__init__(data, initial={"seen": seen, "beside": beside})
        self.looked, self.accepted, self.came, self.no_proof = looked, accepted, beside, no_proof
        choice: Any = self.fields["verdict"]
        choice.choices = _verdicts(looked, accepted=accepted)
        if accepted:
            fields: dict[str, Any] = self.fields
            fields["why"].choices = [("", _t("Choose a reason")), *fields["why"].choices[1:]]
        if no_proof:
            _without_proof(self.fields["why"], no_proof)
        may = _may(looked)
        if accepted or len(may) < 2:
            del self.fields["granted"]
        else:
            self.fields["granted"].help_text = _between(may)
            attrs = {"min": from_quarters(may[0]), "max": from_quarters(may[-1]), "step": from_quarters(may.step)}
            self.fields["granted"].widget.attrs |= attrs

    def clean(self) -> dict[str, Any]:
        """What belongs to the decision is there, and what does not is not."""
        said = super().clean() or {}
        verdict, granted = said.get("verdict"), said.get("granted")
        if verdict != GRANT and granted is not None:
            self.add_error("granted", _t("Choose “Accept for the credits below”, or leave this empty."))
        if verdict == GRANT and granted is None and "granted" not in self.errors:
            self.add_error("granted", _t("Say how many credits."))
        if verdict == DENY and not said.get("why"):
            self.add_error("why", _t("Choose the reason of the denial."))
        if self.moved:
            self.add_error(None, claim_words.came_meanwhile())
        if verdict != AS_REPORTED and said.get("why") and len((said.get("words") or "").strip()) < SENTENCE:
            self.add_error("words", _t("Write it as a sentence: it stands in the letter."))
        if GAP in (said.get("words") or ""):
            self.add_error("words", _t("Finish the words: say what belongs where “[…]” stands, and press again."))
        return said

    def said(self) -> dict[str, Any]:
        """The arguments of ``services.decide``."""
        said = self.cleaned_data
        denied = said["verdict"] == DENY
        return {
            "status": ClaimStatus.DENIED if denied else ClaimStatus.ACCEPTED,
            "granted": said.get("granted") if said["verdict"] == GRANT else None,
            "why": Denial(said["why"]) if said["why"] else None,
            "words": said["words"],
            "seen": said["seen"],
            "beside": said["beside"] or None,
        }

    def mark(self) -> str:
        """By which one knows whether the letter was shown for just this decision."""
        told = {name: str(value) for name, value in self.said().items()}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def is_as_reported(self) -> bool:
        """Whether nothing but a plain acceptance is asked for, whose letter says nothing of the reviewer's."""
        return bool(self.cleaned_data["verdict"] == AS_REPORTED)

    def with_letter_shown(self) -> "ReviewForm":
        """The same, for which the letter was shown."""
        data: Any = self.data
        data = data.copy()
        data["shown"] = self.mark()
        seen = self.cleaned_data["seen"]
        kept: dict[str, Any] = {"looked": self.looked, "accepted": self.accepted, "no_proof": self.no_proof}
        again = ReviewForm(data, **kept, seen=seen, beside=self.came)
        again.is_valid()
        return again


def _without_proof(field: Any, told: str) -> None:
    """Offer no reason of proof, and say why; who sends one all the same is answered by the act."""
    offered = [(key, word) for key, word in field.choices if not (key and Denial(key).of_proof)]
    field.widget.choices, field.help_text = offered, f"{field.help_text} {told}"


def _begun(data: Any) -> Any:
    """What was sent, its words begun by ours where a reason stands without any."""
    if not str(data.get("words", "")).strip() and data.get("verdict") != AS_REPORTED:
        data["words"] = str(BEGUN.get(data.get("why", ""), ""))
    return data


def _between(may: range) -> str:
    named = {"least": words.figures(may[0]), "most": words.figures(may[-1]), "step": words.figures(may.step)}
    if may.step == CREDIT:
        return _t("Between %(least)s and %(most)s, in whole credits.") % named
    if may.step == 1:
        return _t("Between %(least)s and %(most)s, in quarters of a credit.") % named
    return _t("Between %(least)s and %(most)s, in steps of %(step)s.") % named


def _may(looked: Looked) -> range:
    return rules.offered(looked.activity, looked.fact) if looked.activity else range(0)


def _verdicts(looked: Looked, *, accepted: bool) -> list[tuple[str, str]]:
    if accepted:
        return [(DENY, _t("Deny it after all: what was accepted is reversed"))]
    found = []
    rate = rules.by_rate(looked.activity, looked.fact.amount) if looked.activity else 0
    if rate is not None:
        attended = looked.activity is None or rules.attended_enough(looked.activity, looked.fact)
        named = {"credits": words.credits(rate if attended else 0)}
        found.append((AS_REPORTED, _t("Accept as reported: %(credits)s") % named))
    if len(_may(looked)) > 1:
        found.append((GRANT, _t("Accept for the credits below")))
    return [*found, (DENY, _t("Deny"))]
