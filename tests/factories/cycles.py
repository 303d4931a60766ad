"""Nights and what they hold: titles past their last day, of the first cycle of an S-ISP."""

import datetime as dt

import factory

from cpe.models import CycleSweep, CycleTerms, Hold, Notice
from tests.factories.members import CycleFactory

AT = dt.datetime(2027, 4, 1, 1, 0, tzinfo=dt.UTC)


class CycleTermsFactory(factory.django.DjangoModelFactory[CycleTerms]):
    """The shipped numbers from a day ahead."""

    class Meta:
        model = CycleTerms

    effective_on = factory.Sequence(lambda n: dt.date(2040, 1, 1) + dt.timedelta(n))


class CycleSweepFactory(factory.django.DjangoModelFactory[CycleSweep]):
    """A night that held nothing; ``braked``: one that held thirty titles."""

    class Meta:
        model = CycleSweep

    on = dt.date(2027, 4, 1)
    covers_from = covers_until = dt.date(2027, 3, 31)
    over = 100
    ending = 2
    above = 25
    share = 5
    braked = False
    swept_at = AT

    class Params:
        pulled = factory.Trait(braked=True, ending=30)


class HoldFactory(factory.django.DjangoModelFactory[Hold]):
    """A title for which a decision is owed."""

    class Meta:
        model = Hold

    cycle = factory.SubFactory(CycleFactory)
    credential = factory.SelfAttribute("cycle.credential")
    why = "owed"
    since_on = dt.date(2027, 4, 1)
    noted_at = AT


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    """The first reminder, which was needed."""

    class Meta:
        model = Notice

    cycle = factory.SubFactory(CycleFactory)
    kind = "reminder"
    step = factory.Sequence(lambda n: n)
    needed = True
    looked_at = AT
