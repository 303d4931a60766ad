"""Duties as rows, their runs and the rows they could not do."""

import datetime as dt

import factory
from django.utils import timezone

from common.models import DutyFault, DutyRun, DutyState

NIGHT = dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.UTC)


class DutyStateFactory(factory.django.DjangoModelFactory[DutyState]):
    """A duty that was done the night before and is expected tomorrow."""

    class Meta:
        model = DutyState

    name = factory.Sequence(lambda n: f"tests.duty_{n}")
    on = NIGHT.date()
    started_at = NIGHT
    ended_at = NIGHT + dt.timedelta(seconds=2)
    expected_by = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))

    class Params:
        late = factory.Trait(expected_by=NIGHT)


class DutyRunFactory(factory.django.DjangoModelFactory[DutyRun]):
    """A run that changed three rows."""

    class Meta:
        model = DutyRun

    duty = factory.SubFactory(DutyStateFactory)
    on = NIGHT.date()
    started_at = NIGHT
    ended_at = NIGHT + dt.timedelta(seconds=2)
    considered = 3
    changed = 3
    parts: dict[str, int] = {"sessions.Session": 3}  # noqa: RUF012  the factory's default, not shared state


class DutyFaultFactory(factory.django.DjangoModelFactory[DutyFault]):
    """A row that failed once and is still open."""

    class Meta:
        model = DutyFault

    duty = factory.SubFactory(DutyStateFactory)
    part = "accounts.User"
    row = factory.Sequence(lambda n: str(1000 + n))
    error = "ValueError"
    first_at = NIGHT
    last_at = NIGHT

    class Params:
        resolved = factory.Trait(resolved_at=NIGHT + dt.timedelta(days=1))
