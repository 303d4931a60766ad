"""The mails of CPE."""

from cpe.emails import claims, events, help, questions  # noqa: A004  the request's own word

__all__ = ["claims", "events", "help", "questions"]
