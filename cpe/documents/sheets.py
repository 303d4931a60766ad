"""What a transcript shows, as a frozen sheet: facts of the moment it was asked for, nothing looked up later."""

from dataclasses import dataclass
from datetime import date, datetime

from cpe.cycle_words import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One cycle of one title: what it is called, since when it is held, how it stands, and how the cycle came out."""

    code: str
    name: str
    awarded_on: date
    stands: str
    shape: str
    cycle: Cycle
    came_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptSheet:
    """A member's transcript, as known at a moment; ``made_on`` is the day of it."""

    name: str
    number: str
    made_on: date
    known_at: datetime
    language: str
    parts: tuple[Part, ...]
