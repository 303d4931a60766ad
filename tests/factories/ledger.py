"""The ledger: hours of teaching, accepted on the day they were reported."""

import datetime as dt
from decimal import Decimal

import factory

from cpe.models import Claim, LedgerLine
from tests.factories.members import MemberFactory

REPORTED_ON = dt.date(2026, 3, 3)


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    """Two hours of teaching that wait for nobody's decision, and have none yet."""

    class Meta:
        model = Claim

    member = factory.SubFactory(MemberFactory)
    activity = "teaching"
    completed_on = dt.date(2026, 3, 2)
    reported_on = REPORTED_ON
    amount = Decimal(2)


class LedgerLineFactory(factory.django.DjangoModelFactory[LedgerLine]):
    """Accepted on the day of the report."""

    class Meta:
        model = LedgerLine

    claim = factory.SubFactory(ClaimFactory, state="accepted")
    status = "accepted"
    decided_on = REPORTED_ON
    recorded_at = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)
