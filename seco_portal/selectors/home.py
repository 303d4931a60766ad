"""The page after signing in: all that it shows one person at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from accounts.models import User
from accounts.roles import Role
from common.calendar import HERE, local_day
from conduct.committee_words import OwnSeat, own_line
from conduct.models import Case
from conduct.officer_words import first_line
from conduct.own_words import Own, stands
from conduct.policies import OFFICER
from conduct.selectors import reports_mine, reports_to_take, told_cases
from conduct.selectors.cases import numbers, seats_of
from conduct.selectors.judging import votes_asked
from cpe.selectors import ledger_with, named_claims_of, owed_of
from members import membership_words
from members.models import Member
from members.selectors import Account
from members.selectors.diary import days_of
from members.selectors.held import held_by
from members.selectors.membership_page import coming_by
from members.selectors.years import account_in
from seco_portal.selectors.applying import OpenApplication, applications
from seco_portal.selectors.person import About, Asked, Waiting, about, holding
from seco_portal.selectors.steps import Step, steps
from seco_portal.selectors.titles import Day, HeldTitle, Lately, appeals, days, lately, titles

DAYPARTS: Final = (("night", 5), ("morning", 12), ("afternoon", 18), ("evening", 24))
"""Each part of the day with the hour that ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMember:
    """What a home shows of a member alone."""

    account: Account
    due: str
    paid: str
    titles: Sequence[HeldTitle]
    days: Sequence[Day]
    lately: Lately
    to_agree: Sequence[str]
    asked: Sequence[Asked]
    help: Sequence[Waiting]

    @property
    def held(self) -> list[HeldTitle]:
        """The titles that stand."""
        return [row for row in self.titles if not row.over]

    @property
    def lost(self) -> list[HeldTitle]:
        """Those that are over."""
        return [row for row in self.titles if row.over]

    @property
    def first_to_earn(self) -> HeldTitle | None:
        """The title beside which an activity is added: the first one that credits are asked of."""
        return next((row for row in self.titles if row.counts), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the page after signing in shows one person at one moment."""

    daypart: str
    today: date
    member: Member | None
    roles: tuple[Role, ...]
    works_in_office: bool
    applications: Sequence[OpenApplication]
    own: OfMember | None
    conduct: str = ""
    judges: bool = False
    concerned: bool = False
    about_them: Sequence[tuple[Case, Own]] = ()
    to_judge: Sequence[OwnSeat] = ()
    steps: Sequence[Step] = field(default_factory=list)

    @property
    def open_steps(self) -> int:
        """How many steps wait."""
        return sum(not step.done for step in self.steps)

    @property
    def needed_steps(self) -> int:
        """How many of them something else waits for."""
        return sum(step.needed and not step.done for step in self.steps)


def daypart(hour: int) -> str:
    """Which greeting an hour of the day asks for: ``night``, ``morning``, ``afternoon`` or ``evening``."""
    return next(part for part, end in DAYPARTS if hour < end)


def home(user: User, *, at: datetime) -> Home:
    """The page after signing in: 1 query, for a member 7, 4 more where a title is held.

    Session and account are two more, for a case officer three on top, for who judges and for whom a case is about two
    each. For who ever applied it is one more; and for each that was submitted one, for each that was accepted eleven.
    Day and greeting are those of Europe/Amsterdam, wherever the reader is.
    """
    on = local_day(at)
    person = about(user)
    own = _of_member(user, person.member, person, on) if person.member else None
    return Home(
        daypart=daypart(at.astimezone(HERE).hour),
        today=on,
        member=person.member,
        roles=person.roles,
        works_in_office=user.is_staff,
        applications=applications(user, on) if person.applied else (),
        own=own,
        conduct=_conduct(user) if any(role.key == OFFICER for role in person.roles) else "",
        judges=person.judges,
        concerned=person.concerned,
        about_them=_about_them(user, on) if person.concerned else (),
        to_judge=_to_judge(user, on) if person.judges else (),
        steps=steps(user, person, own.account, own.to_agree, own.asked) if own else steps(user, person),
    )


def _about_them(user: User, on: date) -> list[tuple[Case, Own]]:
    """The cases about somebody that are under way, and how each stands for them (2 queries)."""
    rows = told_cases(user).filter(closed_at=None).select_related("hearing", "explanation").prefetch_related("seats")
    return [(case, stands(case, list(case.seats.all()), on)) for case in rows]


def _to_judge(user: User, on: date) -> list[OwnSeat]:
    """The invitations and cases that wait for somebody who judges (2 queries)."""
    votes = votes_asked(user)
    lines = [own_line(seat, on, votes) for seat in seats_of(user)]
    return [line for line in lines if line.kind == "attention"]


def _conduct(user: User) -> str:
    """What waits for a case officer, in one sentence (3 queries)."""
    return first_line(to_take=len(reports_to_take(user)), mine=reports_mine(user).count(), **numbers(user))


def _of_member(user: User, member: Member, person: About, on: date) -> OfMember:
    """What a member holds, reported and paid (6 queries, 4 more where a title is held)."""
    holds = holding(user, on)
    held = held_by(member)
    registered = [row.registered for row in held]
    claims, names = named_claims_of(member.pk)
    account = account_in(person.membership, member, on)
    next_year = coming_by(person.membership, registered, holds.amounts, holds.schedule, on)
    ledger = ledger_with(claims, registered, holds.policies, on)
    shown = titles(held, ledger, account, next_year, owed_of(member.pk, ledger))
    return OfMember(
        account=account,
        due=membership_words.due(account),
        paid=membership_words.until(account),
        titles=shown,
        days=days(
            days_of(registered, account, next_year, on),
            on,
            met={str(row.title.code) for row in shown if row.met},
            appeals=appeals(ledger, names),
        ),
        lately=lately(ledger, names, shown, {one.claim for one in holds.asked}),
        to_agree=holds.to_agree,
        asked=holds.asked,
        help=holds.help,
    )
