"""The mails of officer applications."""

from applications.emails import (
    answers,
    clock,
    decisions,
    drafts,
    identity,
    links,
    questions,
    references,
    stages,
    submission,
)

__all__ = [
    "answers",
    "clock",
    "decisions",
    "drafts",
    "identity",
    "links",
    "questions",
    "references",
    "stages",
    "submission",
]
