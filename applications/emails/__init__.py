"""The mails of officer applications."""

from applications.emails import (
    answers,
    checking,
    clock,
    copies,
    decisions,
    drafts,
    finalising,
    identity,
    links,
    questions,
    references,
    scans,
    stages,
    submission,
)

__all__ = [
    "answers",
    "checking",
    "clock",
    "copies",
    "decisions",
    "drafts",
    "finalising",
    "identity",
    "links",
    "questions",
    "references",
    "scans",
    "stages",
    "submission",
]
