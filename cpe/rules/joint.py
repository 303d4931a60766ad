"""What a decision of two people would record about a title as it stands, or why it cannot.

Pure. An extension moves the last day to report and pay of the cycle a title stands in. A reinstatement renews a lost
title on the day it is granted. An end for fraud puts the last renewal aside, once the last day of that renewed cycle is
over. Without its renewal that cycle is open again until its last day, extended or not: whoever misses credits then may
still report what is honest and pay, like everybody else, and no title is lost before (S1). Until that day the false
claims are denied one by one; after it, two people end the title.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cpe.enums import JointKind, JointUnfit
from members.enums import Ground, OutcomeKind, StandingValue
from members.rules.cycles import Window
from members.rules.standing import OutcomeFact, Standing, counting


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The outcome to be recorded, about a cycle.

    ``day`` is what it changes: the last day that holds now, the day since which the title is lost, or the one on which
    the cycle was renewed. ``supersedes`` is the number of the renewal that is put aside. ``undoes``: why the title was
    lost that is given back.
    """

    kind: OutcomeKind
    ground: Ground
    window: Window
    day: date
    supersedes: int | None = None
    undoes: Ground | None = None


def joint(
    kind: JointKind, now: Standing, cycles: Collection[Window], outcomes: Collection[OutcomeFact]
) -> Joint | JointUnfit:
    """What it would record on the day of ``now``; the new last day of an extension is looked at by ``later``."""
    if now.cycle is None or now.last_day is None:
        return JointUnfit.NO_CYCLES
    if kind is JointKind.REINSTATEMENT:
        if now.value is not StandingValue.DECERTIFIED:
            return JointUnfit.NOT_LOST
        lost = now.outcome.ground if now.outcome else None
        return Joint(kind=OutcomeKind.REINSTATED, ground=Ground.MERCY, window=now.cycle, day=now.since, undoes=lost)
    if now.value.over:
        return JointUnfit.OVER
    if kind is JointKind.EXTENSION:
        return Joint(kind=OutcomeKind.EXTENDED, ground=Ground.MERCY, window=now.cycle, day=now.last_day)
    return _fraud(now, now.cycle.number - 1, cycles, counting(outcomes))


def _fraud(now: Standing, number: int, cycles: Collection[Window], rows: Collection[OutcomeFact]) -> Joint | JointUnfit:
    """The end of a title whose cycle of that number was renewed."""
    renewal = next((row for row in rows if row.kind is OutcomeKind.RENEWED and row.cycle == number), None)
    window = next((one for one in cycles if one.number == number), None)
    if renewal is None or window is None:
        return JointUnfit.NOT_RENEWED
    moved = [row.last_day for row in rows if row.cycle == number and row.last_day]
    if now.on <= max([window.last_day, *moved]):
        return JointUnfit.STILL_IN_TIME
    return Joint(
        kind=OutcomeKind.DECERTIFIED,
        ground=Ground.FRAUD,
        window=window,
        day=renewal.effective_on,
        supersedes=renewal.id,
    )


def later(last_day: date, than: date, on: date) -> bool:
    """Whether a new last day gives more time: later than the one that holds, and not over by the day it is granted."""
    return last_day > than and last_day >= on
