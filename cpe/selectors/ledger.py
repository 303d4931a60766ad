"""Reads of the ledger: claims with their decisions, as the rules take them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from common.jobs import CHUNK
from cpe import models
from cpe.enums import ClaimStatus
from cpe.rules.claims import Claim, Decision

_COUNTED: Final = BigIntegerField()
"""Amounts and credits as the rules count them, straight from their columns."""

_STATUS: Final = {status.value: status for status in ClaimStatus}
_COLUMNS: Final = ("member_id", "pk", "activity", "completed_on", "reported_on")


def ledger_id(pk: int) -> str:
    """A claim's number as the rules sort it: text, in the order of the numbers."""
    return f"{pk:019}"


def claims_of(members: Iterable[int]) -> Mapping[int, list[Claim]]:
    """What members reported, by their key, each claim with all its decisions in order (1 query)."""
    rows = (
        models.Claim.objects.filter(member__in=members)
        .order_by("member_id", "pk", "lines__pk")
        .values_list(
            *_COLUMNS,
            Cast("amount", _COUNTED),
            Cast("attended", _COUNTED),
            "lines__status",
            "lines__decided_on",
            Cast("lines__granted", _COUNTED),
        )
    )
    claims: dict[int, list[Claim]] = defaultdict(list)
    for _claim, lines in groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(1)):
        (member, pk, activity, completed_on, reported_on, amount, attended, *decision), *more = lines
        claims[member].append(
            Claim(
                id=ledger_id(pk),
                activity=activity,
                completed_on=completed_on,
                reported_on=reported_on,
                amount=amount,
                attended=attended,
                decisions=_decisions(decision, *(line[7:] for line in more)),
            )
        )
    return claims


def fact_of(claim: models.Claim) -> Claim:
    """One claim as the rules take it (1 query)."""
    return next(one for one in claims_of([claim.member_id])[claim.member_id] if one.id == ledger_id(claim.pk))


def _decisions(*lines: Sequence[Any]) -> tuple[Decision, ...]:
    """The lines of one claim; a claim without one comes with a line of nothing."""
    return tuple(
        Decision(on=decided_on, status=_STATUS[status], granted=granted)
        for status, decided_on, granted in lines
        if status is not None
    )
