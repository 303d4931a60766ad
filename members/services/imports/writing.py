"""Write a plan that has no fault: set by set, a chunk of people at a time, inside the transaction of the import."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from accounts import services as accounts
from accounts.models import User
from common import audit
from common.calendar import local_day
from common.money import from_quarters
from members.enums import CertificateWhy, RecheckWhy
from members.imports import PersonPlan, Plan, TitlePlan
from members.imports.columns import CONTACT, NAMES, YEARS_OF_CREDITS
from members.imports.known import chunks
from members.models import Credential, Cycle, Member, OpeningPosition, RegisterImport
from members.rules.imports import Brought
from members.services import certificates
from members.services.certificates import Issue
from members.services.memberships import begin_brought
from members.services.people import free_numbers
from members.services.rechecks import ask_recheck

BATCH = 500
"""Rows in one UPDATE that gives each a value of its own."""

OF_THE_ACCOUNT = (*NAMES, "language")


def write(plan: Plan, run: RegisterImport, *, by: User | None, at: datetime) -> None:
    """Write all of it; the same number of statements for every 2 000 people."""
    writer = _Writer(run, by=by, at=at)
    numbers = _numbers(plan)
    for people in chunks([person for person in plan.people if person.new or person.changes or _concerned(person)]):
        users = writer.accounts(people)
        members = writer.members(people, users, numbers)
        writer.titles(people, members)
        writer.corrections(people)
        paid = {members[one.email].pk: one.fees_paid_until for one in people if _concerned(one)}
        begin_brought(paid)


def _concerned(person: PersonPlan) -> bool:
    """Whether the import brings a title of this person, or corrects what one came with."""
    return any(title.new or title.changes for title in person.titles)


def _numbers(plan: Plan) -> dict[str, int]:
    """Address → member number of those who are new: the one the file gives, or the next that nobody has.

    Numbers are drawn even where none is needed: that locks the series, so that nobody is given one of the file's.
    """
    new = [person for person in plan.people if person.new]
    numbers = {person.email: person.number for person in new if person.number is not None}
    given, without = set(numbers.values()), [person.email for person in new if person.email not in numbers]
    found: list[int] = []
    while True:
        found += [number for number in free_numbers(len(without) - len(found)) if number not in given]
        if len(found) == len(without):
            return numbers | dict(zip(without, found, strict=True))


class _Writer:
    """One run: who does it, when, and the row it is kept by."""

    def __init__(self, run: RegisterImport, *, by: User | None, at: datetime) -> None:
        self.run, self.by, self.at = run, by, at

    def accounts(self, people: Sequence[PersonPlan]) -> dict[str, User]:
        """Address → account: opened where there is none, and renamed where its person never signed in."""
        new = [
            User(email=one.email, given_name=one.given_name, family_name=one.family_name, language=one.language)
            for one in people
            if one.known is None
        ]
        accounts.open_brought_accounts(new, by=self.by, at=self.at)
        there = User.objects.in_bulk([one.known.user for one in people if one.known])
        unproved = [there[one.known.user] for one in people if one.known and one.new and not one.known.proved]
        accounts.drop_unproved_passwords(unproved, by=self.by, at=self.at)
        users = {user.email: user for user in new} | {one.email: there[one.known.user] for one in people if one.known}
        for one in people:
            if one.known and any(name in NAMES for name in one.changes):
                users[one.email].renamed_at = self.at
        self._change(people, users, OF_THE_ACCOUNT, act="members.profile-changed", also=("renamed_at",))
        return users

    def members(
        self, people: Sequence[PersonPlan], users: dict[str, User], numbers: dict[str, int]
    ) -> dict[str, Member]:
        """Address → member: put in the register, or moved where the person never signed in."""
        new = {
            one.email: Member(user=users[one.email], number=numbers[one.email], registered_on=one.registered_on)
            for one in people
            if one.new
        }
        for one in people:
            if one.new and any(asdict(one.contact).values()):
                new[one.email].move(one.contact, at=self.at)
        Member.objects.bulk_create(new.values())
        audit.record_many(
            "members.registered",
            [audit.Entry(about=row, person=row.user_id) for row in new.values()],
            by=self.by,
            at=self.at,
        )
        known = {one.email: one.known.member for one in people if one.known and one.known.member}
        there = Member.objects.in_bulk(known.values())
        members = new | {email: there[pk] for email, pk in known.items()}
        moved = [one for one in people if not one.new]
        for one in moved:
            if any(name in CONTACT for name in one.changes):
                members[one.email].contact_changed_at = self.at
        self._change(moved, members, CONTACT, act="members.contact-changed", also=("contact_changed_at",))
        return members

    def titles(self, people: Sequence[PersonPlan], members: dict[str, Member]) -> None:
        """Credentials, the cycle each came in, and their opening positions."""
        made = [
            (title.brought, self._credential(members[one.email], title))
            for one in people
            for title in one.titles
            if title.new
        ]
        Credential.objects.bulk_create(credential for _brought, credential in made)
        begun = Cycle.objects.bulk_create(
            Cycle(credential=credential, number=brought.first_cycle.number, first_day=brought.first_cycle.first)
            for brought, credential in made
            if brought.first_cycle
        )
        cycles = {cycle.credential_id: cycle for cycle in begun}
        OpeningPosition.objects.bulk_create(
            OpeningPosition(
                credential=credential,
                cycle_number=brought.first_cycle.number if brought.first_cycle else None,
                run=self.run,
                brought_at=self.at,
                **_position(brought),
            )
            for brought, credential in made
        )
        entries = [audit.Entry(about=credential, person=credential.member.user_id) for _brought, credential in made]
        audit.record_many("members.brought-in", entries, by=self.by, at=self.at)
        issues = [
            Issue(credential=credential, cycle=cycles.get(credential.pk), why=CertificateWhy.BROUGHT)
            for _brought, credential in made
        ]
        certificates.issue(issues, by=self.by, at=self.at)

    def corrections(self, people: Sequence[PersonPlan]) -> None:
        """Opening positions that the file gives anew; a title whose cycle is over is judged again."""
        changed = {
            title.known.pk: (title, one.known.user)
            for one in people
            for title in one.titles
            if title.known and one.known and title.changes
        }
        rows = list(OpeningPosition.objects.filter(credential__in=changed).select_related("credential"))
        for row in rows:
            for name, value in _position(changed[row.credential_id][0].brought).items():
                setattr(row, name, value)
        OpeningPosition.objects.bulk_update(rows, [*YEARS_OF_CREDITS, "fees_paid_until"], batch_size=BATCH)
        entries = [
            audit.Entry(about=row.credential, person=user, changes=_as_kept(title))
            for row in rows
            for title, user in [changed[row.credential_id]]
        ]
        audit.record_many("members.opening-corrected", entries, by=self.by, at=self.at)
        on = local_day(self.at)
        over = [pk for pk, (title, _user) in changed.items() if _is_over(title.brought, on)]
        if over:
            ask_recheck(over, RecheckWhy.CORRECTION, at=self.at)

    def _credential(self, member: Member, title: TitlePlan) -> Credential:
        return Credential(member=member, title_id=title.title, awarded_on=title.brought.awarded_on, awarded_at=self.at)

    def _change(
        self,
        people: Iterable[PersonPlan],
        rows: dict[str, Any],
        columns: Collection[str],
        *,
        act: str,
        also: Collection[str] = (),
    ) -> None:
        """Write what is different in these columns, with a line for each row that it is different in."""
        changed, entries = [], []
        for one in people:
            changes = {name: pair for name, pair in one.changes.items() if name in columns}
            if changes:
                row = rows[one.email]
                for name, (_before, after) in changes.items():
                    setattr(row, name, after)
                changed.append(row)
                entries.append(audit.Entry(about=row, person=getattr(row, "user_id", None), changes=changes))
        if changed:
            type(changed[0])._base_manager.bulk_update(changed, [*columns, *also], batch_size=BATCH)
        audit.record_many(act, entries, by=self.by, at=self.at)


def _position(brought: Brought) -> dict[str, Any]:
    """What a title came with, by the columns of its opening position."""
    values: dict[str, Any] = dict(zip(YEARS_OF_CREDITS, map(from_quarters, brought.credits), strict=True))
    return values | {"fees_paid_until": brought.fees_paid_until}


def _as_kept(title: TitlePlan) -> dict[str, tuple[Any, Any]]:
    """The changes of an opening position, credits as credits."""
    return {
        name: (from_quarters(pair[0]), from_quarters(pair[1])) if name in YEARS_OF_CREDITS else pair
        for name, pair in title.changes.items()
    }


def _is_over(brought: Brought, on: date) -> bool:
    return brought.first_cycle is not None and brought.first_cycle.expires_on < on
