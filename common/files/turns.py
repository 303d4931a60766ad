"""Turns at what takes long: so many at once in one process, and of one person one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from common.files.refusals import refused

_one_by_one: Final = Lock()


@contextmanager
def only_of(person: int, busy: set[int]) -> Iterator[None]:
    """The only turn of a person (by their key) among those who are ``busy``, so that nobody takes those of the others.

    Raises ``FileRefused`` at once where they have one.
    """
    with _one_by_one:
        if person in busy:
            raise refused("one-by-one")
        busy.add(person)
    try:
        yield
    finally:
        with _one_by_one:
            busy.discard(person)


@contextmanager
def one_of(turns: BoundedSemaphore, patience: float) -> Iterator[None]:
    """One of several turns. Raises ``FileRefused`` where none was free within so many seconds."""
    if not turns.acquire(timeout=patience):
        raise refused("busy")
    try:
        yield
    finally:
        turns.release()
