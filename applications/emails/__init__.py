"""The mails of officer applications."""

from applications.emails import answers, clock, drafts, identity, links, questions, references, stages, submission

__all__ = ["answers", "clock", "drafts", "identity", "links", "questions", "references", "stages", "submission"]
