"""What a contribution is to the cycles its day lies in: what was asked, when it was paid, and what may be meant for it.

Pure.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFact:
    """The bank's day of a payment that may be meant for a contribution, and the day that was settled, if it is."""

    booked_on: date
    settled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeFact:
    """What a contribution is to the cycles its day lies in.

    ``booked_on`` is the day its last cent was booked at the bank. ``proposals`` are all that were made for its latest
    invoice, in the order in which they were made: those that wait, and those confirmed, declined or overtaken.
    ``asked_on`` is the day the contribution was written down.
    """

    due_on: date
    booked_on: date | None = None
    proposals: tuple[ProposalFact, ...] = ()
    asked_on: date | None = None
