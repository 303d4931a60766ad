"""The mails of officer applications."""

from applications.emails import drafts, identity, submission

__all__ = ["drafts", "identity", "submission"]
