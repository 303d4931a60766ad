"""Own events: a webinar of an evening, and who signed up."""

import datetime as dt

import factory

from cpe.models import Event, SignUp
from tests.factories.members import MemberFactory

PLANNED_AT = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
BEGINS_AT = dt.datetime(2026, 7, 8, 17, 0, tzinfo=dt.UTC)
"""19:00 here."""


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """A webinar of two hours, planned five weeks ahead."""

    class Meta:
        model = Event

    title = factory.Sequence(lambda n: f"Webinar {n}: what phishing looks like now")
    activity = "webinar-attended"
    begins_at = BEGINS_AT
    ends_at = factory.LazyAttribute(lambda row: row.begins_at + dt.timedelta(hours=2))
    place = "https://meet.example.org/phishing"
    changed_at = PLANNED_AT

    class Params:
        held = factory.Trait(state="held")
        called_off = factory.Trait(state="called-off", why="The speaker fell ill.")


class SignUpFactory(factory.django.DjangoModelFactory[SignUp]):
    """Somebody who means to come."""

    class Meta:
        model = SignUp

    event = factory.SubFactory(EventFactory)
    member = factory.SubFactory(MemberFactory)
    signed_up_at = PLANNED_AT + dt.timedelta(days=1)

    class Params:
        withdrawn = factory.Trait(withdrawn_at=PLANNED_AT + dt.timedelta(days=2))
