"""A claim in words: what it brings and why, what every limit took, and what is left; for pages, letters and the office.

Made from the traces of the rules, in the language of the moment, once for all who are told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import DAY, local_day
from cpe import words
from cpe.enums import Came, ClaimStatus, Loss, Unfit
from cpe.models import Claim
from cpe.models.ledger import STATUSES
from cpe.rules.caps import Trace
from cpe.rules.claims import Claim as Fact
from cpe.rules.claims import as_of, by_rate, is_less
from cpe.rules.policy import CREDIT, Policy
from members.rules.cycles import Days, Window

SHAPES: Final[dict[ClaimStatus, str]] = {
    ClaimStatus.ACCEPTED: "valid",
    ClaimStatus.PENDING: "waiting",
    ClaimStatus.APPEALED: "waiting",
    ClaimStatus.DENIED: "ended",
    ClaimStatus.WITHDRAWN: "ended",
}
"""How a claim stands → the shape beside its word, the same on every page."""

WAITS: Final[dict[ClaimStatus, Callable[[], str]]] = {
    ClaimStatus.PENDING: lambda: _("waits for a decision"),
    ClaimStatus.APPEALED: lambda: _("waits for the Board"),
    ClaimStatus.DENIED: lambda: _("denied"),
    ClaimStatus.WITHDRAWN: lambda: _("withdrawn"),
}
"""Why a claim that is not accepted does not count."""

STATUS_WORDS: Final[dict[str, str | Promise]] = dict(STATUSES)

UNFIT: Final[dict[Unfit, str | Promise]] = {
    Unfit.NOT_POSITIVE: gettext_lazy("The amount must be more than nothing."),
    Unfit.NOT_WHOLE: gettext_lazy("This activity is counted in whole numbers."),
    Unfit.TOO_LONG: gettext_lazy(
        "That is more than one claim of this activity can be for. Several are reported one by one; a longer one is a "
        "course."
    ),
    Unfit.ATTENDANCE_MISSING: gettext_lazy("Say how much of it was attended."),
    Unfit.ATTENDANCE_NOT_ASKED: gettext_lazy("Attendance is not counted for this activity."),
    Unfit.ATTENDED_TOO_LONG: gettext_lazy("Nobody can attend more than there was."),
    Unfit.MORE_THAN_THE_DAYS_HOLD: gettext_lazy(
        "That is more hours than there are from its first to its last day. Say its first day, if it took several."
    ),
}
ATTENDED: Final = frozenset({Unfit.ATTENDANCE_MISSING, Unfit.ATTENDANCE_NOT_ASKED, Unfit.ATTENDED_TOO_LONG})
"""What is wrong with the attendance, and not with the amount."""


OUR_LIST: Final = gettext_lazy(
    "We brought it in from our own attendance list. If something is wrong with it, write to us."
)
"""Why a member does not correct or withdraw a claim."""


def is_from_list(claim: Claim) -> bool:
    """Whether an attendance list of ours made it (no query where its attendance, and that of the claim that took its
    place, came with it)."""
    heir = getattr(claim, "corrected_by", None)
    found = [getattr(one, "attendance", None) for one in (claim, heir) if one is not None]
    return any(one is not None and one.came == Came.CLAIMED for one in found)


def brought_in(claim: Claim) -> str:
    """When it came in from outside, and its number there; empty for what was reported here (no query where its import
    came with it)."""
    if claim.brought_with is None:
        return ""
    named = {"day": date_format(local_day(claim.brought_with.brought_in_at)), "number": claim.reference}
    if not claim.reference:
        return _("Brought in on %(day)s from the register before") % named
    return _("Brought in on %(day)s from the register before, number %(number)s") % named


def stands(status: ClaimStatus, *, asked: bool = False) -> str:
    """How a claim stands, in a word or two; ``asked``: whether a question of ours waits for its member's answer."""
    if asked and status is ClaimStatus.PENDING:
        return _("Waits for your answer")
    return capfirst(str(STATUS_WORDS[status]))


def grant_between(may: range) -> str:
    """What a reviewer may grant for a claim, in quarters; of granting something else."""
    told = {"least": words.figures(may[0]), "most": words.figures(may[-1]), "step": words.figures(may.step)}
    if may.step == CREDIT:
        return _("For this claim, grant between %(least)s and %(most)s credits, in whole ones.") % told
    if may.step == 1:
        return _("For this claim, grant between %(least)s and %(most)s credits, in quarters of a credit.") % told
    return _("For this claim, grant between %(least)s and %(most)s credits, in steps of %(step)s.") % told


def nothing_granted() -> str:
    """Of granting something for a claim that is denied."""
    return _("A claim that is denied is granted nothing; leave the credits empty.")


def came_meanwhile() -> str:
    """Of deciding about a claim whose proof or answers were others when it was looked at."""
    return _("What came with this claim changed since you opened the page. Look at it again, then decide.")


def asked_until(until: date) -> str:
    """Of a question about a claim, past the last day on which proof of it might be asked for."""
    told = _("Proof may be asked for until twelve months after the cycle ended, of this claim until %(day)s.")
    return told % {"day": date_format(until)}


def proof_not_held(until: date) -> str:
    """Of a denial for lack of proof, past that day."""
    told = _(
        "Proof of this claim could be asked for until %(day)s. Since then it is not held against the member that proof "
        "is missing or does not fit."
    )
    return told % {"day": date_format(until)}


