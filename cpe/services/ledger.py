"""Acts of the ledger: an activity is reported, and decided upon.

Each is one transaction that adds lines, takes the claim to its state and leaves an audit line. A claim is judged by
the version in force on the day its activity was completed, whoever reports it. Source: S1, S2.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.fields import BIGGEST
from common.money import from_quarters, to_parts, to_quarters
from cpe import policies, selectors
from cpe.enums import ClaimStatus, Unfit
from cpe.fields import UnitsField
from cpe.models import Claim, LedgerLine
from cpe.rules import claims as rules
from cpe.rules.policy import ONE, Activity
from members.enums import RecheckWhy
from members.models import Member
from members.services import ask_recheck

UNFIT: Final[dict[Unfit, str | Promise]] = {
    Unfit.NOT_POSITIVE: gettext_lazy("The amount must be more than nothing."),
    Unfit.NOT_WHOLE: gettext_lazy("This activity is counted in whole numbers."),
    Unfit.TOO_LONG: gettext_lazy("That is more than one claim of this activity can be for; a longer one is a course."),
    Unfit.ATTENDANCE_MISSING: gettext_lazy("Say how much of it was attended."),
    Unfit.ATTENDANCE_NOT_ASKED: gettext_lazy("Attendance is not counted for this activity."),
    Unfit.ATTENDED_TOO_LONG: gettext_lazy("Nobody can attend more than there was."),
}


DECISIONS: Final = (ClaimStatus.ACCEPTED, ClaimStatus.DENIED)
"""What a reviewer makes of a claim."""


class ClaimRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A claim that cannot be: of no known activity, of an amount that makes no sense, or of a day to come."""


@transaction.atomic
def report(
    member: Member,
    *,
    activity: str,
    completed_on: date,
    amount: Decimal,
    attended: Decimal | None = None,
    by: User,
    at: datetime,
) -> Claim:
    """Write what a member reported today; what needs no approval is accepted at once.

    The account's row is locked first. Raises ``Forbidden`` if ``by`` may not report for this member, ``ClaimRefused``
    with a sentence for what cannot be.
    """
    policies.require_report(by, member)
    User.objects.select_for_update().get(pk=member.user_id)
    on = local_day(at)
    if completed_on > on:
        raise ClaimRefused(_("An activity can be reported once it is completed."))
    kind = _activity(activity, completed_on)
    wrong = rules.unfit(kind, _counted(amount), None if attended is None else _counted(attended))
    if wrong:
        raise ClaimRefused(" ".join(str(UNFIT[reason]) for reason in wrong))
    claim = Claim.objects.create(
        member=member, activity=activity, completed_on=completed_on, reported_on=on, amount=amount, attended=attended
    )
    audit.record("cpe.claim-reported", about=claim, person=member.user_id, by=by, at=at)
    if not kind.approval:
        _add_line(claim, ClaimStatus.ACCEPTED, on=on, granted=None, by=None, at=at)
    return claim


@transaction.atomic
def decide(
    claim: Claim, status: ClaimStatus, *, granted: Decimal | None = None, reason: str = "", by: User, at: datetime
) -> Claim:
    """Accept a claim, as reported or for what is ``granted``, or deny it; a claim accepted before is reversed so.

    The account's row is locked first, then the claim; titles with a cycle that holds its day and is over are to be
    judged again. Raises ``Forbidden`` for whoever may not decide, or reported it, and under appeal; ``IllegalMove``
    when it cannot become so; ``ClaimRefused`` for credits the rules do not allow, and for a denial without a reason.
    """
    User.objects.select_for_update().get(member__claims=claim.pk)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("member").get(pk=claim.pk)
    policies.require_decide(by, claim)
    if status not in DECISIONS:
        raise ValueError(f"A reviewer accepts or denies; {status} is no decision.")
    if status is ClaimStatus.ACCEPTED:
        _require_grant(claim, granted)
    elif granted is not None:
        raise ClaimRefused(_("A claim that is denied is granted nothing; leave the credits empty."))
    elif not reason.strip():
        raise ClaimRefused(_("Say why: the member is told in these words."))
    on, why = local_day(at), RecheckWhy.REVERSAL if claim.state == ClaimStatus.ACCEPTED else RecheckWhy.DECISION
    _add_line(claim, status, on=on, granted=granted, by=by, at=at, reason=reason)
    ask_recheck(selectors.over_with(claim, on), why, at=at)
    return claim


def _add_line(
    claim: Claim,
    status: ClaimStatus,
    *,
    on: date,
    granted: Decimal | None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    claim.become(status)
    claim.save(update_fields=["state"])
    LedgerLine.objects.create(
        claim=claim, status=status, decided_on=on, granted=granted, recorded_at=at, recorded_by=by
    )
    person = claim.member.user_id
    audit.record(f"cpe.claim-{status}", about=claim, person=person, by=by, at=at, reason=reason)


def _counted(amount: Decimal) -> int:
    """An amount in ten-thousandths. Raises ``ClaimRefused`` for what is no such number, or nobody can have done."""
    try:
        counted = to_parts(amount, ONE)
    except ValueError:
        counted = BIGGEST
    if abs(counted) >= BIGGEST:
        raise ClaimRefused(str(UnitsField.unfit))
    return counted


def _quarters(granted: Decimal) -> int | None:
    try:
        return to_quarters(granted)
    except ValueError:
        return None


def _activity(key: str, on: date) -> Activity:
    """The activity as the version in force on the day knows it. Raises ``ClaimRefused``."""
    try:
        return selectors.policies().on(on).activities[key]
    except KeyError:
        raise ClaimRefused(_("The rules of that day know no such activity.")) from None


def _require_grant(claim: Claim, granted: Decimal | None) -> None:
    """Raises ``ClaimRefused`` for credits that the rules of its day do not let a reviewer set."""
    activity = _activity(claim.activity, claim.completed_on)
    if granted is None and activity.credits is not None:
        return
    may = rules.grants(activity, selectors.fact_of(claim))
    if granted is None or _quarters(granted) not in may:
        told = {"least": from_quarters(may[0]), "most": from_quarters(may[-1])}
        raise ClaimRefused(_("For this claim, grant between %(least)s and %(most)s credits.") % told)
