"""The mails of officer applications."""

from applications.emails import clock, drafts, identity, questions, submission

__all__ = ["clock", "drafts", "identity", "questions", "submission"]
