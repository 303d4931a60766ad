"""How a cycle comes out, and every cycle of a credential in order.

Pure. Credits are quarters, days inclusive. What was completed in the cycle and reported and paid by its last day
counts; decisions about it count whenever they are taken. So the outcome and its day follow from the facts,
whenever they are judged: asked later, with nothing more decided, the answer is the same. Source: S1.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from common.calendar import DAY
from cpe.enums import ClaimStatus, Judged
from cpe.rules.caps import OPEN, Tally, placed, tally, tally_of, total_of
from cpe.rules.claims import Claim, as_of
from cpe.rules.policy import Policies
from members.rules.cycles import Window
from members.rules.fees import FeeFact, ProposalFact

Proposal = ProposalFact
"""A payment that may be meant for a fee, booked at the bank but not matched until it was settled by a person."""

Fee = FeeFact
"""A membership year's contribution: due on the year's first day, booked on the day the bank says.

Its proposals are all that were ever made for it, settled or not. Asked for after the last day to pay of a cycle it is
not judged with it: nobody could have paid in time.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that bears on a credential: its level, its first cycle, what was reported and paid.

    ``claims`` are those completed on days on which the credential stood. ``brought`` are the credits of the first
    cycle's years as an import gave them. ``extended`` moves the last day to report and pay of a cycle, by its number.
    ``since``: the day on which the cycle before the first one was renewed; nothing is decided about this one earlier.
    """

    level: str
    first: Window
    claims: Sequence[Claim] = ()
    fees: Sequence[Fee] = ()
    brought: Sequence[int] = (0, 0, 0)
    extended: Mapping[int, date] = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The credits of a cycle by the end of a day, beside what it needs: in all, and as a target a year."""

    window: Window
    last_day: date
    required: int
    target: int
    tally: Tally

    @property
    def missing(self) -> int:
        """Credits still needed for the cycle's minimum."""
        return max(self.required - self.tally.counted, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Count):
    """How a cycle stands by the end of a day, with everything that led there.

    ``outcome_on`` is the day of a renewal or decertification. ``owed`` are the claims whose decision could still
    close the gap, and ``proposals`` the payments that could; both say why a cycle is held.
    """

    outcome: Judged
    outcome_on: date | None
    fees_open: int
    owed: tuple[Claim, ...] = ()
    proposals: tuple[Fee, ...] = ()


def judge(policies: Policies, case: Case, on: date) -> tuple[Judgement, ...]:
    """Every cycle that has begun by ``on``, in order: all but the last are renewed. Empty where there are no cycles."""
    return tuple(_walk(policies, case, on))


def count(policies: Policies, case: Case, window: Window, on: date) -> Count | None:
    """The credits of one cycle by the end of a day, whatever comes of it; ``None`` where the level asks for none."""
    numbers = policies.on(window.first).levels[case.level]
    if numbers.cycle_minimum is None:
        return None
    last_day = case.extended.get(window.number, window.last_day)
    tally_ = tally(
        policies, window, numbers.year_target, case.claims, on=on, last_day=last_day, brought=_brought(case, window)
    )
    return Count(
        window=window,
        last_day=last_day,
        required=numbers.cycle_minimum,
        target=numbers.year_target,
        tally=tally_,
    )


def _brought(case: Case, window: Window) -> Sequence[int]:
    """The credits that an import gave this cycle."""
    return case.brought if window.number == case.first.number else (0, 0, 0)


def _walk(policies: Policies, case: Case, on: date) -> Iterator[Judgement]:
    window, since = case.first, max(case.first.first, case.since or case.first.first)
    while policies.on(window.first).levels[case.level].cycle_minimum is not None:
        judgement = _judge_cycle(policies, case, window, since, on)
        yield judgement
        if judgement.outcome is not Judged.RENEWED or judgement.outcome_on is None:
            return
        window, since = window.following(), judgement.outcome_on


