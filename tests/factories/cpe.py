"""Policy versions beside the one shipped, with a level, a shared limit and activities where a test needs them."""

import datetime as dt
from decimal import Decimal

import factory

from cpe.enums import Unit, VersionState
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion
from members.models import Level
from tests.factories.accounts import UserFactory

DRAFTED = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


class PolicyVersionFactory(factory.django.DjangoModelFactory[PolicyVersion]):
    """A draft with nothing in it yet, each with a first day of its own."""

    class Meta:
        model = PolicyVersion

    name = factory.Sequence(lambda n: f"Version {n}")
    effective_on = factory.Sequence(lambda n: dt.date(2030, 1, 1) + dt.timedelta(n))
    drafted_by = factory.SubFactory(UserFactory)
    drafted_at = DRAFTED
    edited_by = factory.SelfAttribute("drafted_by")
    edited_at = DRAFTED

    class Params:
        put_forward = factory.Trait(
            state=VersionState.PUT_FORWARD,
            put_forward_by=factory.SelfAttribute("drafted_by"),
            put_forward_at=DRAFTED + dt.timedelta(days=1),
        )
        published = factory.Trait(
            put_forward=True,
            state=VersionState.PUBLISHED,
            published_by=factory.SubFactory(UserFactory),
            published_at=DRAFTED + dt.timedelta(days=2),
        )
        discarded = factory.Trait(state=VersionState.DISCARDED)


class LevelNumbersFactory(factory.django.DjangoModelFactory[LevelNumbers]):
    """What a draft asks of Practitioners."""

    class Meta:
        model = LevelNumbers

    version = factory.SubFactory(PolicyVersionFactory)
    level = factory.LazyFunction(lambda: Level.objects.get(key="practitioner"))
    year_target = Decimal(20)
    cycle_minimum = Decimal(60)


class CapGroupFactory(factory.django.DjangoModelFactory[CapGroup]):
    """A limit to share in a draft."""

    class Meta:
        model = CapGroup

    version = factory.SubFactory(PolicyVersionFactory)
    key = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Group {n}")
    year_cap = Decimal(5)


class ActivityTypeFactory(factory.django.DjangoModelFactory[ActivityType]):
    """An activity of a draft that brings a credit an hour."""

    class Meta:
        model = ActivityType

    version = factory.SubFactory(PolicyVersionFactory)
    key = factory.Sequence(lambda n: f"activity-{n}")
    name = factory.Sequence(lambda n: f"Activity {n}")
    place = factory.Sequence(lambda n: n)
    unit = Unit.HOURS
    credits = Decimal(1)
