"""When a mail that could not be sent is tried again.

Pure: no ORM, no clock. Pauses grow; after the last one the mail has failed and a person sees it on Today.
"""

from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
ABANDONED: Final = timedelta(minutes=10)
LATE: Final = timedelta(hours=1)
"""A mail that waits longer is shown on Today."""
KEPT: Final = timedelta(days=365)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after this many failed attempts, the last one at ``at``; ``None`` when it was the last."""
    return at + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
