"""The mails of officer applications."""

from applications.emails import (
    answers,
    clock,
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
    "drafts",
    "finalising",
    "identity",
    "links",
    "questions",
    "references",
    "stages",
    "submission",
]
