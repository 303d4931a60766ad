"""What a program reads in specimens of identity documents: who shows a number is refused, who shows none passes.

How many were caught stands at the end of the run. Specimens are nobody's: see ``tests.specimens``.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import pytest

from applications.rules.screening import found
from common.files import apart, reader, reading
from tests.specimens import corpus
from tests.specimens.corpus import BADLY, NEAR, OPEN, WELL, Specimen

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


def _look(which: tuple[int, str]) -> Looked:
    specimen, first, shown = corpus.specimen(*which), "", None
    for turn, text in enumerate(reader.texts(specimen.photo, reading.PROGRAM)):
        first = first if turn else text
        if shown := found([text]):
            break
    return Looked(specimen, shown is not None, specimen.number in "".join(filter(str.isdecimal, first)))


@pytest.mark.parametrize("kind", corpus.COUNTS)
def test_specimens(kind: str, record_property: Callable[[str, str], None]) -> None:
    wanted = [which for which in corpus.seeds() if which[1] == kind]
    with ThreadPoolExecutor(2) as both:
        looked = list(both.map(_look, wanted))
    refused = [one for one in looked if one.refused]
    masks = Counter(one.specimen.mask for one in looked if one.refused)
    among = "".join(f", {mask} {count}" for mask, count in sorted(masks.items()) if mask)
    record_property("told", f"Specimens {kind}: {len(refused)} of {len(looked)} refused{among}")
    read = [one for one in looked if one.plain and kind in corpus.MUST_GO]
    assert all(one.refused for one in read), "a number that a plain reading shows is always refused"
    if kind in LEAST:
        missed = [one.specimen.seed for one in looked if not one.refused]
        assert len(refused) >= LEAST[kind] * len(looked), missed
    else:
        assert len(refused) <= MOST[kind] * len(looked), [one.specimen.seed for one in refused]


def test_corpus_has_two_hundred_and_more() -> None:
    assert sum(corpus.COUNTS.values()) >= 200
    first = corpus.specimen(0, OPEN)
    assert corpus.specimen(0, OPEN).photo == first.photo, "the same again"
    assert len({corpus.specimen(*which).number for which in list(corpus.seeds())[:20]}) == 20


def test_large_photo_is_read_by_the_real_processes() -> None:
    flat = apart.flatten(corpus.enlarged(3, 3600))
    assert max(flat.width, flat.height) == 2400
    assert found(reading.texts(flat.content, 1)) is not None
