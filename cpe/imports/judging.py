"""A file judged against register and ledger as they are: the way from rows to a plan that trial and import share."""

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from cpe import selectors
from cpe.imports.cells import READERS
from cpe.imports.columns import COLUMNS
from cpe.imports.effects import Effects, effects
from cpe.imports.known import look_up
from cpe.imports.rows import Judge, RowPlan, with_doubles_in_the_file
from cpe.rules.policy import Policies
from members import imports
from members.imports import Fault, Sheet
from members.imports.cells import read_row

NEW: Final = "new"
"""Before the place of a claim yet to be made: it sorts after every number, as the claim will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be done, if nothing is to be mended: the new claims in the order they are made in, and known ones."""

    rows: int = 0
    new: tuple[RowPlan, ...] = ()
    known: tuple[RowPlan, ...] = ()
    faults: tuple[Fault, ...] = ()
    effects: Effects = field(default_factory=Effects)
    tracks: tuple[tuple[str, int], ...] = ()
    policies: Policies | None = None

    @property
    def people(self) -> int:
        """Whom the new claims are of."""
        return len({plan.member.pk for plan in self.new})

    @property
    def warned(self) -> str:
        """A mark of what the file warns of: another one as soon as that is something else; empty without a warning."""
        said = sorted(
            (each.member.pk, each.title_code, each.first_day, each.brought, each.claims) for each in self.effects.twice
        )
        return sha256(repr(said).encode()).hexdigest() if said else ""


def read(content: bytes) -> Sheet:
    """The rows of a file. Raises ``Unreadable``."""
    return imports.read(content, COLUMNS, holds=_("Below its header the file is empty. Write a row for each activity."))


def judged(sheet: Sheet, *, by: int | None, on: date, lock: bool = False) -> Plan:
    """What the rows of a file would make of the ledger on a day, brought in by somebody (the key of their account).

    With ``lock`` nobody reports for the people it concerns until the caller's transaction ends. Statements: as
    ``look_up`` and ``effects``, and 1 for the rules.
    """
    rows, faults = [], []
    for row in sheet.rows:
        said, wrong = read_row(row, sheet.columns, COLUMNS, READERS)
        rows.append(said)
        faults += wrong
    emails, numbers = (
        {value for said in rows if (value := said.values.get(column)) is not None}
        for column in ("email", "member_number")
    )
    known, policies = look_up(emails, numbers, lock=lock), selectors.policies()
    judge = Judge(known, policies, by=by, on=on)
    judge.faults += faults
    plans = with_doubles_in_the_file([plan for said in rows if (plan := judge.row(said))])
    if judge.faults:
        return Plan(rows=len(rows), faults=tuple(sorted(set(judge.faults))))
    in_order = sorted(
        (plan for plan in plans if plan.known is None),
        key=lambda plan: (plan.member.pk, plan.fact.completed_on, plan.fact.reported_on, plan.digest),
    )
    new = [replace(plan, fact=replace(plan.fact, id=f"{NEW}{place:019}")) for place, plan in enumerate(in_order)]
    return Plan(
        rows=len(rows),
        new=tuple(new),
        known=tuple(plan for plan in plans if plan.known is not None),
        effects=effects(new, policies, on=on),
        tracks=tuple(known.tracks.items()),
        policies=policies,
    )
