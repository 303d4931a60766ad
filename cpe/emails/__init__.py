"""The mails of CPE."""

from cpe.emails import (
    attendance,
    claims,
    cycles,
    events,
    help,  # noqa: A004  the request's own word
    joint,
    notices,
    questions,
)

__all__ = ["attendance", "claims", "cycles", "events", "help", "joint", "notices", "questions"]
