"""The day of our answer: reckoned anew when a question is put or ends, and when the calendar changes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from applications.models import Application
from applications.selectors.clock import due_now, reach_of
from common.calendar import local_day


def reckon(row: Application, *, at: datetime) -> None:
    """Set the day of the answer of a locked application as its questions stand; saves that column (2 queries)."""
    row.due_on = due_now(row, reach_of(local_day(row.submitted_at or at), local_day(at)))
    row.save(update_fields=["due_on"])


@transaction.atomic
def reckon_all(keys: Collection[int], *, at: datetime) -> int:
    """Reckon the day of the answer of each anew, since the calendar may have changed: how many differ.

    3 queries, and 1 for each that differs.
    """
    found = Application.objects.waiting().select_for_update(of=("self",), skip_locked=True, no_key=True)
    rows = list(found.filter(pk__in=keys).order_by("pk").prefetch_related("questions"))
    closed = reach_of(min((local_day(row.submitted_at or at) for row in rows), default=local_day(at)), local_day(at))
    count = 0
    for row in rows:
        before, row.due_on = row.due_on, due_now(row, closed)
        if row.due_on != before:
            row.save(update_fields=["due_on"])
            count += 1
    return count
