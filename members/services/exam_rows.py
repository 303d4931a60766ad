"""Award titles by a table of exam results: read, planned line by line, and carried out as a whole or not at all.

The plan that is shown and the plan that is carried out are made by one function from the same bytes; carrying it out
makes it anew under a lock, so what changed meanwhile shows. The same table again changes nothing.
"""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from typing import Final

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User, UserQuerySet
from accounts.services import NewAccount, open_accounts_for_register
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from common.text import clean_line
from comms import outbox
from members import policies
from members.emails import exams as emails
from members.enums import EarnedBy, ExamState
from members.models import ExamClaim, Member, Title
from members.rules.exams import tidy_number
from members.selectors import held_already
from members.services.exams import ExamRefused, award_claims, require_exam
from members.states import OPEN

COLUMNS: Final = ("email", "given_name", "family_name", "title", "exam_on", "exam_number")
MAY_BE_EMPTY: Final = {"family_name"}
MOST_ROWS: Final = 5000
LONGEST_CELL: Final = 254
NAME: Final = 150
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class RowsRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A table that cannot be carried out as a whole."""


class Effect(StrEnum):
    """What a line of a table does."""

    CLAIM = "claim"
    AWARD = "award"
    OPEN = "open"
    NOTHING = "nothing"
    FAULT = "fault"


@dataclass(slots=True, kw_only=True)
class Row:
    """A line of a table, and what it does; ``fault`` says why it does nothing that could be done."""

    line: int
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    title: Title | None = None
    code: str = ""
    exam_on: date | None = None
    exam_number: str = ""
    effect: Effect = Effect.FAULT
    fault: str = ""
    person: User | None = None
    claim: ExamClaim | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a table does, line by line; a fault of the whole table stands alone."""

    rows: list[Row] = field(default_factory=list)
    fault: str = ""

    @property
    def faults(self) -> list[Row]:
        """The lines that cannot be done."""
        return [row for row in self.rows if row.fault]

    @property
    def awards(self) -> list[Row]:
        """The lines that award a title."""
        return [row for row in self.rows if row.effect in {Effect.CLAIM, Effect.AWARD, Effect.OPEN}]

    @property
    def names(self) -> dict[int, str]:
        """Line → name of the account it awards a title to, where there is one already."""
        return {row.line: row.person.get_full_name() for row in self.awards if row.person}

    @property
    def can_be_done(self) -> bool:
        """Whether every line can be done, and one of them does something."""
        return bool(self.awards) and not self.fault and not self.faults

    def count(self, effect: Effect) -> int:
        """How many lines have this effect."""
        return sum(row.effect == effect for row in self.rows)


def plan(content: bytes, *, by: User, on: date) -> Plan:
    """What a table would do on a day (10 statements at most, however many lines). Raises ``Forbidden``."""
    policies.require_award_by_table(by)
    made = _read(content, on)
    rows = [row for row in made.rows if not row.fault]
    _refuse_twice(rows)
    _find_people(rows, by)
    _find_titles([row for row in rows if not row.fault], on)
    return made


