"""A database for every size, all there at once: what grows is told apart from what else the machine does meanwhile.

Measured one after the other, whatever runs beside the larger size counts as growth. Here every round visits every
size, so that a busy minute falls on all of them alike, and growth is the median ratio of their pairs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from statistics import median
from typing import Any, Final

from scripts.benches.portal import interval

ELSEWHERE: Final = "template1"
"""A database to ask from while another one is copied, which nobody may be connected to."""


def grown(sizes: Sequence[int], grow: Callable[[int, int], None]) -> dict[int, Any]:
    """A connection for each size, smallest first, each to a database of its own.

    ``grow(begin, to)`` adds what lacks to the portal's database, which begins as a copy of the size before.
    """
    there: dict[int, Any] = {}
    before, begin = "postgres", 0
    for size in sizes:
        name = f"of_{size}"
        there[size] = copied(before, name)
        with asked(there[size]):
            grow(begin, size)
            with there[size].cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        there[size].close()  # to be copied, nobody may be connected to it; it opens again when it is asked
        before, begin = name, size
    return there


@contextmanager
def asked(connection: Any) -> Iterator[None]:
    """For as long as the block lasts, the portal's database is that of this connection."""
    from django.db import connections  # noqa: PLC0415

    usual = connections["default"]
    connections["default"] = connection
    try:
        yield
    finally:
        connections["default"] = usual


def growth(times: Mapping[int, Sequence[float]]) -> tuple[float, float, float]:
    """The slope from the smallest size to the largest, and between which it lies with 95 %.

    A slope is log time over log size: 0 constant, 1 linear. The times of a place belong to the same round.
    """
    small, big = min(times), max(times)
    ratios = [one / other for one, other in zip(times[big], times[small], strict=True)]
    low, high = interval(list(times[big]), list(times[small]))
    slope, least, most = (log(ratio) / log(big / small) for ratio in (median(ratios), low, high))
    return slope, least, most


def copied(before: str, name: str) -> Any:
    """A connection to a new database that begins as a copy of another one, to which nobody may be connected."""
    _copy(before, name)
    return _connection(name)


def dropped(name: str) -> None:
    """Remove a database, to which nobody may be connected."""
    _elsewhere(f'DROP DATABASE "{name}"')


def _copy(before: str, name: str) -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    _elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{before}"')


def _elsewhere(statement: str) -> None:
    elsewhere = _connection(ELSEWHERE)
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute(statement)
    finally:
        elsewhere.close()


def _connection(name: str) -> Any:
    from django.db import connections  # noqa: PLC0415

    made = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": name, "CONN_MAX_AGE": None}
    return made
