"""What a program reads in specimens of identity documents: who shows a number is refused, who shows none passes."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from applications.rules.screening import found
from common.files import reader, reading
from tests.specimens import corpus
from tests.specimens.corpus import BADLY, MUST_GO, NEAR, OPEN, WELL, Specimen

LEAST: Final = {OPEN: 1.0, BADLY: 0.9}
"""Share of those that must be refused."""
MOST: Final = {WELL: 0.03, NEAR: 0.08}
"""Share of those that must not; of nine digits that are no number, some are read as others that are one."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A specimen, whether it was refused, and whether its number stands in a plain reading."""

    specimen: Specimen
    refused: bool
    plain: bool


def look(seeds: Iterable[int], kind: str) -> list[Looked]:
    """Read these specimens of a kind, two at a time."""
    with ThreadPoolExecutor(2) as both:
        return list(both.map(lambda seed: _look(seed, kind), seeds))


def _look(seed: int, kind: str) -> Looked:
    specimen, first, shown = corpus.specimen(seed, kind), "", None
    for turn, text in enumerate(reader.texts(specimen.photo, reading.PROGRAM)):
        first = first if turn else text
        if shown := found([text]):
            break
    return Looked(specimen, shown is not None, specimen.number in "".join(filter(str.isdecimal, first)))


def told(kind: str, looked: list[Looked]) -> str:
    """How many of a kind were refused, in a line."""
    refused = [one for one in looked if one.refused]
    masks = Counter(one.specimen.mask for one in refused)
    among = "".join(f", {mask} {count}" for mask, count in sorted(masks.items()) if mask)
    return f"Specimens {kind}: {len(refused)} of {len(looked)} refused{among}"


def faults(kind: str, looked: list[Looked]) -> list[str]:
    """What must not be: a number that a plain reading shows and nobody refuses, too few refused, too many."""
    refused = [one for one in looked if one.refused]
    passed = [one for one in looked if not one.refused]
    wrong = [f"{one.specimen.seed} passes, and can be read" for one in passed if one.plain and kind in MUST_GO]
    if len(refused) < LEAST.get(kind, 0) * len(looked):
        wrong.append(f"too many pass: {[one.specimen.seed for one in passed]}")
    if len(refused) > MOST.get(kind, 1) * len(looked):
        wrong.append(f"too many are refused: {[one.specimen.seed for one in refused]}")
    return wrong
