"""The mails of CPE."""

from cpe.emails import claims, cycles, help, joint, notices, questions  # noqa: A004  the request's own word

__all__ = ["claims", "cycles", "help", "joint", "notices", "questions"]
