"""The mails of officer applications."""

from applications.emails import drafts, identity, links, references, stages, submission

__all__ = ["drafts", "identity", "links", "references", "stages", "submission"]
