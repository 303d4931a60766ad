"""The mails of officer applications."""

from applications.emails import identity

__all__ = ["identity"]