def losses(trace: Trace, policy: Policy, *, year: Days, target: int, status: ClaimStatus) -> list[str]:
    """What a claim lost, rule by rule, with the limit that took it; ``year`` is the certification year it lies in."""
    return lost(trace.claim.activity, trace.losses, policy, year=year, target=target, status=status)


def lost(
    activity: str,
    taken: Sequence[tuple[Loss, int]],
    policy: Policy,
    *,
    year: Days,
    target: int,
    status: ClaimStatus,
) -> list[str]:
    """The same of an activity and what each rule took, in quarters."""
    what = policy.activities.get(activity)
    room = policy.room_of(what) if what else None
    named = {
        "first": date_format(year[0]),
        "last": date_format(year[1]),
        "item": words.credits((what and what.item_cap) or 0),
        "room": words.credits(room[1] if room else 0),
        "annual": words.credits(policy.annual_limit(target) or 0),
    }
    told = {
        Loss.NOT_ACCEPTED: WAITS[status]() if status in WAITS else "",
        Loss.LATE: _("reported after the last day"),
        Loss.ATTENDANCE: _("too little of it was attended"),
        Loss.ITEM_CAP: _("above the %(item)s that one claim can bring"),
        Loss.ACTIVITY_CAP: _("above the %(room)s that this activity can bring from %(first)s to %(last)s"),
        Loss.ANNUAL_CAP: _("above the %(annual)s that count from %(first)s to %(last)s"),
    }
    return [
        _("%(credits)s: %(why)s") % {"credits": words.credits(many), "why": told[rule] % named} for rule, many in taken
    ]


def is_granted(trace: Trace) -> bool:
    """Whether what a claim brings was set by a reviewer."""
    last = trace.claim.decisions[-1] if trace.claim.decisions else None
    return last is not None and last.status is ClaimStatus.ACCEPTED and last.granted is not None


def how_much(trace: Trace, window: Window, *, granted: bool = False) -> str:
    """How much of a claim counts for a cycle, in a sentence; ``granted``: of what a reviewer granted."""
    named = {
        "counted": words.figures(trace.counted),
        "credits": words.credits(trace.credits),
        "day": date_format(window.expires_on),
    }
    if not trace.counted:
        return _("Nothing of it counts for the cycle until %(day)s.") % named
    if trace.counted == trace.credits and granted:
        return _("What was granted counts whole for the cycle until %(day)s.") % named
    if trace.counted == trace.credits:
        return _("All of it counts for the cycle until %(day)s.") % named
    return _("%(counted)s of %(credits)s count for the cycle until %(day)s.") % named


def once_renewed(next_first: date, credits_: int) -> str:
    """That the cycle that follows counts a claim, and how much of it; ``next_first`` is its first day."""
    named = {"end": date_format(next_first - DAY), "next": date_format(next_first), "credits": words.credits(credits_)}
    return _("Its cycle ended on %(end)s. Once renewed, the one from %(next)s counts it for %(credits)s.") % named


def worth(claim: Fact, credits_: int, policy: Policy, on: date) -> str:
    """What a claim brings before any limit, and by which rate or whose word."""
    what = policy.activities.get(claim.activity)
    if what is None:
        return _("The rules of its day do not know this activity.")
    named: dict[str, Any] = {"amount": words.amount(what.unit, claim.amount), "credits": words.credits(credits_)}
    decision = as_of(claim, on)
    if less := less_than_rate(claim, policy, on):
        named |= {"rate": words.rate(what), "rated": words.credits(less)}
        return _("%(amount)s, %(rate)s: %(rated)s by the rate, and %(credits)s as the reviewer granted") % named
    if decision is not None and decision.granted is not None:
        return _("%(amount)s: %(credits)s, as the reviewer granted") % named
    accepted = decision is not None and decision.status is ClaimStatus.ACCEPTED
    if what.credits is None or (what.bounds is not None and not accepted):
        return _("%(amount)s: up to %(credits)s, as a reviewer decides") % named
    return _("%(amount)s, %(rate)s: %(credits)s") % {**named, "rate": words.rate(what)}


def less_than_rate(claim: Fact, policy: Policy, on: date) -> int:
    """What the rate brings of a claim for which a reviewer granted less; 0 of any other."""
    what = policy.activities.get(claim.activity)
    decision = as_of(claim, on)
    granted = decision.granted if decision else None
    if what is None or granted is None or not is_less(what, claim, granted):
        return 0
    return by_rate(what, claim.amount) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a member was told of a claim when it was reported, for one title; credits are quarters."""

    title: str
    first: date
    credits: int
    losses: tuple[tuple[Loss, int], ...]
    counted: int
    before: int
    after: int
    required: int


def read_told(told: Sequence[Mapping[str, Any]]) -> list[Told]:
    """What ``cpe.selectors.told`` wrote."""
    return [
        Told(
            title=line["title"],
            first=date.fromisoformat(line["first"]),
            credits=line["credits"],
            losses=tuple((Loss(rule), many) for rule, many in line["losses"]),
            counted=line["counted"],
            before=line["before"],
            after=line["after"],
            required=line["required"],
        )
        for line in told
    ]
