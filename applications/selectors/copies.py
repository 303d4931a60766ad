"""Reads of masked copies: what is kept and until when, what waits for checkers, who opened what. Never the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from applications.enums import IdentityVerdict, IdentityWay
from applications.models import Application, CopyOpening, IdentityCopy
from applications.rules.copies import needs_reason
from applications.states import UNTIL_AWARD
from common.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies of an application, the first first: the one that is kept, the newest that was destroyed.

    ``past``: one past its day that is not destroyed yet, and that nobody can open.
    ``waits``: the kept one waits for its verdict; ``destroy_by``: the day with whose beginning it goes. ``asked``:
    another one, or another way, is needed, for a submitted application was to be checked by a copy and has none that
    waits.
    """

    rows: Sequence[IdentityCopy]
    kept: IdentityCopy | None
    waits: bool
    destroy_by: date | None
    past: IdentityCopy | None
    last: IdentityCopy | None
    asked: bool


def copies_of(application: Application, at: datetime) -> Copies:
    """What an applicant sees of their copies (1 query; one more where a copy was chosen and none waits)."""
    on = local_day(at)
    rows = list(application.identity_copies.defer("content").select_related("identity_check"))
    for row in rows:
        row.application = application
    kept = next((row for row in rows if row.destroyed_at is None and not row.is_due(on)), None)
    gone = [row for row in rows if row.destroyed_at is not None]
    judged = kept.identity_check if kept else None
    waits = kept is not None and (judged is None or judged.verdict == IdentityVerdict.TAKEN_BACK)
    return Copies(
        rows=rows,
        kept=kept,
        waits=waits,
        destroy_by=kept.destroy_by if kept else None,
        past=next((row for row in rows if row.destroyed_at is None and row is not kept), None),
        last=gone[-1] if gone else None,
        asked=application.state in UNTIL_AWARD
        and application.identity_way == IdentityWay.COPY
        and not waits
        and not application.identity_checks.filter(verdict=IdentityVerdict.VERIFIED.value).exists(),
    )


def keeps_none(application: Application, at: datetime) -> bool:
    """Whether an application keeps no copy that is within its days (1 query)."""
    found = application.identity_copies.kept().defer("content").select_related("identity_check").first()
    if found is not None:
        found.application = application
    return found is None or found.is_due(local_day(at))


def queue(at: datetime) -> QuerySet[IdentityCopy]:
    """The copies that wait to be looked at, the oldest first, with how often each was opened (1 query)."""
    rows = IdentityCopy.objects.waiting(at).defer("content").annotate(opened=Count("openings"))
    return rows.select_related("application__person", "application__title")


def openings_of(copy: IdentityCopy) -> QuerySet[CopyOpening]:
    """Who opened a copy, when and why once more, the first first (1 query)."""
    found: QuerySet[CopyOpening] = copy.openings.select_related("by")
    return found


def opened_at(copies: Copies) -> list[datetime]:
    """When colleagues opened the copies of an application, the first first (1 query, none without a copy)."""
    if not copies.rows:
        return []
    return list(CopyOpening.objects.filter(copy__in=copies.rows).values_list("at", flat=True))


def asks_reason(copy: IdentityCopy) -> bool:
    """Whether the next opening of a copy needs a reason (1 query)."""
    return needs_reason(copy.openings.count())
