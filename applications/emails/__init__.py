"""The mails of officer applications."""

from applications.emails import submission

__all__ = ["submission"]
