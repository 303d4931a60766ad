"""The mails of CPE."""

from cpe.emails import attendance, claims, events, help, questions  # noqa: A004  the request's own word

__all__ = ["attendance", "claims", "events", "help", "questions"]
