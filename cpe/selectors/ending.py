"""Cycles near their end, with what each still misses: whom to call.

Up to the expiration date they are found by it, whatever follows; from then on by the last day to report and pay, moved
or not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet

from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies
from cpe.selectors.balances import held
from members.enums import OutcomeKind
from members.models import Cycle, Outcome
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
"""First day of a bucket, counted from the expiration date → its first and last; ``None`` without a last one.

After that date they are days of a grace whose last is day 90: a moved last day is day 90, too.
"""
LAST_DAYS: Final = 80
"""The bucket of those who are called at the latest."""
FEW: Final = 500
"""Rows fetched at a time where all are read."""


def near_end(on: date, bucket: int | None = None) -> QuerySet[Cycle]:
    """Cycles that wait for their outcome and are near their end, or past it; by day of expiry, of a bucket or all.

    One statement makes the query of a bucket after the expiration date: which last days were moved.
    """
    rows = Cycle.objects.filter(waits=True).order_by("first_day", "pk")
    first, last = BUCKETS[bucket] if bucket is not None else (-AHEAD, None)
    earliest = date.min + timedelta(days=1200) if last is None else on - timedelta(days=last)
    expired = Q(first_day__range=first_days_expiring(earliest, on - timedelta(days=first)))
    moved = _moved(on) if first > 0 else {}
    if not moved:
        return rows.filter(expired)
    inside = [pk for pk, last_day in moved.items() if first <= _day(on, last_day) <= (last or _day(on, last_day))]
    return rows.filter(expired & ~Q(pk__in=moved) | Q(pk__in=inside))


def _moved(on: date) -> dict[int, date]:
    """The last day to report and pay of each cycle that waits, is over, and had it moved."""
    rows = Outcome.objects.filter(
        kind=OutcomeKind.EXTENDED.value,
        last_day__isnull=False,
        superseded_by__isnull=True,
        effective_on__lte=on,
        cycle__in=Cycle.objects.over(on),
    )
    return dict(rows.order_by().values("cycle").annotate(last=Max("last_day")).values_list("cycle", "last"))


def _day(on: date, last_day: date) -> int:
    """Which day of grace it is, were it to end on that last day as it always does; day 1 before that grace began."""
    return max(1, GRACE.days - (last_day - on).days)


@dataclass(frozen=True, slots=True)
class Near:
    """A cycle near its end, with how it stands by the end of a day; its row comes with title and holder.

    ``day``: counted from its expiration date.
    """

    row: Cycle
    day: int
    judged: Judgement | None

    @property
    def moved_from(self) -> date | None:
        """The last day to report and pay as it was, where it was moved."""
        last_day = self.row.window.last_day
        return last_day if self.judged and self.judged.last_day != last_day else None


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
