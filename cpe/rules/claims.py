"""What one claim brings: by its rate, at the most, and as it was decided.

Pure. Credits are quarters, amounts ten-thousandths of the activity's unit. Source: S1, S2.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cpe.enums import ClaimStatus, Unfit, Unit
from cpe.rules.policy import ONE, Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """From a day on a claim stands so; ``granted`` are the credits a reviewer set for all of it, if one did."""

    on: date
    status: ClaimStatus
    granted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An activity a member reported, with every decision about it in their order; undecided it is pending."""

    id: str
    activity: str
    completed_on: date
    reported_on: date
    amount: int
    attended: int | None = None
    decisions: tuple[Decision, ...] = ()


def as_of(claim: Claim, day: date) -> Decision | None:
    """The last decision by the end of the day; ``None`` while there is none."""
    for decision in reversed(claim.decisions):
        if decision.on <= day:
            return decision
    return None


HOURS_OF_A_DAY: Final = 24
"""Whatever is done in a day takes no longer."""


def unfit(
    activity: Activity, amount: int | None, attended: int | None, *, days: int | None = None
) -> tuple[Unfit, ...]:
    """All that makes no sense about an amount of this activity; without an amount, about the attendance alone.

    ``days``: from the first to the last day of it, both inclusive, where that is known.
    """
    wrong = {
        Unfit.NOT_POSITIVE: amount is not None and amount <= 0,
        Unfit.NOT_WHOLE: amount is not None and activity.unit.whole and amount % ONE != 0,
        Unfit.TOO_LONG: amount is not None and activity.longest is not None and amount > activity.longest,
        Unfit.ATTENDANCE_MISSING: activity.attendance is not None and attended is None,
        Unfit.ATTENDANCE_NOT_ASKED: activity.attendance is None and attended is not None,
        Unfit.ATTENDED_TOO_LONG: amount is not None and attended is not None and attended > amount,
        Unfit.MORE_THAN_THE_DAYS_HOLD: amount is not None
        and days is not None
        and activity.unit is Unit.HOURS
        and amount > days * HOURS_OF_A_DAY * ONE,
    }
    return tuple(reason for reason, holds in wrong.items() if holds)


def by_rate(activity: Activity, amount: int) -> int | None:
    """The credits of an amount, rounded down as the activity says; ``None`` where a reviewer says."""
    if activity.credits is None:
        return None
    return amount * activity.credits // (activity.per * activity.step) * activity.step


def attended_enough(activity: Activity, claim: Claim) -> bool:
    """Whether the share that must be attended was attended."""
    return activity.attendance is None or (claim.attended or 0) * 100 >= claim.amount * activity.attendance


def bounds(activity: Activity, claim: Claim) -> tuple[int, int]:
    """The least and the most a reviewer may grant for the whole claim."""
    if activity.bounds is not None:
        items = claim.amount // ONE if activity.bounds.each else 1
        return activity.bounds.least * items, activity.bounds.most * items
    most = by_rate(activity, claim.amount) if attended_enough(activity, claim) else 0
    return 0, most or 0


def grants(activity: Activity, claim: Claim) -> range:
    """What a reviewer may grant for the whole claim: any quarter up to what it brings, or, within bounds, its steps."""
    least, most = bounds(activity, claim)
    return range(least, most + 1, activity.step if activity.bounds else 1)


def offered(activity: Activity, claim: Claim) -> range:
    """The same as a reviewer of ours is offered it: of what is counted in whole credits, whole ones alone."""
    least, most = bounds(activity, claim)
    return range(least, most + 1, activity.step)


def is_less(activity: Activity, claim: Claim, granted: int) -> bool:
    """Whether these credits are fewer than the rate brings, so that a reason is owed."""
    return granted < (by_rate(activity, claim.amount) or 0)


def at_most(activity: Activity, claim: Claim) -> int:
    """The credits an undecided claim could bring, were everything attended that must be."""
    rate = by_rate(activity, claim.amount) or 0
    return rate if activity.bounds is None else max(rate, bounds(activity, claim)[1])


def credits_of(activity: Activity, claim: Claim, decision: Decision | None) -> int:
    """The credits of the claim before any limit: as granted, else by rate; undecided or refused, the most it could be.

    Attendance is not asked here: a claim without it shows the credits it would have had.
    """
    if decision is None or decision.status is not ClaimStatus.ACCEPTED:
        return at_most(activity, claim)
    if decision.granted is not None:
        return decision.granted
    return by_rate(activity, claim.amount) or 0


def as_if_accepted(activity: Activity, claim: Claim, on: date) -> Claim:
    """The claim, accepted on a day for the most it could bring: what its member may hope for."""
    granted = at_most(activity, claim) if activity.bounds is not None else None
    decision = Decision(on=on, status=ClaimStatus.ACCEPTED, granted=granted)
    return replace(claim, decisions=(*claim.decisions, decision))


def first_day_kept(corrected: tuple[Activity, Claim], now: tuple[Activity, Claim]) -> date:
    """The day on which a corrected claim counts as reported: the day of the first report, unless it asks for more.

    It asks for more if it could bring more than what it takes the place of was worth, or was completed only after that
    was reported.
    """
    (old_activity, old), (new_activity, new) = corrected, now
    worth = credits_of(old_activity, old, old.decisions[-1] if old.decisions else None)
    asks_for_more = at_most(new_activity, new) > worth or new.completed_on > old.reported_on
    return new.reported_on if asks_for_more else min(old.reported_on, new.reported_on)
