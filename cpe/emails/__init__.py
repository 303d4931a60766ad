"""The mails of CPE."""

from cpe.emails import claims, questions

__all__ = ["claims", "questions"]
