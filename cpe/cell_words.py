"""What a claim counts for each title, in few words, for the table of the home.

Made from the traces of the rules, in the language of the moment. Credits are quarters.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendar import DAY
from cpe import words
from cpe.claim_words import WAITS
from cpe.enums import ClaimStatus, Loss
from cpe.ledger_words import status_on
from cpe.rules.caps import OPEN, Trace
from cpe.rules.cycles import Count
from cpe.rules.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a claim counts for one title: the figure, why it is less, in few words, and its shape if it waits."""

    title: str
    figure: str
    why: str = ""
    shape: str = ""


def cell(title: str, trace: Trace, policy: Policy, count: Count, on: date, hope: int) -> Cell:
    """One claim and one title, as a cell of a table; ``hope`` is what it would count, were all that waits accepted."""
    stands = status_on(trace.claim, on)
    if stands in OPEN:
        return Cell(title=title, figure=_("up to %(n)s") % {"n": words.figures(hope)}, shape="waiting")
    if stands is not ClaimStatus.ACCEPTED:
        return Cell(title=title, figure="0", why=WAITS[stands]())
    return Cell(title=title, figure=words.figures(trace.counted), why=_why(trace, policy, count))


def _why(trace: Trace, policy: Policy, count: Count) -> str:
    """Why less counts than the claim brings: the rule that took the most."""
    if not trace.losses:
        return ""
    rule = max(trace.losses, key=lambda loss: loss[1])[0]
    activity = policy.activities.get(trace.claim.activity)
    room = policy.room_of(activity) if activity else None
    named = {
        "name": activity.name if activity else "",
        "item": words.figures((activity and activity.item_cap) or 0),
        "room": words.figures(room[1] if room else 0),
        "annual": words.figures(policy.annual_limit(count.target) or 0),
    }
    told = {
        Loss.NOT_ACCEPTED: "",
        Loss.LATE: _("reported too late"),
        Loss.ATTENDANCE: _("too little attended"),
        Loss.ITEM_CAP: _("at most %(item)s a claim"),
        Loss.ACTIVITY_CAP: _("this activity stops at %(room)s a year"),
        Loss.ANNUAL_CAP: _("a year stops at %(annual)s"),
    }
    return told[rule] % named


def decided_by(stands: ClaimStatus) -> str:
    """Who decides on a claim that waits."""
    return _("With the Board") if stands is ClaimStatus.APPEALED else _("With a reviewer")


def outside(title: str, current: Count | None, day: date) -> Cell:
    """The cell of a title that had no cycle on the day of a claim."""
    return Cell(title=title, figure="0", why=once_renewed(current, day) or _("outside its cycles"))


def once_renewed(current: Count | None, day: date) -> str:
    """That the cycle to come counts what was done after the end of one that is not renewed yet; else nothing."""
    if current is None or day <= current.window.expires_on:
        return ""
    first = date_format(current.window.expires_on + DAY)
    return _("once renewed, the cycle from %(first)s counts it") % {"first": first}


def what(activity: str, amount: int, policy: Policy) -> str:
    """An activity with its amount: ``Webinar, 1.5 hours``."""
    known = policy.activities.get(activity)
    if known is None:
        return activity
    return _("%(name)s, %(amount)s") % {"name": known.name, "amount": words.amount(known.unit, amount)}
