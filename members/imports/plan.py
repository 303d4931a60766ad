"""What a file would make of the register: a plan, or everything that is to be mended in it.

Pure: rows and what is known of them come in. A plan does not depend on the order of the rows, and the same file tried
again once it is in plans nothing. What a person wrote since they signed in is kept, whatever a file says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from django.utils.translation import gettext as _

from common.calendar import DAY
from members import words
from members.enums import StandingValue
from members.imports import sentences
from members.imports.cells import Fault, Said
from members.imports.columns import CONTACT, NAMES, PERSONAL, YEARS_OF_CREDITS
from members.imports.known import CatalogueTitle, Known, KnownPerson, KnownTitle, Position
from members.rules import imports as rules
from members.rules.contact import Contact
from members.rules.cycles import Window
from members.rules.imports import Brought
from members.rules.standing import CredentialFact, Standing, standing

LANGUAGE: Final = "en"

Changes = Mapping[str, tuple[Any, Any]]
"""Column → what stands in the register, and what the file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePlan:
    """A title as the file gives it, beside what the register knows; ``changes`` are those of its opening position."""

    line: int
    code: str
    title: int
    brought: Brought
    known: KnownTitle | None
    changes: Changes = field(default_factory=dict)

    @property
    def new(self) -> bool:
        """Whether the register does not know it yet."""
        return self.known is None

    def before(self, on: date) -> Standing | None:
        """How it stands in the register."""
        return standing(self.known.fact, self.known.outcomes, on) if self.known else None

    def after(self, on: date) -> Standing | None:
        """How it would stand once the file is in."""
        if self.known:
            return self.before(on)
        fact = CredentialFact(awarded_on=self.brought.awarded_on, first_cycle=self.brought.first_cycle)
        return standing(fact, (), on)

    def needs_attention(self, on: date) -> bool:
        """Whether its cycle is over, or its fees are behind."""
        after = self.after(on)
        over = after is not None and after.value in {StandingValue.GRACE, StandingValue.HELD}
        return over or self.brought.fees_paid_until < on


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """A person as the file gives them, with their titles, beside the account that is theirs already.

    ``number`` is the one the file gives. ``kept`` names what the file says otherwise and the person wrote themselves.
    """

    email: str
    given_name: str
    family_name: str
    language: str
    number: int | None
    registered_on: date
    contact: Contact
    fees_paid_until: date
    known: KnownPerson | None
    changes: Changes
    kept: tuple[str, ...]
    titles: tuple[TitlePlan, ...]

    @property
    def new(self) -> bool:
        """Whether the person is not in the register yet."""
        return self.known is None or self.known.member is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much of a file is new, changed and unchanged."""

    people_new: int = 0
    people_changed: int = 0
    people_unchanged: int = 0
    titles_new: int = 0
    titles_changed: int = 0
    titles_unchanged: int = 0

    @property
    def something_new(self) -> bool:
        """Whether bringing it in would change the register."""
        return any(many for name, many in asdict(self).items() if not name.endswith("_unchanged"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be done, if nothing is to be mended; people in order of registration, whatever the file's."""

    rows: int
    people: tuple[PersonPlan, ...]
    faults: tuple[Fault, ...]

    @property
    def counts(self) -> Counts:
        """How much of it is new."""
        titles = [title for person in self.people for title in person.titles]
        new, changed = sum(one.new for one in self.people), sum(bool(one.changes) for one in self.people if not one.new)
        titles_new, titles_changed = sum(one.new for one in titles), sum(bool(one.changes) for one in titles)
        return Counts(
            people_new=new,
            people_changed=changed,
            people_unchanged=len(self.people) - new - changed,
            titles_new=titles_new,
            titles_changed=titles_changed,
            titles_unchanged=len(titles) - titles_new - titles_changed,
        )


def plan(rows: Sequence[Said], faults: Iterable[Fault], known: Known, *, on: date) -> Plan:
    """What these rows would make of the register on a day; with a fault, nobody is planned for."""
    judge = _Judge(known, on)
    judge.faults += faults
    by_person = sorted((row for row in rows if row.says("email")), key=lambda row: (row.values["email"], row.line))
    groups = [list(of_one) for _email, of_one in groupby(by_person, key=lambda row: row.values["email"])]
    nobodys = [[row] for row in rows if not row.says("email")]
    people = [person for of_one in (*groups, *nobodys) if (person := judge.person(of_one))]
    judge.tell_apart(groups)
    found = tuple(sorted(set(judge.faults)))
    in_order = sorted(people, key=attrgetter("registered_on", "email"))
    return Plan(rows=len(rows), people=() if found else tuple(in_order), faults=found)


