"""How mails are tried, leased and kept: numbers, and what an answer of the relay means.

Pure: no ORM, no clock. Pauses grow; after the last one the mail has failed and a person sees it on Today.
A worker holds a batch of mails by a lease and begins no mail in its second half; nothing of a mail leaves for the
relay after ``HAND_OVER`` of talking, so nobody still talks when a lease ends (source: RFC 5321, 4.5.3.2 and 4.5.4;
RFC 3463 for enhanced codes).
"""

from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
LATE: Final = timedelta(hours=1)
"""A mail that waits longer is shown on Today."""
KEPT: Final = timedelta(days=365)
"""How long the row of a mail is kept after it was written."""
BATCH: Final = 100
"""Mails per lease and per connection to the relay."""
LOSSES: Final = 3
"""A mail that took this many workers down with it has failed."""
SUBJECT: Final = 70
"""Characters a subject may have."""
MINUTE: Final = timedelta(minutes=1)
"""What the limit per domain is counted over."""

LEASE = timedelta(minutes=10)
HAND_OVER = timedelta(minutes=2)
PERMANENT: Final = range(500, 600)
REFUSES_US: Final = 530
POLICY: Final = "5.7."
FRESH = timedelta(seconds=1)
"""How old what was read of a leased mail, and of its person, may be when its words are made."""
RUN = timedelta(minutes=1)
"""How long one run of the delivery may take before other work of the worker has its turn."""


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after this many failed attempts, the last one at ``at``; ``None`` when it was the last."""
    return at + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def may_begin(until: datetime, at: datetime) -> bool:
    """Whether one more mail may be begun under a lease: at least half of it is left."""
    return until - at >= LEASE / 2


def is_permanent(code: int, enhanced: str = "") -> bool:
    """Whether the relay will never take this mail: its reply code begins with 5, and it is the mail that it refuses.

    530 and 5.7 (policy) refuse us, who are sending: a relay set up wrongly says so to every mail, and takes the
    very same ones when that is mended.
    """
    return code in PERMANENT and code != REFUSES_US and not enhanced.startswith(POLICY)
