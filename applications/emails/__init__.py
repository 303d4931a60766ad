"""The mails of officer applications."""

from applications.emails import drafts, identity, links, references, submission

__all__ = ["drafts", "identity", "links", "references", "submission"]
