"""Lives of things with a state: one table of allowed moves per model, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Life(Generic[S]):
    """Which state may follow which. The first one of the table begins a life, one without followers ends it."""

    moves: Mapping[S, frozenset[S]]

    @property
    def start(self) -> S:
        """The state in which a life begins."""
        return next(iter(self.moves))

    @property
    def ends(self) -> tuple[S, ...]:
        """The states that nothing follows."""
        return tuple(state for state, followers in self.moves.items() if not followers)

    def allows(self, now: S, then: S) -> bool:
        """Whether a thing in ``now`` may come to be in ``then``."""
        return then in self.moves[now]

    def after(self, now: S) -> tuple[S, ...]:
        """What may follow ``now``, in the order of the table."""
        return tuple(state for state in self.moves if state in self.moves[now])

    def before(self, then: S) -> tuple[S, ...]:
        """The states from which ``then`` can be reached: the WHERE of an UPDATE that moves rows there."""
        return tuple(now for now, followers in self.moves.items() if then in followers)
