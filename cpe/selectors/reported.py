"""Reads for the member's pages: what was said of claims, what titles are called, and how their cycles came out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from common.calendar import local_day
from cpe.enums import ClaimStatus
from cpe.models import Claim, ClaimQuestion, LedgerLine
from cpe.rules.appeals import last_day
from cpe.rules.cycles import unpaid
from cpe.selectors.ledger import ledger_id
from cpe.selectors.sheets import Sheet
from members.enums import Ground, OutcomeKind, StandingValue
from members.models import Outcome, Title
from members.rules.standing import counting
from members.selectors import fees_of

FOR_FEES: Final = frozenset({Ground.FEES, Ground.CREDITS_AND_FEES})
NOT_RENEWED: Final = FOR_FEES | {Ground.CREDITS}

Told = Mapping[str, Claim]
"""What members said of claims, by the ids the rules know them by."""


def claims_told(ids: Collection[str]) -> Told:
    """What members said of these claims (1 query).

    ``why_less`` is the reason of the last decision that accepted, ``asked`` whether a question waits for an answer.
    """
    accepted = LedgerLine.objects.filter(claim=OuterRef("pk"), status=ClaimStatus.ACCEPTED).order_by("-pk")
    rows = Claim.objects.filter(pk__in=[int(one) for one in ids]).select_related("corrected_by", "brought_with")
    questions = ClaimQuestion.objects.filter(claim=OuterRef("pk"), answered_at=None)
    rows = rows.annotate(why_less=Subquery(accepted.values("why")[:1]), asked=Exists(questions))
    return {ledger_id(row.pk): row for row in rows}


def titles_called(sheets: Sequence[Sheet]) -> Mapping[int, Title]:
    """The titles of these sheets by their key (1 query)."""
    return Title.objects.select_related("level", "track").in_bulk([sheet.credential.title for sheet in sheets])


def outcomes_of(sheets: Sequence[Sheet]) -> Mapping[int, list[Outcome]]:
    """What became of each title's cycles and of the title itself, as it stands now, in order, by credential (1 query).

    Who holds no outcome that counts is left out.
    """
    known = [
        row.id
        for sheet in sheets
        for row in counting(sheet.credential.outcomes)
        if row.effective_on <= sheet.standing.on
    ]
    found: dict[int, list[Outcome]] = {}
    for row in Outcome.objects.filter(pk__in=known).select_related("cycle").order_by("effective_on", "pk"):
        found.setdefault(row.credential_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A title that was not renewed: the first days of the years whose contribution was not paid by the last day, and
    until when the Board can be asked; ``in_time`` while it can."""

    unpaid: Sequence[date]
    last_day: date
    until: date
    in_time: bool


def _may_ask(sheet: Sheet) -> bool:
    """Whether the Board could be asked about a title: it is over, and was not revoked, which is final."""
    return sheet.standing.value.over and sheet.standing.value is not StandingValue.REVOKED


def lost_of(member: int, sheets: Sequence[Sheet], outcomes: Mapping[int, Sequence[Outcome]]) -> dict[int, Lost]:
    """What there is to say of each title that was lost as its cycle was not complete (3 queries for unpaid ones)."""
    endings = {
        sheet.credential.pk: (sheet, row)
        for sheet in sheets
        for row in outcomes.get(sheet.credential.pk, ())
        if row.kind == OutcomeKind.DECERTIFIED and row.ground in NOT_RENEWED and _may_ask(sheet)
    }
    fees = fees_of([member]).get(member, []) if any(row.ground in FOR_FEES for _, row in endings.values()) else []
    found = {}
    for pk, (sheet, row) in endings.items():
        count, until = sheet.cycles[-1], last_day(local_day(row.recorded_at))
        found[pk] = Lost(
            unpaid=[fee.due_on for fee in unpaid(fees, count.window, count.last_day) if row.ground in FOR_FEES],
            last_day=count.last_day,
            until=until,
            in_time=sheet.standing.on <= until,
        )
    return found
