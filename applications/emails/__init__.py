"""The mails of officer applications."""

from applications.emails import drafts, identity

__all__ = ["drafts", "identity"]
