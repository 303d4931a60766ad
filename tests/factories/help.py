"""Requests for help with a title, asked a while before the end of its first cycle."""

import datetime as dt

import factory

from cpe.models import HelpRequest
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, CycleFactory

ASKED_AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


class HelpRequestFactory(factory.django.DjangoModelFactory[HelpRequest]):
    """One that waits for our answer; with ``answered=True`` it has one."""

    class Meta:
        model = HelpRequest

    class Params:
        answered = factory.Trait(
            state="answered",
            answer="We moved the last day to 30 June 2027.",
            answered_at=ASKED_AT + dt.timedelta(days=3),
            answered_by=factory.SubFactory(UserFactory, roles=["back-office"]),
        )

    credential = factory.SubFactory(CredentialFactory)
    cycle = factory.LazyAttribute(
        lambda row: row.credential.cycles.first() or CycleFactory(credential=row.credential, number=1)
    )
    why = "I was ill for half a year."
    wish = "Time until the summer."
    asked_at = ASKED_AT
    answer_by = dt.date(2026, 11, 30)
