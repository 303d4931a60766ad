"""Reads for the public register: who said that their titles may stand in it, for titles that stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from members.models import Credential, Title
from members.rules.standing import Standing
from members.selectors.register import with_standing

PAGE: Final = 50
"""Holders on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after this award, the newest first, and of one day the one recorded last."""

    day: date
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One line: the name on the current certificate, and how the title stands today."""

    name: str
    credential: Credential
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """Holders of one title, and where the next page begins, if there is one."""

    holders: Sequence[Holder]
    after: Place | None


def listed_titles(on: date) -> list[Title]:
    """The titles under which somebody is listed, in the order of the catalogue, each with its track (1 query)."""
    somebody = _listed(on).filter(title=OuterRef("pk"))
    return list(
        Title.objects.filter(Exists(somebody)).select_related("track").order_by("track__rank", "level__rank", "code")
    )


def title_called(code: str) -> Title | None:
    """The title of a code, however its letters are written (1 query)."""
    return Title.objects.filter(code__iexact=code).select_related("level", "track").first()


def listed(title: Title, on: date, after: Place | None = None) -> ListedPage:
    """A page of who holds a title and is listed, the newest award first (2 queries, however deep).

    A title that is over is left out, so that a page may hold fewer lines than it could.
    """
    rows: QuerySet[Any] = _listed(on).filter(title=title).with_first_cycle()
    rows = rows.annotate(
        current=FilteredRelation("certificates", condition=Q(certificates__replaced_at__isnull=True)),
        holder=F("current__name"),
    )
    if after:
        rows = rows.filter(Q(awarded_on__lt=after.day) | Q(awarded_on=after.day, pk__lt=after.key))
    found = list(rows.filter(holder__gt="").order_by("-awarded_on", "-pk")[: PAGE + 1])
    shown = with_standing(found[:PAGE], on)
    names = {row.pk: row.holder for row in found}
    holders = [
        Holder(name=names[row.pk], credential=row, standing=stands)
        for row, stands in shown
        if stands is not None and not stands.value.over
    ]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ListedPage(holders=holders, after=Place(day=last.awarded_on, key=last.pk) if last else None)


def _listed(on: date) -> Any:
    """What listed members were awarded by a day and no outcome ended by then; ``standing`` has the last word."""
    runs = Q(closed_by__isnull=True) | Q(closed_by__effective_on__gt=on)
    return Credential.objects.filter(runs, member__listed_at__isnull=False, awarded_on__lte=on)
