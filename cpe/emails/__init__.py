"""The mails of CPE."""

from cpe.emails import claims, help, questions  # noqa: A004  the request's own word

__all__ = ["claims", "help", "questions"]
