"""The mails of officer applications."""

from applications.emails import answers, drafts, identity, submission

__all__ = ["answers", "drafts", "identity", "submission"]