@transaction.atomic
def award_by_table(content: bytes, *, names: Mapping[int, str], by: User, at: datetime) -> Plan:
    """Carry out a table as a whole; what it did, line by line. ``names`` are those of the plan that was looked at.

    One table at a time, under a lock; the accounts named are locked before the plan is made. Waiting claims are
    awarded; who has no claim gets one that says so; who has no account gets one. Queues
    ``members.exam_claim_awarded``, without a claim ``members.exam_result_awarded`` or, with a new account, once
    ``members.exam_welcome``. Raises ``Forbidden``, and
    ``RowsRefused`` where a line cannot be done, or would award a title to an account by a name that nobody saw.
    """
    hold("members.exam-table")
    addresses = [row.email for row in _read(content, local_day(at)).rows]
    list(_people_with(addresses).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    made = plan(content, by=by, on=local_day(at))
    if made.fault or made.faults:
        raise RowsRefused(made.fault or _("Some lines cannot be done, so nothing was awarded. Mend the table first."))
    if not made.awards:
        return made
    _require_seen(made, names)
    newcomers = {row.email: row for row in made.awards if row.effect == Effect.OPEN}
    people = [
        NewAccount(email=row.email, given_name=row.given_name, family_name=row.family_name)
        for row in newcomers.values()
    ]
    try:
        opened = {user.email: user for user in open_accounts_for_register(people, by=by, at=at)} if people else {}
    except IntegrityError:
        raise RowsRefused(
            _("Somebody opened an account with one of these addresses a moment ago. Try again.")
        ) from None
    for row in made.awards:
        row.person = opened.get(row.email, row.person)
        row.claim = row.claim or _claim(row, at)
    greeted = {row.claim.reference for row in newcomers.values() if row.claim}
    unasked = {row.claim.reference for row in made.awards if row.claim and row.effect != Effect.CLAIM}
    awarded = award_claims([row.claim for row in made.awards if row.claim], by=by, at=at, quiet=unasked)
    facts = {"awarded_on": local_day(at)}
    for kind, references in ((emails.WELCOME, greeted), (emails.BY_RESULT, unasked - greeted)):
        mails = [emails.mail(claim, facts) for claim in awarded if claim.reference in references]
        outbox.queue_many(kind, mails, at=at)
    return made


def _require_seen(made: Plan, names: Mapping[int, str]) -> None:
    """Raises ``RowsRefused`` for the first line whose account has another name than the one looked at."""
    for line, name in made.names.items():
        if names.get(line) != name:
            told = _(
                "The name on line %(line)d changed since you opened this page: the account is called “%(name)s” now. "
                "Nothing was awarded. Look at the lines again, and then award them."
            )
            raise RowsRefused(told % {"line": line, "name": name})


def _claim(row: Row, at: datetime) -> ExamClaim:
    assert row.person is not None  # noqa: S101  every line that awards has one by now
    assert row.title is not None  # noqa: S101
    assert row.exam_on is not None  # noqa: S101
    return ExamClaim(
        person=row.person, title=row.title, exam_on=row.exam_on, exam_number=row.exam_number, claimed_at=at
    )


# Reading --------------------------------------------------------------------------------------------


def _read(content: bytes, on: date) -> Plan:
    """The lines of a table with what is wrong in each by itself (1 statement)."""
    text = content.decode("utf-8-sig", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [cell.strip().lower() for cell in next(lines, [])]
        if missing := [column for column in COLUMNS if column not in header]:
            told = _("The first line must name the columns. These are missing: %(columns)s.")
            return Plan(fault=told % {"columns": ", ".join(missing)})
        place = {column: header.index(column) for column in COLUMNS}
        found = [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]
    except csv.Error:
        return Plan(
            fault=_("The table breaks off or is not written as CSV: look for a quotation mark without its pair.")
        )
    if not found:
        return Plan(fault=_("The table has no lines below its first one."))
    if len(found) > MOST_ROWS:
        told = _("The table has %(now)d lines; at most %(most)d are done at once. Cut it in parts.")
        return Plan(fault=told % {"now": len(found), "most": MOST_ROWS})
    titles = {title.code.upper(): title for title in Title.objects.select_related("level")}
    return Plan(rows=[_row(line, cells, place, titles, on) for line, cells in found])


def _row(line: int, cells: Sequence[str], place: dict[str, int], titles: dict[str, Title], on: date) -> Row:
    row = Row(line=line)
    if len(cells) < len(place):
        row.fault = _("The line has fewer cells than the first one has columns.")
        return row
    said = {column: cells[number].strip() for column, number in place.items()}
    row.email, row.code = said["email"].lower()[:LONGEST_CELL], said["title"][:40]
    try:
        _fill(row, said, titles, on)
    except ValidationError as wrong:
        row.fault = " ".join(wrong.messages)
    except ExamRefused as wrong:
        row.fault = str(wrong)
    return row


def _fill(row: Row, said: dict[str, str], titles: dict[str, Title], on: date) -> None:
    """Take over what a line says. Raises ``ValidationError`` or ``ExamRefused`` with the first thing that is wrong."""
    if empty := [column for column in COLUMNS if not said[column] and column not in MAY_BE_EMPTY]:
        raise ValidationError(_("The line says nothing under %(columns)s.") % {"columns": ", ".join(empty)})
    try:
        validate_email(said["email"])
    except ValidationError:
        raise ValidationError(_("The address is not written like name@example.org.")) from None
    row.given_name, row.family_name = (clean_line(said[name])[:NAME] for name in ("given_name", "family_name"))
    row.title = titles.get(said["title"].upper())
    if row.title is None:
        raise ValidationError(_("There is no title “%(code)s”.") % {"code": row.code})
    if row.title.level.earned_by != EarnedBy.EXAM:
        told = _("%(title)s is awarded after an assessed application, not after an exam.")
        raise ExamRefused(told % {"title": row.title})
    row.exam_on, row.exam_number = _day(said["exam_on"]), tidy_number(said["exam_number"])
    require_exam(row.exam_on, row.exam_number, on)


def _day(text: str) -> date:
    """A day written 2026-03-01 or 1-3-2026. Raises ``ValidationError``."""
    year_first, day_first = _DAY.fullmatch(text), _DAY_FIRST.fullmatch(text)
    parts = year_first.groups() if year_first else day_first.groups()[::-1] if day_first else ("0", "0", "0")
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        told = _("The date of the exam is no day. Write year, month and day, such as 2026-03-01.")
        raise ValidationError(told) from None


# Planning -------------------------------------------------------------------------------------------


def _refuse_twice(rows: Collection[Row]) -> None:
    """Who stands twice with one title is named at the second line."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        first = seen.setdefault((row.email, row.code.upper()), row.line)
        if first != row.line:
            row.fault = _("The same person and title stand on line %(line)d already.") % {"line": first}


def _people_with(addresses: Collection[str]) -> UserQuerySet:
    """Accounts that confirmed one of these addresses, or were opened with one."""
    confirmed = EmailAddress.objects.filter(email__in=addresses, verified=True).values("user")
    return User.objects.get_queryset().filter(Q(pk__in=confirmed) | Q(email__in=addresses))


def _find_people(rows: Collection[Row], by: User) -> None:
    """Whose each address is: who confirmed it, or whom we put in the register with it (3 statements)."""
    addresses = {row.email for row in rows}
    confirmed = EmailAddress.objects.filter(email__in=addresses, verified=True).select_related("user")
    people = {address.email.lower(): address.user for address in confirmed}
    others = {user.email: user for user in User.objects.filter(email__in=addresses - people.keys())}
    registered = set(Member.objects.filter(user__in=others.values()).values_list("user", flat=True))
    for row in rows:
        other = others.get(row.email)
        row.person = people.get(row.email) or (other if other and other.pk in registered else None)
        if row.fault:
            continue
        if row.person is None and other is not None:
            row.fault = _("Somebody opened an account with this address and never confirmed it. Ask them to, first.")
        elif row.person is not None and not row.person.is_active:
            row.fault = _("The account with this address is closed.")
        elif row.person is not None and row.person.pk == by.pk:
            row.fault = _("This is your own exam. Somebody else decides about it.")


def _find_titles(rows: Collection[Row], on: date) -> None:
    """What each line does, by claims and titles of its person (5 statements)."""
    people = {row.person.pk for row in rows if row.person}
    claims = _claims_of(people)
    rows_of = list(Member.objects.filter(user__in=people).values_list("user", "pk", "user__reads_until"))
    members = {person: pk for person, pk, _revoked in rows_of}
    revoked = {person for person, _pk, ended in rows_of if ended}
    wanted = [(members[person], title) for person, title in map(_pair, rows) if person in members]
    held = held_already(wanted, on) if wanted else set()
    seen: dict[tuple[int, int], int] = {}
    for row in rows:
        person, title = _pair(row)
        if not person:
            row.effect = Effect.OPEN
            continue
        first = seen.setdefault((person, title), row.line)
        if first != row.line:
            row.fault = _("The same person and title stand on line %(line)d already.") % {"line": first}
            continue
        if person in revoked:
            row.fault = _("The membership of this person is revoked. Decide about a claim of theirs by itself.")
            continue
        _judge(row, claims.get((person, title), []), held=(members.get(person), title) in held)
    _note_numbers(rows)


def _pair(row: Row) -> tuple[int, int]:
    return (row.person.pk if row.person else 0, row.title.pk if row.title else 0)


def _claims_of(people: Collection[int]) -> dict[tuple[int, int], list[ExamClaim]]:
    states = [*OPEN, ExamState.AWARDED]
    found: dict[tuple[int, int], list[ExamClaim]] = {}
    for claim in ExamClaim.objects.filter(person__in=people, state__in=states).select_related("person", "title__level"):
        found.setdefault((claim.person_id, claim.title_id), []).append(claim)
    return found


def _judge(row: Row, claims: Collection[ExamClaim], *, held: bool) -> None:
    """The effect of a line on what its person claimed and holds."""
    waiting = next((claim for claim in claims if claim.state in OPEN), None)
    if any(claim.state == ExamState.AWARDED and claim.exam_number == row.exam_number for claim in claims):
        row.effect = Effect.NOTHING
    elif held:
        row.fault = _("This person holds the title already, by another way than this exam.")
    elif waiting is None:
        row.effect = Effect.AWARD
    elif waiting.state == ExamState.OBJECTED:
        row.fault = _("An objection about this title waits. Decide about that by itself.")
    elif (waiting.exam_number, waiting.exam_on) != (row.exam_number, row.exam_on):
        told = _("The waiting claim %(reference)s names another exam number or date. Look at it by itself.")
        row.fault = told % {"reference": waiting.reference}
    else:
        row.effect, row.claim = Effect.CLAIM, waiting


def _note_numbers(rows: Collection[Row]) -> None:
    """Point out numbers that other people's claims name too (1 statement), and names that differ."""
    numbers = {row.exam_number for row in rows}
    used: dict[str, set[int]] = {}
    for number, person in ExamClaim.objects.filter(exam_number__in=numbers).values_list("exam_number", "person"):
        used.setdefault(number, set()).add(person)
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row.exam_number, set()).add(row.email)
    for row in rows:
        if len(named[row.exam_number]) > 1:
            row.notes.append(_("Another line names the same exam number."))
        if used.get(row.exam_number, set()) - {_pair(row)[0]}:
            row.notes.append(_("Another person's claim names the same exam number."))
        name = f"{row.given_name} {row.family_name}".strip()
        if row.person and row.person.get_full_name().casefold() != name.casefold():
            row.notes.append(_("The account with this address is called “%(name)s”.") % {"name": row.person})
