"""The mails of CPE."""

from cpe.emails import help  # noqa: A004  the request's own word

__all__ = ["help"]
