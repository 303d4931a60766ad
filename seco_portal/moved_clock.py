"""A demonstration whose clock stands so many days ahead: what nights make of cycles is seen without waiting for them.

Whoever reads the clock reads ``timezone.now``, so that this one is enough. What only measures (limits, sessions,
one-time codes) goes by the machine's clock.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone


def move(days: int) -> None:
    """From now on it is so many days later; once, before anything else reads the clock."""
    if not days:
        return
    ahead = timedelta(days=days)

    def now() -> datetime:
        return unmoved() + ahead

    timezone.now = now


def unmoved() -> datetime:
    """The moment by the machine's clock, for whatever somebody's device counts along with."""
    return datetime.now(UTC)
