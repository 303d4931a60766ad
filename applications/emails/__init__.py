"""The mails of officer applications."""

from applications.emails import (
    answers,
    checking,
    clock,
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
    "checking",
    "clock",
    "drafts",
    "identity",
    "links",
    "questions",
    "references",
    "stages",
    "submission",
]