def _judge_cycle(policies: Policies, case: Case, window: Window, since: date, on: date) -> Judgement:
    """One cycle; ``since`` is the day the one before was renewed, and nothing is decided about this one earlier."""
    numbers = policies.on(window.first).levels[case.level]
    required = numbers.cycle_minimum or 0
    last_day = case.extended.get(window.number, window.last_day)
    first, last = window.first, window.expires_on
    claims = [claim for claim in case.claims if first <= claim.completed_on <= last]
    fees = [fee for fee in case.fees if first <= fee.due_on <= last and _asked_by(fee, last_day)]
    brought, inside = _brought(case, window), placed(policies, window, claims)
    owed = tuple([claim for claim in claims if _is_owed(claim, on, last_day)])
    news = sorted({day for claim in claims for day in (claim.reported_on, *[each.on for each in claim.decisions])})
    now = tally_of(inside, numbers.year_target, on=on, last_day=last_day, brought=brought)
    latest = bisect_right(news, on)
    known = {(latest, False): now.counted}
    if not owed:
        known[latest, True] = now.counted

    def counted(on: date, *, hopeful: bool = False) -> int:
        """What counts by a day: as by the last one on which anything was reported or decided."""
        place = bisect_right(news, on), hopeful
        if place not in known:
            known[place] = total_of(
                inside, numbers.year_target, on=on, last_day=last_day, brought=brought, hopeful=hopeful
            )
        return known[place]

    def is_met(day: date) -> bool:
        return all(_is_paid(fee, min(day, last_day)) for fee in fees) and counted(day) >= required

    def may_be_met(day: date) -> bool:
        payable = all(_is_paid(fee, last_day) or _may_be_paid(fee, day, last_day) for fee in fees)
        return payable and counted(day, hopeful=True) >= required

    days = _days(window, last_day, claims, fees, on)
    one_way = all(len(claim.decisions) <= 1 for claim in claims)
    outcome, outcome_on = _outcome(days, last_day, is_met, may_be_met, one_way=one_way)
    if outcome is None:
        outcome = Judged.RUNNING if on <= window.expires_on else Judged.GRACE if on <= last_day else Judged.HELD
    open_by = min(on, last_day)
    is_open = outcome not in {Judged.RENEWED, Judged.DECERTIFIED}
    return Judgement(
        window=window,
        last_day=last_day,
        outcome=outcome,
        outcome_on=outcome_on and max(outcome_on, since),
        required=required,
        target=numbers.year_target,
        tally=now,
        fees_open=sum(fee.due_on <= on and not _is_paid(fee, open_by) for fee in fees),
        owed=owed if is_open else (),
        proposals=tuple(fee for fee in fees if is_open and _may_be_paid(fee, on, last_day)),
    )


def _outcome(
    days: list[date],
    last_day: date,
    is_met: Callable[[date], bool],
    may_be_met: Callable[[date], bool],
    *,
    one_way: bool,
) -> tuple[Judged | None, date | None]:
    """The first day on which all was met; else the first after the last day on which nothing could help any more.

    ``one_way``: no claim was decided twice, so what is met stays met and what is lost stays lost.
    """
    if renewed_on := _first(days, is_met, one_way=one_way):
        return Judged.RENEWED, renewed_on
    late = [day for day in days if day > last_day]
    lost_on = _first(late, lambda day: not may_be_met(day), one_way=one_way)
    return (Judged.DECERTIFIED, lost_on) if lost_on else (None, None)


def _first(days: list[date], holds: Callable[[date], bool], *, one_way: bool) -> date | None:
    """The first day on which it holds; found by halves where it holds ever after."""
    if not one_way:
        return next((day for day in days if holds(day)), None)
    place = bisect_left(days, True, key=holds)
    return days[place] if place < len(days) else None


def _days(window: Window, last_day: date, claims: list[Claim], fees: list[Fee], on: date) -> list[date]:
    """The days from the end of the cycle on which something could turn: its first, the last day's next, and news."""
    over = window.expires_on + DAY
    news = {over, last_day + DAY}
    news.update(decision.on for claim in claims for decision in claim.decisions)
    for fee in fees:
        news.update(day for day in (fee.booked_on, *(each.settled_on for each in fee.proposals)) if day)
    return sorted(day for day in news if over <= day <= on)


def unpaid(fees: Iterable[Fee], window: Window, last_day: date) -> list[Fee]:
    """The fees judged with a cycle that were not paid by its last day."""
    return [
        fee for fee in fees if window.holds(fee.due_on) and _asked_by(fee, last_day) and not _is_paid(fee, last_day)
    ]


def _asked_by(fee: Fee, last_day: date) -> bool:
    return fee.asked_on is None or fee.asked_on <= last_day


def _is_paid(fee: Fee, by: date) -> bool:
    return fee.booked_on is not None and fee.booked_on <= by


def _may_be_paid(fee: Fee, day: date, last_day: date) -> bool:
    """Whether a payment in time still waits for a person to say whether it is meant for this fee."""
    known = min(day, last_day)
    return not _is_paid(fee, known) and any(
        each.booked_on <= known and (each.settled_on is None or each.settled_on > day) for each in fee.proposals
    )


def _is_owed(claim: Claim, day: date, last_day: date) -> bool:
    """Whether the institute, by the end of the day, has still to decide a claim that came in time."""
    decision = as_of(claim, day)
    status = ClaimStatus.PENDING if decision is None else decision.status
    return status in OPEN and claim.reported_on <= min(day, last_day)
