"""Whether a committee can be told, and whether it can judge. Pure. Source: S3."""

from collections.abc import Sequence
from dataclasses import dataclass

from conduct.enums import SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat, as far as the committee's make-up goes."""

    state: SeatState
    chair: bool = False
    open_to_challenge: bool = False
    """Not told yet, can still be challenged, or a challenge waits for its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """How a committee is made up: who sits, how many are missing, of whom the member may still have a say."""

    seated: int
    missing: int
    has_chair: bool
    invited: int
    open_to_challenge: int

    @property
    def complete(self) -> bool:
        """Whether enough sit, one of them in the chair, and nobody who was asked has still to answer."""
        return not self.missing and self.has_chair and not self.invited

    @property
    def settled(self) -> bool:
        """Whether it is complete, and the member had their say about every name."""
        return self.complete and not self.open_to_challenge


def make_up(places: Sequence[Place], at_least: int) -> Make:
    """How a committee of these seats is made up, when so many sit at least."""
    seated = [place for place in places if place.state is SeatState.SEATED]
    return Make(
        seated=len(seated),
        missing=max(0, at_least - len(seated)),
        has_chair=any(place.chair for place in seated),
        invited=sum(1 for place in places if place.state is SeatState.INVITED),
        open_to_challenge=sum(1 for place in seated if place.open_to_challenge),
    )
