"""A kind of mail for tests that need one with facts of every sort, and a way to have it in the catalogue."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from comms.kinds import KINDS, MessageKind

SAMPLE = {
    "name": "Ada",
    "count": 3,
    "open": True,
    "codes": ["a", "b"],
    "amount": Decimal("150.00"),
    "day": dt.date(2026, 12, 31),
    "moment": dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC),
}


def kind(key: str = "test.kind", **changes: Any) -> MessageKind:
    """A kind that renders as the mail about a passkey does."""
    made = {
        "name": "A test",
        "when": "When it is tested.",
        "template": "mfa/email/webauthn_added",
        "facts": {name: type(value) for name, value in SAMPLE.items()},
        "sample": SAMPLE,
    }
    return MessageKind(key=key, **{**made, **changes})


@contextmanager
def in_catalogue(*kinds: MessageKind) -> Iterator[None]:
    """Have these kinds in the catalogue for a while."""
    KINDS.update({kind.key: kind for kind in kinds})
    try:
        yield
    finally:
        for one in kinds:
            del KINDS[one.key]
