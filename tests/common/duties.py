"""Duties for tests: they count on rows of number series, so that every effect can be counted, too."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import F

from common.duties import Duty
from common.jobs import Job
from common.models import Series

NOW = dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def rows(count: int) -> None:
    """Number series that no number was drawn from."""
    Series.objects.bulk_create(Series(name=f"row {number:06}") for number in range(count))


def due() -> Any:
    """What is due: series without a number."""
    return Series.objects.filter(last=0)


def add_one(keys: Collection[int], *, at: dt.datetime) -> int:
    """Draw one number of each."""
    return Series.objects.filter(pk__in=keys).update(last=F("last") + 1)


def stumbling_over(*bad: str) -> Callable[..., int]:
    """The same, but any of these names makes it fail, with words that nobody may keep."""

    def act(keys: Collection[int], *, at: dt.datetime) -> int:
        made = add_one(keys, at=at)
        if Series.objects.filter(pk__in=keys, name__in=bad).exists():
            raise ValueError("ada@people.example cannot be written to")
        return made

    return act


def duty(run: Callable[[Job], None], **fields: Any) -> Duty:
    """A nightly duty that does this."""
    given = {"name": "tests.count", "label": "Count", "detail": "Counts.", "every": dt.time(3, 10), **fields}
    return Duty(run=run, **given)


def counting(act: Callable[..., Any] = add_one, **options: Any) -> Duty:
    """A nightly duty that hands what is due to this act."""
    return duty(lambda job: job.chunks(due(), act, **options))
