"""How long a masked copy of an identity document is kept, when an opening needs a reason. Pure. Source: S0, G-034."""

from datetime import date, timedelta
from typing import Final

AFTER_VERDICT: Final = timedelta(days=7)
TERM: Final = timedelta(days=30)
FREE_OPENINGS: Final = 2
"""Openings of a copy, by whomever, before each one needs a reason."""

ONE_LOOK: Final = timedelta(minutes=30)
"""So long after an opening a form that lacked something comes back with the picture: the checker has not left it."""


def destroy_by(sent_on: date, submitted_on: date | None, verdict_on: date | None) -> date:
    """The day with whose beginning a copy is destroyed, and from which on nobody opens it.

    30 days after the application was submitted, or after the copy was sent where that was later or is still to come;
    7 days after the verdict, if that is earlier.
    """
    last = max(sent_on, submitted_on or sent_on) + TERM
    return last if verdict_on is None else min(last, verdict_on + AFTER_VERDICT)


def needs_reason(openings: int) -> bool:
    """Whether one more opening needs a reason, after so many."""
    return openings >= FREE_OPENINGS
