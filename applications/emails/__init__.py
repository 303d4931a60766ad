"""The mails of officer applications."""

from applications.emails import (
    answers,
    clock,
    decisions,
    drafts,
    finalising,
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
    "finalising",
    "identity",
    "links",
    "questions",
    "references",
    "stages",
    "submission",
]
