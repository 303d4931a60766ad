"""Reads of the proof of what was reported."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear

from cpe.models import Claim, Evidence, LedgerLine
from cpe.rules import appeals, keeping
from cpe.rules.caps import OPEN
from members.models import Cycle
from members.rules.cycles import YEARS

_YEAR: Final = 10_000
"""What a year is in a day written as a number: 20260331."""


def _as_number(column: str) -> Any:
    """A day as a number: compared so, the end of a cycle of 29 February is the last of February in every year."""
    return ExtractYear(column) * _YEAR + ExtractMonth(column) * 100 + ExtractDay(column)


def asked_until(claim: Claim) -> date:
    """The last day on which proof of a claim may be asked for, and its absence be held against the member (1 query)."""
    cycles = Cycle.objects.filter(credential__member=claim.member_id, first_day__lte=claim.completed_on)
    return keeping.asked_until(claim.completed_on, cycles.values_list("first_day", flat=True))


def past_asking(on: date) -> QuerySet[Evidence]:
    """Proof of claims that is not asked for any more on a day, to be let go.

    Twelve months after the last cycle of the member's titles that holds the claim's day ended; where no cycle holds
    it, four years after the claim's day. Never while a decision about the claim is awaited, or may be appealed.
    """
    first, last = keeping.latest_first_day_past_asking(on), keeping.latest_day_in_such_a_cycle(on)
    cycles = Cycle.objects.filter(credential__member=OuterRef("claim__member"))
    still_asked = cycles.filter(first_day__gt=first, first_day__lte=OuterRef("claim__completed_on"))
    over = cycles.alias(end=_as_number("first_day") + YEARS * _YEAR).filter(
        first_day__lte=first, end__gt=OuterRef("completed")
    )
    lately = LedgerLine.objects.filter(claim=OuterRef("claim"), decided_on__gte=appeals.earliest_letter(on))
    rows = Evidence.objects.filter(claim__isnull=False, claim__completed_on__lte=last)
    decided = rows.exclude(claim__state__in=OPEN)
    return decided.alias(completed=_as_number("claim__completed_on")).filter(
        ~Exists(still_asked), ~Exists(lately), Q(claim__completed_on__lte=first) | Exists(over)
    )
