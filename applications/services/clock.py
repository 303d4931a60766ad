"""The day of our answer: reckoned anew when a question is put or ends, and when the calendar changes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from applications.models import Application
from applications.selectors.clock import due_now, pauses_of
from common.calendar import local_day


def reckon(row: Application, *, at: datetime) -> None:
    """Set the day of the answer of a locked application as its questions stand; saves that column (2 queries)."""
    assert row.submitted_at is not None  # noqa: S101  only what was submitted has a clock
    row.due_on = due_now(local_day(row.submitted_at), pauses_of(row.questions.all()), local_day(at))
    row.save(update_fields=["due_on"])


@transaction.atomic
def reckon_all(keys: Collection[int], *, at: datetime) -> int:
    """Reckon the day of the answer of each anew, since the calendar may have changed: how many differ."""
    rows = Application.objects.waiting().select_for_update(of=("self",), skip_locked=True, no_key=True)
    count = 0
    for row in rows.filter(pk__in=keys).prefetch_related("questions"):
        before = row.due_on
        assert row.submitted_at is not None  # noqa: S101  only what was submitted waits for us
        row.due_on = due_now(local_day(row.submitted_at), pauses_of(row.questions.all()), local_day(at))
        if row.due_on != before:
            row.save(update_fields=["due_on"])
            count += 1
    return count
