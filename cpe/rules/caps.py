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
from typing import Final, NamedTuple

from cpe.enums import ClaimStatus, Loss
from cpe.rules.claims import Claim, as_of, at_most, attended_enough, credits_of
from cpe.rules.policy import Activity, Policies, Policy
from members.rules.cycles import Window

ORDER: Final = attrgetter("completed_on", "reported_on", "id")
"""The order in which claims count."""

OPEN: Final = frozenset({ClaimStatus.PENDING, ClaimStatus.APPEALED})
"""A decision is owed: by a reviewer, or by the Board."""


class Placed(NamedTuple):
    """A claim in its certification year, with the rules that hold for it whatever day is asked for.

    ``room`` is the limit of its activity or group; ``limited`` says whether the annual limit holds for it.
    """

    claim: Claim
    policy: Policy
    activity: Activity | None
    year: int
    room: tuple[str, int] | None
    limited: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """How a claim counts for a credential: ``counted`` and the losses add up to ``credits``."""

    placed: Placed
    credits: int
    losses: tuple[tuple[Loss, int], ...]
    counted: int

    @property
    def claim(self) -> Claim:
        """The claim itself."""
        return self.placed.claim

    @property
    def takes(self) -> int:
        """Credits it takes of the room of its activity or group: the annual limit gives none of them back."""
        return self.counted + sum(lost for rule, lost in self.losses if rule is Loss.ANNUAL_CAP)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle has by the end of a day: each claim in its order, and the totals of its certification years."""

    traces: tuple[Trace, ...]
    years: tuple[int, ...]

    @property
    def counted(self) -> int:
        """All credits that count for the cycle."""
        return sum(self.years)

    def of(self, year: int, version: Policy) -> list[Trace]:
        """Those completed in a certification year and judged by a version, which share the limits of that year."""
        begins = version.effective_on
        return [
            trace for trace in self.traces if trace.placed.year == year and trace.placed.policy.effective_on == begins
        ]


@dataclass(slots=True)
class _Part:
    """A claim on its way through the limits: what is left of it, and what its activity has room for."""

    placed: Placed
    credits: int
    left: int
    losses: list[tuple[Loss, int]]
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
    return tally_of(
        placed(policies, window, claims), target, on=on, last_day=last_day, brought=brought, hopeful=hopeful
    )


def placed(policies: Policies, window: Window, claims: Iterable[Claim]) -> list[Placed]:
    """The claims completed in a cycle, in the order in which they count, to be counted by the end of several days."""
    first, last = window.first, window.expires_on
    return [
        _placed(policies, window, claim) for claim in sorted(claims, key=ORDER) if first <= claim.completed_on <= last
    ]


def _placed(policies: Policies, window: Window, claim: Claim) -> Placed:
    policy = policies.on(claim.completed_on)
    activity = policy.activities.get(claim.activity)
    return Placed(
        claim,
        policy,
        activity,
        window.year_of(claim.completed_on),
        None if activity is None else policy.room_of(activity),
        policy.is_limited(claim.reported_on),
    )


def tally_of(
    claims: Iterable[Placed],
    target: int,
    *,
    on: date,
    last_day: date,
    brought: Sequence[int] = (0, 0, 0),
    hopeful: bool = False,
) -> Tally:
    """What ``tally`` counts, of claims in their places."""
    parts, years = _counted(claims, target, on, last_day, brought, hopeful=hopeful)
    traces = [Trace(part.placed, part.credits, tuple(part.losses), part.left) for part in parts]
    return Tally(tuple(traces), tuple(years))


def total_of(
    claims: Iterable[Placed],
    target: int,
    *,
    on: date,
    last_day: date,
    brought: Sequence[int] = (0, 0, 0),
    hopeful: bool = False,
) -> int:
    """What all of them count for the cycle, without the trace of each."""
    return sum(_counted(claims, target, on, last_day, brought, hopeful=hopeful)[1])


def _counted(
    claims: Iterable[Placed], target: int, on: date, last_day: date, brought: Sequence[int], *, hopeful: bool
) -> tuple[list[_Part], list[int]]:
    parts = [_enter(one, on, last_day, hopeful=hopeful) for one in claims if one.claim.reported_on <= on]
    shares: dict[tuple[int, date], list[_Part]] = {}
    for part in parts:
        if part.left:
            shares.setdefault((part.placed.year, part.placed.policy.effective_on), []).append(part)
    years = list(brought)
    for (year, _first_day), of_year in shares.items():
        _limit_year(of_year[0].placed.policy, target, of_year)
        years[year] += sum([part.left for part in of_year])
    return parts, years


def _enter(one: Placed, on: date, last_day: date, *, hopeful: bool) -> _Part:
    """The claim after the rules that look at it alone. What its version does not know brings nothing."""
    claim, activity = one.claim, one.activity
    if activity is None:
        return _Part(one, 0, 0, [])
    decision = as_of(claim, on)
    status = ClaimStatus.PENDING if decision is None else decision.status
    hoped = hopeful and status in OPEN
    worth = at_most(activity, claim) if hoped else credits_of(activity, claim, decision)
    part = _Part(one, worth, worth, [])
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
    limited = [part for part in parts if part.placed.limited]
    if limit is not None and len(limited) < len(parts) and sum(part.fits for part in limited) > limit:
        _fit(sorted(parts, key=lambda part: part.placed.limited))
    for part in parts:
        if part.fits < part.left:
            part.lose(Loss.ACTIVITY_CAP, part.left - part.fits)
    if limit is not None:
        for part in limited:
            if part.left > limit:
                part.lose(Loss.ANNUAL_CAP, part.left - limit)
            limit -= part.left


def _fit(parts: Iterable[_Part]) -> None:
    """Share the room of each activity or group among its claims, first come, first served."""
    rooms: dict[str, int] = {}
    for part in parts:
        room = part.placed.room
        if room is None:
            part.fits = part.left
            continue
        key, cap = room
        free = rooms.get(key, cap)
        part.fits = min(part.left, free)
        rooms[key] = free - part.fits
