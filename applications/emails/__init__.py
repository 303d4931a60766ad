"""The mails of officer applications."""

from applications.emails import (
    answers,
    checking,
    clock,
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
