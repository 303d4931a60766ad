"""What one member holds, for the pages of that member: names beside facts, in as few statements as there can be."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField, DateField, DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from common.prepared import Prepared
from members.models import Certificate, Credential, Cycle, Member, Outcome
from members.rules.cycles import Window
from members.rules.standing import CredentialFact, OutcomeFact
from members.selectors.register import RegisteredCredential, outcome_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A title somebody holds or held: its row, the same as the rules take it, and its certificate's number."""

    credential: Credential
    registered: RegisteredCredential
    number: str


def held_by(member: Member) -> list[Held]:
    """Everything a member holds or held, in order of award, as ``register_facts`` has it (2 statements)."""
    cycles, outcomes = _history(member)
    rows: Iterable[Any] = _NAMED(member.pk)
    return [
        Held(credential=row, registered=_registered(row, cycles[row.pk], outcomes[row.pk]), number=row.shown_as or "")
        for row in rows
    ]


def _history(member: Member) -> tuple[dict[int, list[Window]], dict[int, list[OutcomeFact]]]:
    """The cycles and the outcomes of a member's credentials, by their keys (1 statement)."""
    cycles: dict[int, list[Window]] = defaultdict(list)
    outcomes: dict[int, list[OutcomeFact]] = defaultdict(list)
    for row in sorted(_HISTORY(member.pk, member.pk), key=lambda row: row[:2]):
        credential, _pk, kind, day, _at, number, *_rest = row
        if kind:
            outcomes[credential].append(outcome_of(row))
        else:
            cycles[credential].append(Window(number=number, first=day))
    return cycles, outcomes


def _rows_of_history(member: int, same: int) -> QuerySet[Any, Any]:
    """Outcomes, and cycles in the same columns: without a kind, by their first day."""
    columns = (
        "credential_id", "pk", "kind", "effective_on", "recorded_at", "cycle__number", "last_day", "supersedes_id",
    )  # fmt: skip
    outcomes = Outcome.objects.filter(credential__member=member).order_by()
    cycles = Cycle.objects.filter(credential__member=same).order_by()
    as_outcomes = cycles.values_list(
        "credential_id",
        "pk",
        Value(""),
        "first_day",
        Value(None, output_field=DateTimeField()),
        "number",
        Value(None, output_field=DateField()),
        Value(None, output_field=BigIntegerField()),
    )
    return outcomes.values_list(*columns).union(as_outcomes, all=True)


def _named(member: int) -> QuerySet[Any, Any]:
    """Credentials with their titles, what ended them, their certificates' numbers and the credits they came with."""
    number = Certificate.objects.filter(credential=OuterRef("pk"), replaced_at=None).values("number")[:1]
    brought = {f"year_{year}": Cast(f"opening_position__credits_year_{year}", BigIntegerField()) for year in (1, 2, 3)}
    rows = Credential.objects.filter(member=member).select_related("title__track", "title__level", "closed_by")
    return rows.annotate(shown_as=Subquery(number), **brought).order_by("awarded_on", "pk")


_HISTORY: Final = Prepared(_rows_of_history, int, int)
_NAMED: Final = Prepared(_named, int)


def _registered(row: Any, cycles: list[Window], outcomes: list[OutcomeFact]) -> RegisteredCredential:
    windows = tuple(sorted(cycles, key=lambda window: window.number))
    first_cycle = windows[0] if windows else None
    return RegisteredCredential(
        pk=row.pk,
        title=row.title_id,
        title_code=row.title.code,
        level_key=row.title.level.key,
        level_rank=row.title.level.rank,
        fact=CredentialFact(awarded_on=row.awarded_on, first_cycle=first_cycle, awarded_at=row.awarded_at),
        cycles=windows,
        outcomes=tuple(outcomes),
        brought=(row.year_1 or 0, row.year_2 or 0, row.year_3 or 0),
    )
