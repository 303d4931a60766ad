"""``scripts/bench duties``: nightly retention over many mails, against one UPDATE written by hand, and over none."""

import sys
from datetime import timedelta
from typing import Final

from scripts.benches.portal import portal, seconds, told

ROUNDS: Final = 7
ROWS: Final = 50_000


def main() -> int:
    """Print the table."""
    with portal():
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from common import duties  # noqa: PLC0415
        from comms.models import Message  # noqa: PLC0415

        now = timezone.now()
        past = now - timedelta(days=1)
        sent = {"state": "sent", "sent_at": past, "queued_at": past, "planned_at": past, "not_before": past}
        Message.objects.bulk_create(
            (
                Message(kind="mfa.webauthn_added", about=f"{n}", recipient=f"p{n}@d.example", domain="d.example",
                        language="en", **sent)
                for n in range(ROWS)
            ),
            batch_size=2000,
        )  # fmt: skip

        def fill() -> None:
            Message.objects.update(text="Words.", facts={"a": 1}, text_until=past)

        def by_hand() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE comms_message SET text = '', facts = '{}', text_until = NULL WHERE text_until < %s", [now]
                )
                assert cursor.rowcount == ROWS  # noqa: S101

        def by_duty() -> None:
            assert duties.perform("common.retention", now=now).parts["comms.Message.text.facts"] == ROWS  # noqa: S101

        hand, duty, idle = [], [], []
        for _round in range(ROUNDS):
            for act, times in ((by_hand, hand), (by_duty, duty)):
                fill()
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE comms_message")
                times.append(seconds(act))
            idle.append(seconds(lambda: duties.perform("common.retention", now=now)))
        with CaptureQueriesContext(connection) as asked:
            duties.perform("common.retention", now=now)
        print(f"{ROUNDS} rounds of {ROWS} rows, PostgreSQL; ratios to one UPDATE of all rows in one transaction")
        print(told("retention, chunks of 2 000 rows with a commit each", duty, hand))
        print(told("the same duty with nothing due", idle, hand))
        print(f"statements with nothing due: {len(asked)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
