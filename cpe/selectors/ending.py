"""Cycles by their distance from the expiration date, with what each still misses: whom to call."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies
from cpe.selectors.balances import held
from members.models import Cycle
from members.rules.cycles import GRACE, first_days_expiring

AHEAD: Final = 90
"""So many days before its expiration date a cycle comes near its end."""
BUCKETS: Final[Mapping[int, tuple[int, int | None]]] = {
    -AHEAD: (-AHEAD, -31),
    -30: (-30, -8),
    -7: (-7, 0),
    1: (1, 29),
    30: (30, 59),
    60: (60, 79),
    80: (80, GRACE.days),
    GRACE.days + 1: (GRACE.days + 1, None),
}
"""First day of a bucket, counted from the expiration date → its first and last; ``None`` without a last one."""
LAST_DAYS: Final = 80
"""The bucket of those who are called at the latest."""
FEW: Final = 500
"""Rows fetched at a time where all are read."""


def near_end(on: date, bucket: int | None = None) -> QuerySet[Cycle]:
    """Cycles that wait for their outcome and are near their end, or past it; by day of expiry, of a bucket or all."""
    first, last = BUCKETS[bucket] if bucket is not None else (-AHEAD, None)
    earliest = date.min + timedelta(days=1200) if last is None else on - timedelta(days=last)
    days = first_days_expiring(earliest, on - timedelta(days=first))
    return Cycle.objects.filter(waits=True, first_day__range=days).order_by("first_day", "pk")


@dataclass(frozen=True, slots=True)
class Near:
    """A cycle near its end, with how it stands by the end of a day; its row comes with title and holder."""

    row: Cycle
    day: int
    judged: Judgement | None


def near(rows: Iterable[Cycle], policies: Policies, on: date) -> list[Near]:
    """These cycles as the judge sees them (7 queries, however many; each row comes with title and holder)."""
    shown = list(rows)
    titles = {one.credential.pk: one for _member, one in held({row.credential.member_id for row in shown}, on)}
    found = []
    for row in shown:
        one = titles.get(row.credential_id)
        judged = next(iter(judge(policies, one.case(row.window), on)), None) if one else None
        found.append(Near(row, (on - row.window.expires_on).days, judged))
    return found


def all_near(rows: QuerySet[Cycle], policies: Policies, on: date) -> Iterator[Near]:
    """The same of any number, some hundred at a time."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), FEW):
        some = rows.filter(pk__in=keys[start : start + FEW])
        yield from near(some.select_related("credential__title", "credential__member__user"), policies, on)
