"""Reads of the ledger: claims with their decisions, as the rules take them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast

from common.jobs import CHUNK
from common.prepared import Prepared
from cpe import models
from cpe.enums import ClaimStatus
from cpe.rules.claims import Claim, Decision


class _Counted(Cast):
    """An amount or credits as the rules count them, straight from their column."""

    def __init__(self, column: str) -> None:
        super().__init__(column, BigIntegerField())

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Nothing is left to make of a whole number."""
        return []


_STATUS: Final = {status.value: status for status in ClaimStatus}


def ledger_id(pk: int) -> str:
    """A claim's number as the rules sort it: text, in the order of the numbers."""
    return f"{pk:019}"


def claims_of(members: Collection[int], *, since: date | None = None) -> Mapping[int, list[Claim]]:
    """What members reported, by their key, each claim with all its decisions in order (1 query).

    ``since``: only what was completed on that day or later, not streamed.
    """
    claims: dict[int, list[Claim]] = defaultdict(list)
    every = _rows(Q(member__among=members)).iterator(chunk_size=CHUNK)
    rows = every if since is None else _SINCE(members, since)
    for member, claim, _more in _claims(rows):
        claims[member].append(claim)
    return claims


@dataclass(frozen=True, slots=True)
class Named:
    """What a claim is known by to its member: the row's number, what it was, and by whom."""

    number: int
    title: str
    provider: str


def named_claims_of(member: int) -> tuple[list[Claim], dict[str, Named]]:
    """One member's claims, and by their ids what each is known by (1 query)."""
    claims, names = [], {}
    for _member, claim, (title, provider) in _claims(_NAMED(member)):
        claims.append(claim)
        names[claim.id] = Named(int(claim.id), title, provider)
    return claims, names


def _rows(which: Q, *more: str) -> QuerySet[models.Claim, Any]:
    """Every decision with its claim, that claim's member and more of its columns; a claim without one comes once."""
    return (
        models.Claim.objects.filter(which)
        .order_by("member_id", "pk", "lines__pk")
        .values_list(
            "lines__status",
            "lines__decided_on",
            _Counted("lines__granted"),
            "member_id",
            "pk",
            "activity",
            "completed_on",
            "reported_on",
            _Counted("amount"),
            _Counted("attended"),
            *more,
        )
    )


def _claims(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Claim, Sequence[Any]]]:
    """These rows as claims with their decisions, each with its member and what more was read."""
    for _claim, of_it in groupby(rows, key=itemgetter(4)):
        lines = list(of_it)
        _status, _on, _granted, member, pk, activity, completed_on, reported_on, amount, attended, *named = lines[0]
        claim = Claim(
            id=ledger_id(pk),
            activity=activity,
            completed_on=completed_on,
            reported_on=reported_on,
            amount=amount,
            attended=attended,
            decisions=_decisions(lines),
        )
        yield member, claim, named


_SINCE: Final = Prepared(lambda members, day: _rows(Q(member__among=members, completed_on__gte=day)), list, date)
_NAMED: Final = Prepared(lambda member: _rows(Q(member=member), "title", "provider"), int)


def fact_of(claim: models.Claim) -> Claim:
    """One claim as the rules take it (1 query)."""
    return next(one for one in claims_of([claim.member_id])[claim.member_id] if one.id == ledger_id(claim.pk))


def _decisions(lines: Sequence[Sequence[Any]]) -> tuple[Decision, ...]:
    """The lines of one claim; a claim without one comes with a line of nothing."""
    if lines[0][0] is None:
        return ()
    return tuple([Decision(on=line[1], status=_STATUS[line[0]], granted=line[2]) for line in lines])