class _Judge:
    """Judges the rows of a file, and gathers all that is wrong with them."""

    def __init__(self, known: Known, on: date) -> None:
        self.known, self.on = known, on
        self.faults: list[Fault] = []

    def fault(self, row: Said, column: str, sentence: str) -> None:
        """One thing to be mended."""
        self.faults.append(Fault(line=row.line, column=column, sentence=sentence))

    def person(self, rows: list[Said]) -> PersonPlan | None:
        """Somebody's rows as a plan; nothing where they cannot be told what to do."""
        first, before = rows[0], len(self.faults)
        for row in rows[1:]:
            self._compare(first, row)
        known = self.known.people.get(first.values.get("email", ""))
        self._check_account(first, known)
        titles = [title for row in rows if (title := self._title(row, rows, known))]
        if not (known and known.titles):
            self._check_paid(first, titles)
        wanted = ("email", "given_name", "registered_on", "fees_paid_until", "family_name", "language", "member_number")
        if len(self.faults) > before or not first.says(*wanted, *CONTACT) or len(titles) < len(rows):
            return None
        given = first.values
        person = PersonPlan(
            email=given["email"],
            given_name=given["given_name"],
            family_name=given["family_name"] or "",
            language=given["language"] or (known.language if known else LANGUAGE),
            number=given["member_number"],
            registered_on=given["registered_on"],
            contact=_contact(given, known),
            fees_paid_until=given["fees_paid_until"],
            known=known,
            changes={},
            kept=(),
            titles=tuple(sorted(titles, key=attrgetter("code"))),
        )
        differences = _differences(person, known) if known else {}
        if known and known.signed_in:
            return replace(person, kept=tuple(differences))
        return replace(person, changes=differences)

    def tell_apart(self, groups: list[list[Said]]) -> None:
        """Find addresses that lead to one account, and member numbers that are somebody else's."""
        accounts: dict[int, Said] = {}
        numbers: dict[int, Said] = {}
        for first in (rows[0] for rows in groups):
            known = self.known.people.get(first.values["email"])
            if known:
                if other := accounts.get(known.user):
                    self.fault(first, "email", sentences.one_account(other.line, other.values["email"]))
                accounts.setdefault(known.user, first)
            number = first.values.get("member_number")
            if number is None:
                continue
            if other := numbers.get(number):
                self.fault(first, "member_number", sentences.number_twice(other.line))
            numbers.setdefault(number, first)
            owner = self.known.numbers.get(number)
            if known and known.number not in {None, number}:
                self.fault(first, "member_number", sentences.number_differs(known.number))
            elif owner is not None and (known is None or owner != known.user):
                self.fault(first, "member_number", sentences.number_taken())

    def _compare(self, first: Said, row: Said) -> None:
        """What two rows of one person say differently about the person."""
        for column in PERSONAL:
            if first.says(column) and row.says(column) and first.values[column] != row.values[column]:
                self.fault(row, column, sentences.differs(first.line, first.values["email"]))

    def _check_account(self, row: Said, known: KnownPerson | None) -> None:
        if known and not known.active:
            self.fault(row, "email", _("The account with this address is closed. Open it again first."))
        if row.says("registered_on") and row.values["registered_on"] > self.on:
            self.fault(row, "registered_on", _("This day has not come yet."))
        if row.says("fees_paid_until") and not rules.may_be_paid_until(row.values["fees_paid_until"], self.on):
            self.fault(row, "fees_paid_until", sentences.paid_too_far())

    def _check_paid(self, first: Said, titles: Sequence[TitlePlan]) -> None:
        """Nobody's years begin before their first award."""
        awarded_on = min((title.brought.awarded_on for title in titles), default=None)
        if awarded_on and first.says("fees_paid_until") and first.values["fees_paid_until"] < awarded_on - DAY:
            self.fault(first, "fees_paid_until", sentences.paid_before_award(awarded_on))

    def _title(self, row: Said, rows: list[Said], known: KnownPerson | None) -> TitlePlan | None:
        """A row's title as a plan; nothing where something is wrong with it."""
        if not row.says("title"):
            return None
        code, before = row.values["title"], len(self.faults)
        twin = next((one for one in rows if one.values.get("title") == code), row)
        if twin is not row:
            self.fault(row, "title", sentences.title_twice(twin.line))
        title = self.known.titles.get(code)
        if title is None:
            self.fault(row, "title", sentences.unknown_title(code))
            return None
        brought = self._brought(row, title)
        if brought is None or len(self.faults) > before:
            return None
        held = known.titles.get(code) if known else None
        made = TitlePlan(line=row.line, code=code, title=title.pk, brought=brought, known=held)
        return replace(made, changes=self._changes(row, brought, known, held)) if known and held else made

    def _brought(self, row: Said, title: CatalogueTitle) -> Brought | None:
        """What a row brings along, once its days make sense."""
        if not title.has_cycles:
            for column in ("cycle_first_day", "cycle_number", *YEARS_OF_CREDITS):
                if row.values.get(column):
                    self.fault(row, column, _("Titles of this level have no cycles: leave this empty."))
        elif row.says("cycle_first_day") and row.values["cycle_first_day"] is None:
            self.fault(row, "cycle_first_day", _("Please fill this in: this title is kept up in cycles."))
        if not row.says("awarded_on", "cycle_first_day"):
            return None
        awarded_on, first_day = row.values["awarded_on"], row.values["cycle_first_day"]
        wrong = list(rules.faults_of_days(awarded_on, first_day if title.has_cycles else None, self.on))
        for column, what in wrong:
            self.fault(row, column, sentences.of_days(what))
        window = self._window(row) if title.has_cycles and first_day and not wrong else None
        if window:
            self._check_credits(row, window)
        if wrong or not row.says("fees_paid_until", *YEARS_OF_CREDITS) or (title.has_cycles and window is None):
            return None
        one, two, three = (row.values[year] or 0 for year in YEARS_OF_CREDITS)
        paid_until = row.values["fees_paid_until"]
        return Brought(awarded_on=awarded_on, first_cycle=window, credits=(one, two, three), fees_paid_until=paid_until)

    def _window(self, row: Said) -> Window | None:
        """The cycle a row speaks of, with its number since the award."""
        if not row.says("cycle_number"):
            return None
        awarded_on, first_day, given = (row.values[name] for name in ("awarded_on", "cycle_first_day", "cycle_number"))
        if what := rules.fault_of_number(awarded_on, first_day, given):
            self.fault(row, "cycle_number", sentences.of_number(what, awarded_on, first_day))
            return None
        return Window(number=given or rules.number_of(awarded_on, first_day) or 1, first=first_day)

    def _check_credits(self, row: Said, window: Window) -> None:
        given = [row.values.get(year) for year in YEARS_OF_CREDITS]
        for number in rules.years_ahead(window, given, self.on):
            day = words.day(window.years[number - 1][0])
            told = _("This year of the cycle begins on %(day)s. Leave the cell empty until then.") % {"day": day}
            self.fault(row, YEARS_OF_CREDITS[number - 1], told)
        for column, (first, _last) in zip(YEARS_OF_CREDITS, window.years, strict=True):
            if first <= self.on and row.says(column) and row.values[column] is None:
                self.fault(row, column, _("This year of the cycle has begun. Write 0 if nothing was counted so far."))

    def _changes(self, row: Said, brought: Brought, known: KnownPerson, held: KnownTitle) -> Changes:
        """What an import would correct in the opening position of a title that is there; faults where it may not."""
        first = brought.first_cycle
        if not held.open:
            self.fault(row, "title", _("This title ended in the register. It is not brought in again: leave it out."))
        elif held.position is None:
            told = _("This title was awarded in the portal, not brought in. Leave the row out.")
            self.fault(row, "title", told)
        elif held.fact.awarded_on != brought.awarded_on:
            self.fault(row, "awarded_on", sentences.register_says(held.fact.awarded_on))
        elif held.fact.first_cycle != first:
            there = held.fact.first_cycle
            self.fault(row, "cycle_first_day", sentences.register_says_cycle(there))
        elif changes := _position_changes(held.position, brought):
            if known.asked and "fees_paid_until" in changes:
                self.fault(row, "fees_paid_until", sentences.asked_already())
            elif held.waits:
                return changes
            else:
                told = _("The cycle was judged meanwhile; what the title came with is not changed any more.")
                self.fault(row, next(iter(changes)), told)
        return {}


def _contact(given: Mapping[str, Any], known: KnownPerson | None) -> Contact:
    """Where the person is reached: an empty cell leaves what is there."""
    there = known.contact if known else Contact()
    return Contact(**{name: given[name] or getattr(there, name) for name in CONTACT})


def _differences(person: PersonPlan, known: KnownPerson) -> Changes:
    """What the file says about the person that the register says otherwise."""
    pairs = {name: (getattr(known, name), getattr(person, name)) for name in (*NAMES, "language")}
    if known.member is not None:
        pairs |= {name: (getattr(known.contact, name), getattr(person.contact, name)) for name in CONTACT}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _position_changes(position: Position, brought: Brought) -> Changes:
    pairs: dict[str, tuple[Any, Any]] = dict(
        zip(YEARS_OF_CREDITS, zip(position.credits, brought.credits, strict=True), strict=True)
    )
    pairs["fees_paid_until"] = (position.fees_paid_until, brought.fees_paid_until)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
