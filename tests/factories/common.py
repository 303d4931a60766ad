"""What every app leans on: closed days beyond the calendar of the migrations."""

import datetime as dt

import factory

from common.models import ClosedDay


class ClosedDayFactory(factory.django.DjangoModelFactory[ClosedDay]):
    """A bridge day of the institute's own."""

    class Meta:
        model = ClosedDay

    day = factory.Sequence(lambda n: dt.date(2100, 1, 1) + dt.timedelta(n))
    name = "Bridge day"
