"""What CPE keeps about people, why and how long."""

from cpe.personal_data import (
    attendance,
    cycles,
    events,
    help,  # noqa: A004  the request's word
    imports,
    joint,
    ledger,
    previews,
    proof,
    questions,
    rules,
)

__all__ = [
    "attendance",
    "cycles",
    "events",
    "help",
    "imports",
    "joint",
    "ledger",
    "previews",
    "proof",
    "questions",
    "rules",
]
