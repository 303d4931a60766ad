"""What the claims of a file come to: every title of their members before and after, and credits that count twice.

By the same selectors and rules as the pages of members: what stands here is what they say once the file is in.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from cpe import selectors
from cpe.enums import Judged
from cpe.imports.known import KnownMember
from cpe.imports.rows import RowPlan
from cpe.rules import cycles as rules
from cpe.rules.claims import Claim
from cpe.rules.cycles import Count, Judgement
from cpe.rules.policy import Policies
from cpe.selectors import Held
from members.imports.known import chunks
from members.rules.cycles import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cycle of a title with the credits it has, and those it would have; ``judged`` of the one that runs, both ways.

    ``line`` is the first of the file that is about its member, ``new`` how many claims of the file its days hold.
    """

    line: int
    member: KnownMember
    title_code: str
    held: Held
    before: Count
    after: Count
    judged: tuple[Judged, Judged] | None
    new: int

    @property
    def window(self) -> Window:
        """The cycle."""
        return self.before.window

    @property
    def differs(self) -> bool:
        """Whether the file makes it count differently, or come out so."""
        judged = self.judged is not None and self.judged[0] is not self.judged[1]
        return judged or self.before.tally.years != self.after.tally.years


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """A year for which a title came with credits, and for which the file brings claims: what counts may count twice."""

    line: int
    member: KnownMember
    title_code: str
    first_day: date
    last_day: date
    brought: int
    added: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All of it; ``over`` are the titles that are to be judged again, because a cycle that is over holds a claim."""

    changes: tuple[Change, ...] = ()
    twice: tuple[Twice, ...] = ()
    over: tuple[int, ...] = ()


def effects(plans: Sequence[RowPlan], policies: Policies, *, on: date) -> Effects:
    """What these new claims come to: 7 statements for every 2 000 members."""
    by_member: dict[int, list[RowPlan]] = defaultdict(list)
    for plan in plans:
        by_member[plan.member.pk].append(plan)
    changes: list[Change] = []
    twice: list[Twice] = []
    over: list[int] = []
    for members in chunks(sorted(by_member)):
        for member, held in selectors.held(members, on):
            of_member = by_member[member]
            for change in _changes(held, of_member, policies, on):
                changes.append(change)
                twice += _twice(change, of_member)
            if any(_is_over_with(held, plan, on) for plan in of_member):
                over.append(held.credential.pk)
    return Effects(
        changes=tuple(sorted(changes, key=attrgetter("line", "member.number", "title_code", "window.number"))),
        twice=tuple(sorted(twice, key=attrgetter("line", "member.number", "title_code", "first_day"))),
        over=tuple(over),
    )


def _changes(held: Held, plans: Sequence[RowPlan], policies: Policies, on: date) -> list[Change]:
    """The cycle a title is in, and earlier ones whose days hold a new claim."""
    found = []
    facts: list[Claim] = [plan.fact for plan in plans]
    for window in held.begun:
        new = sum(window.holds(fact.completed_on) for fact in facts)
        runs = window == held.standing.cycle and not held.standing.value.over
        if not (new or runs):
            continue
        cases = held.case(window), held.case(window, facts)
        before, after = (rules.count(policies, case, window, on) for case in cases)
        if before is None or after is None:
            continue
        judged = [_judged(policies, case, on) for case in cases] if runs else []
        found.append(
            Change(
                line=min(plan.line for plan in plans),
                member=plans[0].member,
                title_code=held.credential.title_code,
                held=held,
                before=before,
                after=after,
                judged=(judged[0].outcome, judged[1].outcome) if judged else None,
                new=new,
            )
        )
    return found


def _judged(policies: Policies, case: rules.Case, on: date) -> Judgement:
    return rules.judge(policies, case, on)[0]


def _twice(change: Change, plans: Sequence[RowPlan]) -> list[Twice]:
    """Years for which the title came with credits, and the file brings more."""
    credential, window = change.held.credential, change.window
    if window != credential.fact.first_cycle:
        return []
    found = []
    for year, brought in enumerate(credential.brought):
        first, last = window.years[year]
        lines = [plan for plan in plans if plan.counts and first <= plan.fact.completed_on <= last]
        if brought and lines:
            found.append(
                Twice(
                    line=min(plan.line for plan in lines),
                    member=change.member,
                    title_code=change.title_code,
                    first_day=first,
                    last_day=last,
                    brought=brought,
                    added=change.after.tally.years[year] - change.before.tally.years[year],
                    claims=len(lines),
                )
            )
    return found


def _is_over_with(held: Held, plan: RowPlan, on: date) -> bool:
    """Whether a cycle of the title holds the day of the claim and is over."""
    return any(window.holds(plan.fact.completed_on) and window.expires_on < on for window in held.credential.cycles)
