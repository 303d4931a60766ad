"""Decisions of two people about titles, put forward in the grace of a first cycle."""

import datetime as dt

import factory

from cpe.models import JointDecision
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, CycleFactory, OutcomeFactory

PUT_FORWARD_AT = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
LAST_DAY = dt.date(2027, 6, 30)


class JointDecisionFactory(factory.django.DjangoModelFactory[JointDecision]):
    """An extension that waits for a second person; with ``confirmed``, ``declined`` or ``taken_back`` it is settled."""

    class Meta:
        model = JointDecision

    class Params:
        settled = factory.Trait(
            settled_at=PUT_FORWARD_AT + dt.timedelta(days=1),
            settled_by=factory.SubFactory(UserFactory, roles=["back-office"]),
        )
        confirmed = factory.Trait(
            settled=True,
            state="confirmed",
            outcome=factory.LazyAttribute(
                lambda row: OutcomeFactory(
                    credential=row.credential,
                    cycle=row.cycle,
                    kind="extended",
                    ground="mercy",
                    effective_on=dt.date(2027, 2, 2),
                    last_day=LAST_DAY,
                    recorded_by=row.put_forward_by,
                    seconded_by=row.settled_by,
                )
            ),
        )
        declined = factory.Trait(settled=True, state="declined", answer="The illness ended before the last year began.")
        taken_back = factory.Trait(settled=True, state="taken-back", settled_by=factory.SelfAttribute("put_forward_by"))

    credential = factory.SubFactory(CredentialFactory, awarded_on=dt.date(2024, 1, 1))
    cycle = factory.LazyAttribute(
        lambda row: (
            row.credential.cycles.first()
            or CycleFactory(credential=row.credential, number=1, first_day=row.credential.awarded_on)
        )
    )
    kind = "extension"
    last_day = LAST_DAY
    words = "Ill for half a year, as the hospital confirms."
    put_forward_at = PUT_FORWARD_AT
    put_forward_by = factory.SubFactory(UserFactory, roles=["back-office"])
