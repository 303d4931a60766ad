"""The letters about a decision in words: how a claim counts for each title, and how the words of a reason may begin."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cpe import claim_words, words
from cpe.enums import ClaimStatus, Denial
from cpe.rules.policy import Policy
from cpe.selectors import HowItCounts

GAP: Final = "[…]"
"""What is left to be said in words that begin with ours."""

BEGUN: Final[dict[str, str | Promise]] = {
    Denial.UNRELATED: _(
        "An activity counts when it has to do with at least one of the seven tracks. Yours was about […], and we could "
        "not relate that to a track."
    ),
    Denial.ORDINARY_WORK: _(
        "What belongs to ordinary work brings no credits. We take this activity to be part of yours, because […]."
    ),
    Denial.RECYCLED: _(
        "New or updated material counts, and only the hours that are new. Of yours, […] was used before."
    ),
    Denial.PUBLISHED_BEFORE: _("An article counts when it is published first. Yours was published before, in […]."),
    Denial.TWICE: _("An activity counts once. You reported this one as well as […]."),
    Denial.TOO_MUCH: _("You reported more than was done: […]."),
    Denial.NO_PROOF: _("On […] we asked you for proof of this activity, and received none."),
    Denial.PROOF_UNFIT: _("The proof you sent does not show what you reported: […]."),
    Denial.OTHER: "",
}
"""Reason → how its words may begin; what stands in brackets is the reviewer's to write."""


def ahead(how: Sequence[HowItCounts]) -> list[list[str]]:
    """The same of cycles to come, once their titles are renewed."""
    return [[each.title_code, claim_words.once_renewed(each.window.first, each.trace.counted)] for each in how]


def trace(how: Sequence[HowItCounts], policy: Policy, status: ClaimStatus) -> list[list[str]]:
    """How a claim counts, as a letter quotes it: for each title its code and sentences, rule after rule."""
    told = []
    for each in how:
        year = each.window.years[each.window.year_of(each.trace.claim.completed_on)]
        lost = claim_words.losses(each.trace, policy, year=year, target=each.target, status=status)
        how_much = claim_words.how_much(each.trace, each.window, granted=claim_words.is_granted(each.trace))
        sentences = [how_much, *(words.sentence(one) for one in lost)]
        told.append([each.title_code, " ".join(sentences)])
    return told
