"""A member's ledger in words: every claim with what counted and what was lost, every year and cycle with its sums.

Made from the counts of the rules, in the language of the moment, once for the pages, the transcript and its table.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cpe import claim_words, words
from cpe.claim_words import STATUS_WORDS
from cpe.cycle_words import Cycle, Line, Year
from cpe.enums import ClaimStatus, Loss
from cpe.models import Claim
from cpe.models.ledger import DENIALS
from cpe.rules.caps import Trace
from cpe.rules.claims import Claim as Fact
from cpe.rules.claims import as_of
from cpe.rules.cycles import Count
from cpe.rules.pace import pace
from cpe.rules.policy import Policies, Policy
from cpe.rules.rooms import hoped, waits
from members.rules.cycles import Days


def line(trace: Trace, row: Claim, policies: Policies, count: Count, on: date, hopes: Mapping[str, int]) -> Line:
    """A claim as it counts in one cycle. No query."""
    claim, year = trace.claim, count.window.year_of(trace.claim.completed_on)
    policy = policies.on(claim.completed_on)
    status = status_on(claim, on)
    days, hope = count.window.years[year], hopes.get(claim.id)
    lost = claim_words.losses(trace, policy, year=days, target=count.target, status=status)
    if status is ClaimStatus.WITHDRAWN:
        lost = [str(STATUS_WORDS[status])]
    return Line(
        row=row,
        **_called(claim, policy),
        status=status,
        worth=claim_words.worth(trace.claim, trace.credits, policy, on),
        credits=trace.credits,
        counted=trace.counted,
        lost=() if hope is not None else tuple(lost),
        brief=_brief(trace, policy, count.target),
        waits=hope,
        less=_less(trace, row, policy, on) if status is ClaimStatus.ACCEPTED else "",
    )


def _less(trace: Trace, row: Claim, policy: Policy, on: date) -> str:
    """That a reviewer granted less than the rate brings, and why; empty where none did."""
    rated, why = claim_words.less_than_rate(trace.claim, policy, on), getattr(row, "why_less", "")
    if not rated:
        return ""
    named = {"granted": words.figures(trace.credits), "rated": words.credits(rated)}
    told = _("%(granted)s of %(rated)s granted") % named
    return _("%(told)s: %(why)s") % {"told": told, "why": dict(DENIALS).get(why, why)} if why else told


def alone(claim: Fact, row: Claim, policies: Policies, on: date) -> Line:
    """A claim that lies in no cycle of any title: nothing of it counts. No query."""
    policy = policies.on(claim.completed_on)
    return Line(
        row=row,
        **_called(claim, policy),
        status=status_on(claim, on),
        worth="",
        credits=0,
        counted=0,
        lost=(),
        brief="",
        waits=None,
    )


def status_on(claim: Fact, on: date) -> ClaimStatus:
    """How a claim stands by the end of a day."""
    decision = as_of(claim, on)
    return ClaimStatus.PENDING if decision is None else decision.status


def _called(claim: Fact, policy: Policy) -> dict[str, Any]:
    """What the activity is called, and how much of it was reported."""
    what = policy.activities.get(claim.activity)
    if what is None:
        return {"what": claim.activity, "amount": "", "units": claim.amount, "unit": ""}
    return {
        "what": what.name,
        "amount": words.amount(what.unit, claim.amount),
        "units": claim.amount,
        "unit": words.SOME_OF[what.unit](2).replace("%(n)s", "").strip(),
    }


def _brief(trace: Trace, policy: Policy, target: int) -> str:
    """What was lost in a few words, for a column; what waits, was denied or withdrawn says so elsewhere."""
    what = policy.activities.get(trace.claim.activity)
    room = policy.room_of(what) if what else None
    named = {
        "item": words.figures((what and what.item_cap) or 0),
        "room": words.figures(room[1] if room else 0),
        "annual": words.figures(policy.annual_limit(target) or 0),
    }
    shared = bool(what and what.group)
    told: dict[Loss, str] = {
        Loss.NOT_ACCEPTED: "",
        Loss.LATE: _("reported too late"),
        Loss.ATTENDANCE: _("too little of it was attended"),
        Loss.ITEM_CAP: _("one stops at %(item)s"),
        Loss.ACTIVITY_CAP: _("with others it stops at %(room)s a year") if shared else _("it stops at %(room)s a year"),
        Loss.ANNUAL_CAP: _("a year stops at %(annual)s"),
    }
    why = [told[rule] % named for rule, _many in trace.losses if told[rule]]
    if not why:
        return ""
    return _("of %(credits)s: %(why)s") % {"credits": words.figures(trace.credits), "why": ", ".join(why)}


def cycle(
    count: Count,
    told: Mapping[str, Claim],
    policies: Policies,
    on: date,
    *,
    is_current: bool,
    is_renewed: bool = False,
    cut_short: bool = False,
    is_to_come: bool = False,
    is_lost: bool = False,
) -> Cycle:
    """A cycle with everything in it. No query."""
    best = hoped(policies, count, on).traces
    hopes = {trace.claim.id: trace.counted for trace in best if waits(trace.claim, on)}
    lines: list[list[Line]] = [[] for _year in count.window.years]
    brought = list(count.tally.years)
    for trace in count.tally.traces:
        year = count.window.year_of(trace.claim.completed_on)
        brought[year] -= trace.counted
        if trace.claim.id in told:
            lines[year].append(line(trace, told[trace.claim.id], policies, count, on, hopes))
    years = [
        _year(number, count, of_it, brought[number], policies, on, is_current=is_current or is_to_come)
        for number, of_it in enumerate(lines)
        if of_it or brought[number] or count.window.years[number][0] <= on
    ]
    more = sum(trace.counted for trace in best) - sum(trace.counted for trace in count.tally.traces)
    return Cycle(
        count=count,
        years=tuple(reversed(years)),
        waits=more,
        is_current=is_current,
        is_renewed=is_renewed,
        is_owed=is_current and on > count.last_day,
        cut_short=cut_short,
        is_to_come=is_to_come,
        is_lost=is_lost,
    )


def _year(
    number: int,
    count: Count,
    lines: Sequence[Line],
    brought: int,
    policies: Policies,
    on: date,
    *,
    is_current: bool,
) -> Year:
    days = count.window.years[number]
    limit, limited_from = _limit(policies, count.target, days, on)
    counted, runs = count.tally.years[number], days[0] <= on <= days[1]
    return Year(
        number=number + 1,
        days=days,
        lines=tuple(reversed(lines)),
        counted=counted,
        brought=brought,
        target=count.target,
        limit=limit,
        limit_from=limited_from,
        is_current=runs and is_current,
        pace=pace(count.target, counted, days, on) if days[0] <= on else None,
        rules=(
            days[0],
            *(rules.effective_on for rules in policies.versions if days[0] < rules.effective_on <= days[1]),
        ),
    )


def _limit(policies: Policies, target: int, days: Days, on: date) -> tuple[int | None, date | None]:
    """The annual limit of a year, by the rules in force on its last day, or today while it runs.

    With the first day of reports that it holds for, where others of that year were reported before.
    """
    day = min(days[1], max(on, days[0]))
    policy = policies.on(day)
    if not policy.is_limited(max(day, on)):
        return None, None
    begins = policy.annual_from
    return policy.annual_limit(target), begins if begins is not None and days[0] < begins else None
