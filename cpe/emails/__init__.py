"""The mails of CPE."""

from cpe.emails import claims

__all__ = ["claims"]
