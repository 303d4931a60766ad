"""The mails of officer applications."""

from applications.emails import clock, drafts, identity, links, questions, references, stages, submission

__all__ = ["clock", "drafts", "identity", "links", "questions", "references", "stages", "submission"]
