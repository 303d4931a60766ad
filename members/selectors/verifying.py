"""What stands behind a number on a certificate, in one statement whatever there is to tell."""

from functools import cache
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from members.enums import OutcomeKind
from members.models import Certificate, Cycle
from members.rules.cycles import Window
from members.rules.standing import CredentialFact, OutcomeFact
from members.rules.verifying import Found

_COLUMNS = (
    "current__number", "current__name", "name", "credential__title__code", "credential__title__name",
    "credential__title__level__name", "credential__title__track__name", "credential__awarded_on",
    "credential__awarded_at", "first_number", "first_day",
)  # fmt: skip
_OUTCOME = tuple(
    f"credential__outcomes__{column}"
    for column in ("pk", "kind", "effective_on", "recorded_at", "cycle__number", "last_day", "supersedes_id")
)


def by_number(number: str) -> Found | None:
    """The title of a whole number, written as we write it (1 statement, also for one that nobody has).

    A number is found by whoever has any of a title's numbers, replaced ones too. One of somebody who was forgotten
    comes out of the database as one that never was.
    """
    rows = list(_every_number().filter(number=number))
    if not rows:
        return None
    current, name, own_name, code, title, level, track, awarded_on, awarded_at, cycle, day = rows[0][: len(_COLUMNS)]
    window = Window(number=cycle, first=day) if cycle else None
    return Found(
        number=number,
        current=current,
        name=name,
        own_name=own_name,
        code=code,
        title=title,
        level=level,
        track=track,
        fact=CredentialFact(awarded_on=awarded_on, first_cycle=window, awarded_at=awarded_at),
        outcomes=tuple(_outcome(row[len(_COLUMNS) :]) for row in rows if row[len(_COLUMNS)] is not None),
    )


@cache
def _every_number() -> QuerySet[Certificate, tuple[Any, ...]]:
    """Every number with what is told of it, a row for each outcome; put together once, for that takes its time."""
    first = Cycle.objects.filter(credential=OuterRef("credential")).order_by("number")
    newest = Q(credential__certificates__replaced_at__isnull=True)
    return (
        Certificate.objects.annotate(
            current=FilteredRelation("credential__certificates", condition=newest),
            first_number=Subquery(first.values("number")[:1]),
            first_day=Subquery(first.values("first_day")[:1]),
        )
        .filter(current__name__gt="")
        .order_by()
        .values_list(*_COLUMNS, *_OUTCOME)
    )


def _outcome(row: tuple[Any, ...]) -> OutcomeFact:
    pk, kind, effective_on, recorded_at, cycle, last_day, supersedes = row
    return OutcomeFact(
        id=pk,
        kind=OutcomeKind(kind),
        effective_on=effective_on,
        recorded_at=recorded_at,
        cycle=cycle,
        last_day=last_day,
        supersedes=supersedes,
    )
