"""What counts of all claims of one cycle: every limit in its order, with the trace of each claim.

Pure. Credits are quarters. A claim meets, in this order: its decision, the last day to report, attendance, the
limit of one item, the limit of its activity or shared group in a certification year, the annual limit. The two
limits of a year hold among the claims judged by one policy version. Source: S1, S2.

Where a limit bites, credits count in order of completion, then reporting. One exception keeps more work from
ever counting for less: claims reported before the annual limit began count beside it, so in a year in which it
bites they take the room of their activity first. What counts in all is thereby the most the limits allow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from cpe.enums import ClaimStatus, Loss
from cpe.rules.claims import Claim, as_of, at_most, attended_enough, credits_of
from cpe.rules.policy import Policies, Policy
from members.rules.cycles import Window

ORDER: Final = attrgetter("completed_on", "reported_on", "id")
"""The order in which claims count."""

OPEN: Final = frozenset({ClaimStatus.PENDING, ClaimStatus.APPEALED})
"""A decision is owed: by a reviewer, or by the Board."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a claim counts for a credential: ``counted`` and the losses add up to ``credits``."""

    claim: Claim
    credits: int
    losses: tuple[tuple[Loss, int], ...]
    counted: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle has by the end of a day: each claim in its order, and the totals of its certification years."""

    traces: tuple[Trace, ...]
    years: tuple[int, ...]

    @property
    def counted(self) -> int:
        """All credits that count for the cycle."""
        return sum(self.years)


@dataclass(slots=True)
class _Part:
    """A claim on its way through the limits: what is left of it, and what its activity has room for."""

    claim: Claim
    credits: int
    left: int
    losses: list[tuple[Loss, int]]
    room: tuple[str, int] | None = None
    fits: int = 0

    def lose(self, rule: Loss, credits_lost: int) -> None:
        """Take credits away, and remember by which rule."""
        if credits_lost > 0:
            self.left -= credits_lost
            self.losses.append((rule, credits_lost))


def tally(
    policies: Policies,
    window: Window,
    target: int,
    claims: Iterable[Claim],
    *,
    on: date,
    last_day: date,
    brought: Sequence[int] = (0, 0, 0),
    hopeful: bool = False,
) -> Tally:
    """Count the claims completed in a cycle and reported by the end of ``on``, as they were decided by then.

    ``target`` is the yearly number of the credential. ``brought`` are the credits an imported credential came
    with, a number a certification year; they count as given, beside every limit. ``hopeful`` takes what is still
    to be decided as accepted for the most it could bring.
    """
    known = (claim for claim in claims if window.holds(claim.completed_on) and claim.reported_on <= on)
    parts: list[_Part] = []
    shares: dict[tuple[int, date], tuple[Policy, list[_Part]]] = {}
    for claim in sorted(known, key=ORDER):
        policy = policies.on(claim.completed_on)
        part = _enter(policy, claim, on, last_day, hopeful=hopeful)
        parts.append(part)
        if part.left:
            year = window.year_of(claim.completed_on)
            shares.setdefault((year, policy.effective_on), (policy, []))[1].append(part)
    years = list(brought)
    for (year, _), (policy, of_year) in shares.items():
        _limit_year(policy, target, of_year)
        years[year] += sum(part.left for part in of_year)
    return Tally(tuple(Trace(part.claim, part.credits, tuple(part.losses), part.left) for part in parts), tuple(years))


def _enter(policy: Policy, claim: Claim, on: date, last_day: date, *, hopeful: bool) -> _Part:
    """The claim after the rules that look at it alone. What its version does not know brings nothing."""
    activity = policy.activities.get(claim.activity)
    if activity is None:
        return _Part(claim, 0, 0, [])
    decision = as_of(claim, on)
    status = ClaimStatus.PENDING if decision is None else decision.status
    hoped = hopeful and status in OPEN
    worth = at_most(activity, claim) if hoped else credits_of(activity, claim, decision)
    part = _Part(claim, worth, worth, [], policy.room_of(activity))
    if status is not ClaimStatus.ACCEPTED and not hoped:
        part.lose(Loss.NOT_ACCEPTED, part.left)
    elif claim.reported_on > last_day:
        part.lose(Loss.LATE, part.left)
    elif not attended_enough(activity, claim):
        part.lose(Loss.ATTENDANCE, part.left)
    elif activity.item_cap is not None:
        part.lose(Loss.ITEM_CAP, part.left - activity.item_cap)
    return part


def _limit_year(policy: Policy, target: int, parts: list[_Part]) -> None:
    """Apply the limits of a certification year to the claims of one version, given in their order."""
    _fit(parts)
    limit = policy.annual_limit(target)
    limited = [part for part in parts if policy.is_limited(part.claim.reported_on)]
    if limit is not None and len(limited) < len(parts) and sum(part.fits for part in limited) > limit:
        _fit(sorted(parts, key=lambda part: policy.is_limited(part.claim.reported_on)))
    for part in parts:
        part.lose(Loss.ACTIVITY_CAP, part.left - part.fits)
    if limit is not None:
        for part in limited:
            part.lose(Loss.ANNUAL_CAP, part.left - limit)
            limit -= part.left


def _fit(parts: Iterable[_Part]) -> None:
    """Share the room of each activity or group among its claims, first come, first served."""
    rooms: dict[str, int] = {}
    for part in parts:
        if part.room is None:
            part.fits = part.left
            continue
        key, cap = part.room
        free = rooms.get(key, cap)
        part.fits = min(part.left, free)
        rooms[key] = free - part.fits
