"""Decisions of reviewers: a claim is accepted, as reported or for less, or denied, also after it was accepted.

Each is one transaction that adds a line, takes the claim to its state and leaves an audit line. Source: S1, S2.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.money import from_quarters, to_quarters
from cpe import policies, selectors
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim
from cpe.rules import claims as rules
from cpe.services.lines import ClaimRefused, activity_of, add_line
from members.enums import RecheckWhy
from members.services import ask_recheck

DECISIONS: Final = (ClaimStatus.ACCEPTED, ClaimStatus.DENIED)
"""What a reviewer makes of a claim."""


@transaction.atomic
def decide(
    claim: Claim,
    status: ClaimStatus,
    *,
    granted: Decimal | None = None,
    why: Denial | None = None,
    words: str = "",
    by: User,
    at: datetime,
) -> Claim:
    """Accept a claim, as reported or for what is ``granted``, or deny it; a claim accepted before is reversed so.

    ``why`` and ``words`` are for the member, of a denial and of credits below what the rate brings. The account's row
    is locked first, then the claim; titles with a cycle that holds its day and is over are to be judged again. Raises
    ``Forbidden`` for whoever may not decide, or reported it, and under appeal; ``IllegalMove`` when it cannot become
    so; ``ClaimRefused`` for credits the rules do not allow, and for a denial or less credits without a reason.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(member__claims=claim.pk)
    claim = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("member").get(pk=claim.pk)
    policies.require_decide(by, claim)
    if status not in DECISIONS:
        raise ValueError(f"A reviewer accepts or denies; {status} is no decision.")
    if status is ClaimStatus.DENIED and granted is not None:
        raise ClaimRefused(_("A claim that is denied is granted nothing; leave the credits empty."))
    is_less = status is ClaimStatus.DENIED or _is_less(claim, granted)
    if is_less and not (why and words.strip()):
        raise ClaimRefused(_("Say why, by a reason and in words: the member is told both."))
    if not is_less and (why or words.strip()):
        raise ClaimRefused(_("What is accepted as reported needs no reason; leave it empty."))
    on, again = local_day(at), RecheckWhy.REVERSAL if claim.state == ClaimStatus.ACCEPTED else RecheckWhy.DECISION
    add_line(claim, status, on=on, granted=granted, why=why, words=words.strip(), by=by, at=at)
    ask_recheck(selectors.over_with(claim, on), again, at=at)
    return claim


def _is_less(claim: Claim, granted: Decimal | None) -> bool:
    """Whether these credits are fewer than the rate brings.

    Raises ``ClaimRefused`` for credits that the rules of its day do not let a reviewer set.
    """
    activity = activity_of(selectors.policies(), claim.activity, claim.completed_on)
    if granted is None and activity.credits is not None:
        return False
    fact = selectors.fact_of(claim)
    may, quarters = rules.grants(activity, fact), None if granted is None else _quarters(granted)
    if quarters is None or quarters not in may:
        told = {"least": from_quarters(may[0]), "most": from_quarters(may[-1])}
        raise ClaimRefused(_("For this claim, grant between %(least)s and %(most)s credits.") % told)
    return quarters < (rules.by_rate(activity, fact.amount) or 0)


def _quarters(granted: Decimal) -> int | None:
    try:
        return to_quarters(granted)
    except ValueError:
        return None
