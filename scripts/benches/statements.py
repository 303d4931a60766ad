"""``scripts/bench statements``: reading bank statements, matching payments with open invoices; growth, memory."""

import gc
import math
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any, Final

from scripts.benches.portal import seconds

ROUNDS: Final = 3
SIZES: Final = (10_000, 30_000, 100_000)
INVOICES: Final = 50_000
PAYMENTS: Final = (10_000, 30_000)
GIVEN: Final = ("Anna", "Ben", "Carla", "Dirk", "Els", "Frits", "Greet", "Hans", "Ineke", "Joop")
FAMILY: Final = ("Voorbeeld", "Proef", "Monster", "Model", "Schets", "Staal", "Toonbeeld", "Specimen")


def main() -> int:
    """Print both tables."""
    from common.camt import read  # noqa: PLC0415
    from tests.statements import many  # noqa: PLC0415

    files = {size: many(size) for size in SIZES}
    _told("reading", "lines", {size: partial(read, data) for size, data in files.items()})
    book, chance = _book(), random.Random(5)  # noqa: S311  the same every time
    for kind in ("exact", "number", "mistyped", "account", "name", "nothing"):
        _told(f"matching by {kind}", "payments", {size: _matching(book, kind, size, chance) for size in PAYMENTS})
    return 0


def _told(name: str, what: str, acts: dict[int, Callable[[], object]]) -> None:
    """One line: seconds for each size, the slope of growth (1 is in proportion), and the peak of the largest."""
    times: dict[int, list[float]] = {size: [] for size in acts}
    for _round in range(ROUNDS):
        for size, act in acts.items():
            times[size].append(seconds(act))
    small, large = min(acts), max(acts)
    slope = math.log(median(times[large]) / median(times[small])) / math.log(large / small)
    gc.collect()
    tracemalloc.start()
    acts[large]()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    told = ", ".join(f"{size:,} {what} {median(each):.2f} s" for size, each in times.items())
    print(f"{name:<22} {told}; slope {slope:.2f}; peak {peak:.0f} MB")


def _book() -> list[Any]:
    from members.rules.matching import Owed  # noqa: PLC0415

    return [
        Owed(
            invoice=number,
            reference=_reference(number),
            number=f"2026-{number:05}",
            open=Decimal("150.00"),
            names=(f"{GIVEN[number % 10]} {FAMILY[number % 8]} {number % 977}",),
            ibans=(f"NL00TEST{number % 20_000:010}",),
        )
        for number in range(INVOICES)
    ]


def _reference(number: int) -> str:
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415

    digits = f"2026{number:06}"
    return f"RF{mod_97_10.calc_check_digits(f'{digits}RF')}{digits}"


def _matching(book: list[Any], kind: str, size: int, chance: random.Random) -> Callable[[], object]:
    from members.rules.matching import match  # noqa: PLC0415

    return partial(match, list(_payments(book, kind, size, chance)), book)


def _payments(book: list[Any], kind: str, size: int, chance: random.Random) -> Iterator[Any]:
    from members.rules.matching import Payment  # noqa: PLC0415

    for key, one in enumerate(chance.sample(book, size)):
        texts = {
            "exact": f"Contribution {one.reference}",
            "number": f"Contribution {one.number}",
            "mistyped": f"{one.reference[:-1]}{(int(one.reference[-1]) + 1) % 10}",
        }
        yield Payment(
            key=key,
            amount=one.open,
            text=texts.get(kind, "Contribution"),
            iban=one.ibans[0] if kind == "account" else "",
            name=one.names[0] if kind == "name" else "",
        )


if __name__ == "__main__":
    sys.exit(main())
