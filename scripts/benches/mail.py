"""``scripts/bench mail``: what a mail costs as a row, beside making its words and its bytes."""

import resource
import sys
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.core.mail.backends.base import BaseEmailBackend

from scripts.benches.portal import portal, seconds, told

ROUNDS: Final = 15
MAILS: Final = 500
_numbers: Final = count()


class Bytes(BaseEmailBackend):
    """A relay that costs nothing but the bytes of the mails it is handed."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Make the bytes of each."""
        return len([message.message().as_bytes() for message in email_messages])


def main() -> int:
    """Print the table."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.db import transaction  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from comms import delivery, outbox  # noqa: PLC0415
        from comms.kinds import KINDS  # noqa: PLC0415
        from comms.models import Message  # noqa: PLC0415
        from comms.rendering import as_mail, letter  # noqa: PLC0415

        settings.EMAIL_BACKEND = "scripts.benches.mail.Bytes"
        kind = KINDS["account.email_changed"]

        def queue() -> None:
            numbers = [next(_numbers) for _mail in range(MAILS)]
            mails = [outbox.Mail(to=f"p{n}@d{n % 50}.example", about=f"mail {n}", facts=kind.sample) for n in numbers]
            with transaction.atomic():
                assert outbox.queue_many(kind, mails, at=timezone.now()) == MAILS  # noqa: S101

        def make_alone(messages: list[Message]) -> None:
            for message in messages:
                as_mail(message, letter(message)).message().as_bytes()

        def deliver() -> None:
            assert delivery.deliver_waiting(at=timezone.now()).sent == MAILS  # noqa: S101

        queued, alone, delivered = [], [], []
        for _round in range(ROUNDS + 1):
            queued.append(seconds(queue))
            waiting = list(Message.objects.due(timezone.now()).select_related("person"))
            alone.append(seconds(lambda mails=waiting: make_alone(mails)))
            delivered.append(seconds(deliver))
        del queued[0], alone[0], delivered[0]
        print(f"{ROUNDS} rounds of {MAILS} mails, PostgreSQL; ratios to making words and bytes alone")
        print(told("deliver (lease, ask again, words, bytes, row)", delivered, alone))
        print(told("queue (one act, two statements)", queued, alone))
        print(f"one mail made alone: {min(alone) / MAILS * 1e6:.0f} µs; peak of the process: {_peak():.0f} MB")
    return 0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
