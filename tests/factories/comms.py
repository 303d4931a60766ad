"""Mails for tests."""

import datetime as dt

import factory

from comms.enums import State
from comms.models import Message

WRITTEN = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    kind = "account/email/email_confirmation"
    recipient = factory.Sequence(lambda n: f"person{n}@people.example")
    subject = factory.Sequence(lambda n: f"Please confirm your address ({n})")
    text = "You asked for an account. Open https://portal.example/confirm/token-in-text"
    html = "<p>You asked for an account.</p>"
    language = "en"
    queued_at = WRITTEN
    not_before = WRITTEN

    class Params:
        sent = factory.Trait(state=State.SENT, sent_at=WRITTEN, text="", html="", attempts=1)
        failed = factory.Trait(state=State.FAILED, text="", html="", attempts=6, last_error="550")
