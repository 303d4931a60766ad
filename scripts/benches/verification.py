"""``scripts/bench verification``: the page of a number beside the same page without a look-up, and how it grows.

Every size has a database of its own, and every round visits all of them, in an order drawn anew: what else the machine
does falls on all sizes alike. Every number is looked up once before, so that all of it is in memory.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from random import Random
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches.portal import interval, portal, seconds, told
from scripts.benches.sizes import asked, grown, growth

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
"""Up to as many as an argument says, or 100 000."""
DRAWN: Final = 150
"""Rounds that have numbers of their own; after them the same numbers come again."""
LEAST_ROUNDS: Final = 300
MOST_ROUNDS: Final = 2_400
AT_ONCE: Final = 100
"""Rounds before it is asked anew whether the intervals are narrow enough; a busy machine needs more of them."""
IN_A_ROUND: Final = 5
"""Numbers looked up one after the other, each time a size is visited; the one in the middle is what the visit took."""
BATCH: Final = 5_000
AT: Final = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DAY: Final = date(2026, 7, 1)
MOST_BESIDE: Final = 3.0
MOST_SLOPE: Final = 0.03
"""The bars of W2; each holds when the bad end of the interval does."""


@dataclass(slots=True)
class Size:
    """One database: numbers of it, and what its rounds took."""

    connection: Any
    rounds: list[list[str]]
    over: str
    whole: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


def _grow(begin: int, to: int) -> None:
    """Add certificates until there are so many, each with a member, a title, a cycle; every eighth title was lost."""
    from members.models import Certificate, Credential, Cycle, Member, Outcome, Title  # noqa: PLC0415
    from tests.factories.accounts import UserFactory  # noqa: PLC0415

    title, people = Title.objects.get(code="S-CISO"), type(UserFactory.build())
    for first in range(begin, to, BATCH):
        places = range(first, min(first + BATCH, to))
        users = people.objects.bulk_create(
            people(email=f"p{n}@people.example", given_name="Persoon", family_name=str(n)) for n in places
        )
        members = Member.objects.bulk_create(
            Member(user=user, number=100_000 + n, registered_on=DAY) for n, user in zip(places, users, strict=True)
        )
        held = Credential.objects.bulk_create(
            Credential(member=member, title=title, awarded_on=DAY, awarded_at=AT) for member in members
        )
        cycles = Cycle.objects.bulk_create(Cycle(credential=row, number=1, first_day=DAY) for row in held)
        Certificate.objects.bulk_create(
            Certificate(credential=row, cycle=cycle, name="Persoon", why="award", issued_on=DAY, issued_at=AT)
            for row, cycle in zip(held, cycles, strict=True)
        )
        Outcome.objects.bulk_create(
            Outcome(credential=row, kind="ended", ground="cancelled", effective_on=DAY, recorded_at=AT)
            for row in held[::8]
        )


def main(most: int) -> int:
    """Print the table; 1 where a bar does not hold."""
    with portal():
        from django.conf import settings  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        chance = Random(0)  # noqa: S311  picks numbers and orders, no secret
        there = {size: _size(made, chance) for size, made in grown([n for n in SIZES if n <= most], _grow).items()}
        for number in range(MOST_ROUNDS):
            if number >= LEAST_ROUNDS and number % AT_ONCE == 0 and _narrow(there):
                break
            for size in chance.sample(list(there.values()), len(there)):
                with asked(size.connection):
                    _visit(size, number % DRAWN, chance)
        held = [_beside(count, size) for count, size in there.items()]
        if len(there) > 1:
            held += [_grows(name, times) for name, times in _growing(there).items()]
        with asked(there[max(there)].connection):
            _statements(there[max(there)])
    return 0 if all(held) else 1


def _size(connection: Any, chance: Random) -> Size:
    """A database with the numbers of every round drawn from the titles that stand, each looked up once."""
    from members.models import Certificate  # noqa: PLC0415
    from members.selectors import verifying  # noqa: PLC0415

    with asked(connection):
        standing = Certificate.objects.filter(credential__outcomes=None)
        numbers = chance.choices(list(standing.values_list("number", flat=True)), k=DRAWN * (IN_A_ROUND + 1))
        over = Certificate.objects.filter(credential__outcomes__isnull=False).earliest("pk").number
        for number in set(numbers):
            verifying.by_number(number)
    rounds = [numbers[place::DRAWN] for place in range(DRAWN)]
    return Size(connection=connection, rounds=rounds, over=over)


def _visit(size: Size, place: int, chance: Random) -> None:
    """What a round measures of one size: its look-ups, and a page beside itself without one."""
    from members.selectors import verifying  # noqa: PLC0415

    look_up = verifying.by_number
    shown, *numbers = size.rounds[place]
    kept = look_up(shown)
    size.alone.append(median(seconds(partial(look_up, number)) for number in numbers))
    pages = {"whole": look_up, "without": lambda _number: kept}
    for name in chance.sample(list(pages), len(pages)):
        with mock.patch.object(verifying, "by_number", pages[name]):
            getattr(size, name).append(seconds(lambda: _page(shown)))


def _page(number: str) -> None:
    from django.test import Client  # noqa: PLC0415

    assert Client().get(f"/verify/{number}/").status_code == 200  # noqa: S101


def _growing(there: Mapping[int, Size]) -> dict[str, dict[int, list[float]]]:
    return {
        "look-up": {count: size.alone for count, size in there.items()},
        "page": {count: size.whole for count, size in there.items()},
    }


def _narrow(there: Mapping[int, Size]) -> bool:
    """Whether each slope is known to less than its bar, wherever it lies: how long we measure leans on nothing else."""
    known = [growth(times) for times in _growing(there).values()] if len(there) > 1 else []
    return all(high - low < MOST_SLOPE for _slope, low, high in known)


def _beside(count: int, size: Size) -> bool:
    """Tell how a size's page compares with itself without a look-up, and whether its bar holds."""
    whole, alone = (median(times) * 1000 for times in (size.whole, size.alone))
    print(f"{count:>8,} certificates: page {whole:6.2f} ms, look-up {alone:5.2f}")
    print(told("         the page beside itself without a look-up", size.whole, size.without))
    low, high = interval(size.whole, size.without)
    print(f"         its median lies between {low:.2f} and {high:.2f}: {_held(high <= MOST_BESIDE)}")
    return high <= MOST_BESIDE


def _grows(name: str, times: Mapping[int, Sequence[float]]) -> bool:
    slope, low, high = growth(times)
    print(f"slope of the {name}: {slope:.3f}, between {low:.3f} and {high:.3f}: {_held(high <= MOST_SLOPE)}")
    return high <= MOST_SLOPE


def _held(held: bool) -> str:
    return "holds" if held else "DOES NOT HOLD"


def _statements(size: Size) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from common import references  # noqa: PLC0415

    for state, number in {"valid": size.rounds[0][0], "over": size.over, "unknown": references.new()}.items():
        with CaptureQueriesContext(connection) as queries:
            status = Client().get(f"/verify/{number}/").status_code
        print(f"statements, {state}: {len(queries)} (status {status})")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
