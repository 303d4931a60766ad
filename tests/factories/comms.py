"""Mails for tests, of a kind the tests bring along, and addresses that did not take one."""

import datetime as dt

import factory

from comms.enums import State
from comms.models import Bounce, Message

WRITTEN = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
KEPT_UNTIL = WRITTEN + dt.timedelta(days=90)


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    """A waiting mail: that a passkey was added."""

    class Meta:
        model = Message

    kind = "mfa.webauthn_added"
    about = factory.Sequence(lambda n: f"test {n}")
    recipient = factory.Sequence(lambda n: f"person{n}@people.example")
    domain = factory.LazyAttribute(lambda mail: mail.recipient.rpartition("@")[2])
    language = "en"
    queued_at = WRITTEN
    planned_at = factory.SelfAttribute("queued_at")
    not_before = factory.SelfAttribute("queued_at")

    class Params:
        sent = factory.Trait(
            state=State.SENT,
            sent_at=WRITTEN,
            attempts=1,
            subject=factory.Sequence(lambda n: f"A passkey was added ({n})"),
            text="You added a passkey.",
            text_until=KEPT_UNTIL,
        )
        bounced = factory.Trait(state=State.BOUNCED, sent_at=WRITTEN, attempts=1, note="5.1.1", text_until=KEPT_UNTIL)
        failed = factory.Trait(state=State.FAILED, attempts=1, note="550", text_until=KEPT_UNTIL)
        dropped = factory.Trait(state=State.DROPPED, note="not-true")
        sending = factory.Trait(
            state=State.SENDING,
            lease=factory.Faker("uuid4", cast_to=None),
            lease_until=WRITTEN + dt.timedelta(minutes=10),
            tried_at=WRITTEN,
        )


class BounceFactory(factory.django.DjangoModelFactory[Bounce]):
    """An address that did not take a mail."""

    class Meta:
        model = Bounce

    address = factory.Sequence(lambda n: f"gone{n}@people.example")
    status = "5.1.1"
    report = factory.Sequence(lambda n: f"report {n}")
    reported_at = WRITTEN
