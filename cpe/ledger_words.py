"""A member's ledger in words: every claim with what counted and what was lost, every year and cycle with its sums.

Made from the counts of the rules, in the language of the moment, once for the pages, the transcript and its table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cpe import claim_words, words
from cpe.claim_words import SHAPES
from cpe.enums import ClaimStatus, Loss, Pace
from cpe.models import Claim
from cpe.models.ledger import DENIALS, STATUSES
from cpe.rules.caps import Trace
from cpe.rules.claims import Claim as Fact
from cpe.rules.claims import as_of
from cpe.rules.cycles import Count
from cpe.rules.pace import pace
from cpe.rules.policy import Policies, Policy
from cpe.rules.rooms import hoped, waits
from members.rules.cycles import Days, Window

STATUS_WORDS: Final[dict[str, str | Promise]] = dict(STATUSES)

PACES: Final[dict[Pace, tuple[str | Promise, str]]] = {
    Pace.MET: (gettext_lazy("Target met"), "valid"),
    Pace.ON_TRACK: (gettext_lazy("On track"), "valid"),
    Pace.BEHIND: (gettext_lazy("Behind"), "attention"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim as its member reads it. ``row`` is what was said of it, ``status`` how it stands;
    ``units`` are ten-thousandths of the ``unit``.

    For one title: ``worth`` tells what it brings and why, ``counted`` the figure, ``lost`` what each rule took,
    ``less`` why a reviewer granted less than the rate brings, ``brief`` what was lost in a few words, ``waits`` what
    it could still count. Credits are quarters.
    """

    row: Claim
    what: str
    amount: str
    units: int
    unit: str
    status: ClaimStatus
    worth: str
    credits: int
    counted: int
    lost: tuple[str, ...]
    brief: str
    waits: int | None
    less: str = ""

    @property
    def word(self) -> str:
        """How it stands."""
        return capfirst(str(STATUS_WORDS[self.status]))

    @property
    def shape(self) -> str:
        """The shape of ``ui/status.html``."""
        return SHAPES[self.status]

    @property
    def figure(self) -> str:
        """What counts."""
        return words.figures(self.counted)

    @property
    def worth_figure(self) -> str:
        """What it brings before any limit."""
        return words.figures(self.credits)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Why it does not count for more."""
        return (self.less, *self.lost) if self.less else self.lost

    @property
    def waiting(self) -> str:
        """What it could still count, where a decision is owed."""
        return "" if self.waits is None else _("up to %(credits)s") % {"credits": words.figures(self.waits)}

    @property
    def origin(self) -> str:
        """That it was brought in from outside, if it was."""
        return claim_words.brought_in(self.row)

    @property
    def lost_in_all(self) -> int:
        """Everything that was lost; nothing is of what waits, or was taken back."""
        kept = self.waits is not None or self.status is ClaimStatus.WITHDRAWN
        return 0 if kept else self.credits - self.counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A certification year of a cycle: its lines, its sums, and what it is asked; ``pace`` once it has begun.

    ``rules`` are days whose rules judge its activities: the first, and those on which others came into force.
    """

    number: int
    days: Days
    lines: tuple[Line, ...]
    counted: int
    brought: int
    target: int
    limit: int | None
    is_current: bool
    pace: Pace | None
    rules: tuple[date, ...]

    @property
    def lost(self) -> int:
        """What the limits and decisions took in all."""
        return sum(line.lost_in_all for line in self.lines)

    @property
    def figures(self) -> dict[str, str]:
        """The sums as numbers."""
        return {name: words.figures(getattr(self, name)) for name in ("counted", "lost", "brought", "target")}

    @property
    def sums(self) -> str:
        """The sum against the target and the annual limit."""
        named = {"counted": words.figures(self.counted), "target": words.figures(self.target)}
        told = _("%(counted)s of %(target)s credits, the target of the year.") % named
        if self.limit is None:
            return told
        most = _("At most %(most)s count in one year.") % {"most": words.figures(self.limit)}
        return f"{told} {most}"

    @property
    def word(self) -> str:
        """How it goes, or went."""
        if self.pace is None:
            return ""
        if not self.is_current and self.pace is Pace.BEHIND:
            return _("Below the target")
        return str(PACES[self.pace][0])

    @property
    def shape(self) -> str:
        """The shape of ``ui/status.html``; a year that is over asks for nothing any more."""
        if self.pace is None:
            return ""
        return "ended" if not self.is_current and self.pace is Pace.BEHIND else PACES[self.pace][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle with its years, the newest first, and what it has in all; ``waits`` is what decisions could add.

    ``is_owed``: its last day is past, and a decision is ours to take.
    """

    count: Count
    years: tuple[Year, ...]
    waits: int
    is_current: bool
    is_renewed: bool = False
    is_owed: bool = False

    @property
    def window(self) -> Window:
        """Its days."""
        return self.count.window

    @property
    def sums(self) -> str:
        """The sum against the minimum; of a cycle renewed with less, that what came before was taken as given."""
        if self.is_renewed and self.count.missing:
            named = {"counted": words.figures(self.count.tally.counted), "required": words.figures(self.count.required)}
            told = _("Renewed, taken as given: %(counted)s of %(required)s credits are recorded in this portal.")
            return told % named
        if self.is_owed and self.count.missing:
            named = {"counted": words.figures(self.count.tally.counted), "required": words.figures(self.count.required)}
            return _("%(counted)s of %(required)s credits: nothing for you to do, we owe you a decision.") % named
        return sums(self.count, is_current=self.is_current)

    @property
    def waiting(self) -> str:
        """What decisions could add."""
        if not self.waits:
            return ""
        return _("Up to %(credits)s more, waiting for a decision.") % {"credits": words.credits(self.waits)}

    @property
    def last_days(self) -> str:
        """Until when activities count and may be reported, with an extension if there is one; nothing once over."""
        if self.is_owed:
            return ""
        named = {"expires": date_format(self.window.expires_on), "last": date_format(self.count.last_day)}
        if self.count.last_day != self.window.last_day:
            told = _("Activities count until %(expires)s. Two of us moved the last day to report them to %(last)s.")
            return told % named
        return _("Activities count until %(expires)s, and may be reported until %(last)s.") % named


def sums(count: Count, *, is_current: bool) -> str:
    """What a cycle has against its minimum."""
    named = {
        "counted": words.figures(count.tally.counted),
        "required": words.figures(count.required),
        "missing": words.credits(count.missing),
    }
    if not count.missing:
        return _("%(counted)s of %(required)s credits: the minimum is met.") % named
    if is_current:
        return _("%(counted)s of %(required)s credits: %(missing)s to go.") % named
    return _("%(counted)s of %(required)s credits: %(missing)s were missing.") % named


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
        worth=claim_words.worth(trace, policy, on),
        credits=trace.credits,
        counted=trace.counted,
        lost=() if hope is not None else tuple(lost),
        brief=_brief(trace, policy, count.target),
        waits=hope,
        less=_less(trace, row, policy, on) if status is ClaimStatus.ACCEPTED else "",
    )


def _less(trace: Trace, row: Claim, policy: Policy, on: date) -> str:
    """That a reviewer granted less than the rate brings, and why; empty where none did."""
    rated, why = claim_words.less_than_rate(trace, policy, on), getattr(row, "why_less", "")
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
        _year(number, count, of_it, brought[number], policies, on, is_current=is_current)
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
    )


def _year(
    number: int,
    count: Count,
    lines: Iterable[Line],
    brought: int,
    policies: Policies,
    on: date,
    *,
    is_current: bool,
) -> Year:
    days = count.window.years[number]
    counted, runs = count.tally.years[number], days[0] <= on <= days[1]
    return Year(
        number=number + 1,
        days=days,
        lines=tuple(lines),
        counted=counted,
        brought=brought,
        target=count.target,
        limit=_limit(policies, count.target, days, on),
        is_current=runs and is_current,
        pace=pace(count.target, counted, days, on) if days[0] <= on else None,
        rules=(
            days[0],
            *(rules.effective_on for rules in policies.versions if days[0] < rules.effective_on <= days[1]),
        ),
    )


def _limit(policies: Policies, target: int, days: Days, on: date) -> int | None:
    """The annual limit of a year, by the rules in force on its last day, or today while it runs."""
    day = min(days[1], max(on, days[0]))
    policy = policies.on(day)
    return policy.annual_limit(target) if policy.is_limited(day) else None
