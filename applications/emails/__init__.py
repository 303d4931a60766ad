"""The mails of officer applications."""

from applications.emails import clock, drafts, identity, links, questions, stages, submission

__all__ = ["clock", "drafts", "identity", "links", "questions", "stages", "submission"]
