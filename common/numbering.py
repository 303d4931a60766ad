"""Numbers without gaps, each given once however many ask at the same moment."""

from django.db import connection
from django.db.models import F
from django.db.transaction import TransactionManagementError

from common.models import Series


def draw(series: str, *, year: int = 0) -> int:
    """The next number of a series, from 1, in a year or through all years; a series begins with its first draw.

    The series' row stays locked until the caller's transaction ends, so a number drawn by an act that
    fails is drawn again by the next one. Raises ``TransactionManagementError`` outside a transaction.
    Four statements for the first number of a series, two for every other.
    """
    return draw_many(series, 1, year=year)[0]


def draw_many(series: str, count: int, *, year: int = 0) -> range:
    """The next ``count`` numbers of a series, as ``draw`` gives them; with none, the series is locked all the same."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A number is drawn inside the transaction of the act that uses it.")
    row = Series.objects.filter(name=series, year=year)
    if not row.update(last=F("last") + count):
        # Of two first draws at once the second waits here for the first one's row, then adds to it.
        Series.objects.bulk_create([Series(name=series, year=year)], ignore_conflicts=True)
        row.update(last=F("last") + count)
    last = row.values_list("last", flat=True).get()
    return range(last - count + 1, last + 1)
