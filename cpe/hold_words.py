"""What is held, in words for colleagues: why, what is owed and by whom, and what is missing."""

from collections.abc import Callable
from typing import Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cpe import words
from cpe.enums import ClaimStatus, HoldWhy
from cpe.models import CycleSweep, Hold
from cpe.rules.cycles import Judgement

SHAPES: Final = {
    HoldWhy.OWED: "attention",
    HoldWhy.DUE: "waiting",
    HoldWhy.BRAKE: "attention",
    HoldWhy.UNREACHABLE: "attention",
    HoldWhy.WENT_BACK: "attention",
}
TO_DO: Final[dict[str, Callable[[], str]]] = {
    HoldWhy.OWED: lambda: _("Decide what is owed: nobody loses a title while we owe a decision."),
    HoldWhy.DUE: lambda: _("Nothing: the next night ends the title, unless something turns up before."),
    HoldWhy.BRAKE: lambda: _("Look at the night that held it; two people let its titles end."),
    HoldWhy.UNREACHABLE: lambda: _(
        "Every reminder since the cycle ended came back. Try another way, and write which; or let the member's new "
        "address bring the next reminder there."
    ),
    HoldWhy.WENT_BACK: lambda: _(
        "The title was renewed, and a contribution of that cycle is open again. Say that the renewal stays, or take "
        "it back."
    ),
}


def missing(judged: Judgement) -> str:
    """What a cycle misses, in credits and contributions."""
    told = [words.credits(judged.missing)] if judged.missing else []
    if judged.fees_open:
        told.append(ngettext("%(n)d contribution", "%(n)d contributions", judged.fees_open) % {"n": judged.fees_open})
    return str(get_text_list(told, _("and"))) or _("nothing")


def owed(judged: Judgement) -> list[str]:
    """The decisions that could still close the gap, each with who owes it."""
    appealed = [one for one in judged.owed if one.decisions and one.decisions[-1].status is ClaimStatus.APPEALED]
    told = []
    if reviewed := len(judged.owed) - len(appealed):
        told.append(ngettext("%(n)d claim: a reviewer", "%(n)d claims: reviewers", reviewed) % {"n": reviewed})
    if appealed:
        n = len(appealed)
        told.append(ngettext("%(n)d appeal: the Board", "%(n)d appeals: the Board", n) % {"n": n})
    if payments := len(judged.proposals):
        told.append(ngettext("%(n)d payment: finance", "%(n)d payments: finance", payments) % {"n": payments})
    return told


def counted(night: CycleSweep) -> str:
    """What a night looked at, and how many titles were to end: of these days, and from before."""
    over, ending, before = night.over, night.ending - night.from_before, night.from_before
    told = [_("No cycle had its last day then.")]
    if over:
        told = [ngettext("%(n)d cycle had its last day then.", "%(n)d cycles had their last day then.", over)]
        told[0] %= {"n": over}
    if ending:
        of_these = ngettext("%(n)d of these titles was to end.", "%(n)d of these titles were to end.", ending)
        told.append(of_these % {"n": ending})
    if before:
        earlier = ngettext(
            "%(n)d title from before, held or with more time, was to end.",
            "%(n)d titles from before, held or with more time, were to end.",
            before,
        )
        told.append(earlier % {"n": before})
    return " ".join(told)


def to_do(hold: Hold) -> str:
    """What a colleague is to do about it."""
    return TO_DO[hold.why]()
