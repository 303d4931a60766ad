"""How a credential stands and why, in words: for its holder, for the back office, and for everybody."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import DAY, local_day
from common.money import in_figures
from members.enums import Ground, PublicValue, ReasonCode, Refusal, StandingValue
from members.rules.standing import Reason, Standing

VALUES: Final[dict[str, str | Promise]] = {
    StandingValue.VALID: gettext_lazy("Valid"),
    StandingValue.GRACE: gettext_lazy("In grace"),
    StandingValue.HELD: gettext_lazy("Held"),
    StandingValue.DECERTIFIED: gettext_lazy("Decertified"),
    StandingValue.ENDED: gettext_lazy("Ended"),
    StandingValue.REVOKED: gettext_lazy("Revoked"),
}

PUBLIC_VALUES: Final[dict[str, str | Promise]] = {
    PublicValue.VALID: gettext_lazy("Valid"),
    PublicValue.RENEWING: gettext_lazy("Valid, renewal in progress"),
    PublicValue.NOT_VALID: gettext_lazy("Not valid"),
}

PUBLIC_SHAPES: Final[dict[str, str]] = {
    PublicValue.VALID: "valid",
    PublicValue.RENEWING: "waiting",
    PublicValue.NOT_VALID: "ended",
}
"""It may be used while its renewal waits, so nothing asks for attention of whoever reads that it does."""

SHAPES: Final[dict[str, str]] = {
    StandingValue.VALID: "valid",
    StandingValue.GRACE: "waiting",
    StandingValue.HELD: "waiting",
    StandingValue.DECERTIFIED: "ended",
    StandingValue.ENDED: "ended",
    StandingValue.REVOKED: "ended",
}

REASONS: Final[dict[str, str | Promise]] = {
    ReasonCode.AWARDED: gettext_lazy("The title was awarded on %(day)s."),
    ReasonCode.WITHOUT_CYCLES: gettext_lazy(
        "Titles of this level are not kept up in cycles and have no end by themselves."
    ),
    ReasonCode.BEFORE_FIRST_CYCLE: gettext_lazy(
        "What was before cycle %(number)d, which begins on %(day)s, is taken as given."
    ),
    ReasonCode.RUNS_UNTIL: gettext_lazy("Cycle %(number)d runs until %(day)s."),
    ReasonCode.RENEWED: gettext_lazy("Cycle %(number)d was renewed as of %(day)s."),
    ReasonCode.REINSTATED: gettext_lazy("After cycle %(number)d the title was lost, and given back on %(day)s."),
    ReasonCode.EXPIRED: gettext_lazy("Cycle %(number)d ended on %(day)s."),
    ReasonCode.EXTENDED: gettext_lazy("On %(day)s two people moved the last day of cycle %(number)d."),
    ReasonCode.IN_TIME_UNTIL: gettext_lazy("What is missing can be reported and paid until %(day)s."),
    ReasonCode.UNJUDGED_SINCE: gettext_lazy(
        "Since %(day)s the institute owes the decision; until then nothing ends by itself."
    ),
    ReasonCode.DECERTIFIED: gettext_lazy("Cycle %(number)d was not renewed: the title ended on %(day)s."),
    ReasonCode.ENDED: gettext_lazy("The title was given up as of %(day)s."),
    ReasonCode.REVOKED: gettext_lazy("The title was revoked on %(day)s."),
}

REFUSALS: Final[dict[str, str | Promise]] = {
    Refusal.BEFORE_AWARD: gettext_lazy("the title was not awarded yet on that day."),
    Refusal.OTHERS_ROW: gettext_lazy("what is to be put aside belongs to another title."),
    Refusal.GONE_ALREADY: gettext_lazy("what is to be put aside was put aside already."),
    Refusal.NOTHING_TO_WITHDRAW: gettext_lazy("nothing is named that would be put aside."),
    Refusal.OTHER_CYCLE: gettext_lazy("another cycle is the current one on that day."),
    Refusal.JUDGED_ALREADY: gettext_lazy("this cycle was judged already."),
    Refusal.OVER_ALREADY: gettext_lazy("the title is over on that day."),
    Refusal.AHEAD: gettext_lazy("it takes effect on a day that has not come."),
    Refusal.CYCLE_RUNS: gettext_lazy("the cycle is not over on that day."),
    Refusal.STILL_IN_TIME: gettext_lazy("on that day there is still time to report and pay."),
    Refusal.NOT_LONGER: gettext_lazy("that last day is not later than the one that stands."),
    Refusal.LAST_DAY_PAST: gettext_lazy("that last day is over by the day on which it would be granted."),
    Refusal.RENEWED_STAYS: gettext_lazy(
        "the title was kept; credits that are denied later are lost, and the title is not unless two people find fraud."
    ),
    Refusal.NOT_DECERTIFIED: gettext_lazy("the title was not lost by that day."),
}


def day(on: date) -> str:
    """A day written out."""
    return date_format(on, "j F Y")


def value(found: Standing | None) -> str:
    """How it stands, in a word or two."""
    return str(VALUES[found.value]) if found else _("Not awarded")


def shape(found: Standing | None) -> str:
    """The shape of ``ui/status.html`` for how it stands, in the back office."""
    return SHAPES[found.value] if found else "waiting"


def public(found: Standing) -> str:
    """What everybody may know of how it stands."""
    return str(PUBLIC_VALUES[found.public])


def public_shape(found: Standing) -> str:
    """The shape of that word, the same wherever it is shown to its holder or to others."""
    return PUBLIC_SHAPES[found.public]


YOURS: Final[Mapping[str, str | Promise]] = {
    "cancelled": gettext_lazy("Valid until %(day)s, when the membership you cancelled ends."),
    "owed": gettext_lazy("We owe you the decision; nothing ends before it is taken."),
}
THEIRS: Final[Mapping[str, str | Promise]] = {
    "cancelled": gettext_lazy("Valid until %(day)s, when the membership that was cancelled ends."),
    "owed": gettext_lazy("The institute owes the decision; nothing ends before it is taken."),
}
"""What is said otherwise to the holder and of them."""


def until(found: Standing, ending: Any = None, *, told: Mapping[str, str | Promise] = THEIRS) -> str:
    """The date that matters to the holder: until when it is valid or in time, or since when it is over.

    ``ending`` is the outcome that ends it, if one is known. An announced end comes before anything else.
    """
    last = found.last_valid_day
    if found.over_since:
        return _("Not valid since %(day)s.") % {"day": day(found.over_since)}
    if found.announced and found.ends_on and last:
        return _announced(found.ends_on, last, ending, told)
    if found.value == StandingValue.HELD:
        return str(told["owed"])
    if found.value == StandingValue.GRACE and found.last_day:
        return _("What is missing can be reported and paid until %(day)s.") % {"day": day(found.last_day)}
    return _("Valid until %(day)s.") % {"day": day(last)} if last else _("Valid, without an end.")


def _announced(ends_on: date, last: date, ending: Any, told: Mapping[str, str | Promise]) -> str:
    if last != ends_on - DAY:
        return " ".join((_("Valid until %(day)s.") % {"day": day(last)}, announced(ends_on)))
    by_it = ending and ending.effective_on == ends_on and ending.ground == Ground.CANCELLED
    sentence = told["cancelled"] if by_it else _("Valid until %(day)s; that the title ends then is recorded already.")
    return str(sentence) % {"day": day(last)}


def announced(ends_on: date) -> str:
    """That a title ends by what is recorded, on a day ahead."""
    return _("That the title ends with %(day)s is recorded already.") % {"day": day(ends_on - DAY)}


def reason(given: Reason) -> str:
    """One reason as a sentence."""
    return str(REASONS[given.code]) % {"day": day(given.day), "number": given.number}


def reasons(found: Standing) -> list[str]:
    """What a standing rests on, a sentence each, and the end that is announced."""
    told = [reason(given) for given in found.reasons]
    return [*told, announced(found.ends_on)] if found.announced and found.ends_on else told


def came_with(position: Any) -> list[str]:
    """What an imported title came with, from its ``OpeningPosition``, in sentences."""
    told = []
    if position.cycle_number:
        told.append(
            _(
                "Brought in from another register on %(day)s, in cycle %(number)d, with %(one)s, %(two)s and %(three)s "
                "credits for its three years; they count as given, beside every limit."
            )
            % {
                "day": day(local_day(position.brought_at)),
                "number": position.cycle_number,
                "one": in_figures(position.credits_year_1),
                "two": in_figures(position.credits_year_2),
                "three": in_figures(position.credits_year_3),
            }
        )
    else:
        told.append(_("Brought in from another register on %(day)s.") % {"day": day(local_day(position.brought_at))})
    return [*told, _("The contribution was paid until %(day)s.") % {"day": day(position.fees_paid_until)}]


def refusal(code: Refusal) -> str:
    """Why an outcome makes no sense, as the end of a sentence."""
    return str(REFUSALS[code])
