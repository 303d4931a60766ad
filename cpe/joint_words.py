"""Words around what two people decide about a title: why it cannot be, and what follows from it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cpe.enums import JointKind, JointUnfit
from cpe.rules.joint import Joint
from members.enums import Ground, OutcomeKind

UNFIT: Final[Mapping[JointUnfit, str | Promise]] = {
    JointUnfit.NO_CYCLES: gettext_lazy("This title has no cycles: nothing about it ends or is renewed."),
    JointUnfit.OVER: gettext_lazy("This title is over. It can be given back where a cycle was lost."),
    JointUnfit.NOT_LOST: gettext_lazy("Only a title that was lost with a cycle can be given back."),
    JointUnfit.NOT_RENEWED: gettext_lazy(
        "No renewal stands that could be taken back. What is untrue of the cycle that runs is denied, claim by claim."
    ),
    JointUnfit.STILL_IN_TIME: gettext_lazy(
        "The last day of the renewed cycle is not over: what is honest can still be reported. Come back after it."
    ),
}
TITLES: Final[Mapping[JointKind, str | Promise]] = {
    JointKind.EXTENSION: gettext_lazy("Move the last day"),
    JointKind.REINSTATEMENT: gettext_lazy("Give the title back"),
    JointKind.FRAUD: gettext_lazy("End the title for fraud"),
}


EFFECTS: Final[Mapping[OutcomeKind, tuple[str | Promise, ...]]] = {
    OutcomeKind.EXTENDED: (
        gettext_lazy("What is missing can be reported and paid until %(last)s, instead of %(day)s."),
        gettext_lazy(
            "Only that day moves: what counts is completed by %(ends)s, and the next cycle begins on %(first)s."
        ),
        gettext_lazy("The member is told by mail."),
    ),
    OutcomeKind.REINSTATED: (
        gettext_lazy(
            "The title, lost since %(day)s, is renewed on the day this is confirmed; the days between stay “not valid”."
        ),
        gettext_lazy("Its new cycle runs from %(first)s to %(until)s, and a new certificate and badge are issued."),
        gettext_lazy("If the membership ended with the title, it runs on; what was credited for that is asked again."),
        gettext_lazy("The member is told by mail."),
    ),
    OutcomeKind.DECERTIFIED: (
        gettext_lazy("The renewal of %(day)s is put aside, and the title ends on the day this is confirmed."),
        gettext_lazy("Its certificate and badge are revoked. With the last title, the membership ends."),
        gettext_lazy("The member is told by mail why, in the words given here, and until when they can appeal."),
    ),
}


def effects(what: Joint, last_day: date | None = None) -> list[str]:
    """What follows once a second person confirms it, sentence by sentence; ``last_day`` once the new one is known."""
    following = what.window.following()
    days = {
        "day": date_format(what.day),
        "last": date_format(last_day) if last_day else _("the new day"),
        "ends": date_format(what.window.expires_on),
        "first": date_format(following.first),
        "until": date_format(following.expires_on),
    }
    told = [str(sentence) % days for sentence in EFFECTS[what.kind]]
    if what.undoes is Ground.FRAUD:
        told.insert(0, _("Two people ended this title for fraud. This gives it back all the same; say why."))
    return told
