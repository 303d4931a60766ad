"""What a program reads in specimens of identity documents, every third of the corpus: all are read by a drill.

How many were caught stands at the end of the run. Specimens are nobody's: see ``tests.specimens``.
"""

from collections.abc import Callable

import pytest

from applications.rules.screening import found
from common.files import apart, reading
from tests.specimens import corpus
from tests.specimens.corpus import OPEN, SEEDS
from tests.specimens.reading import faults, look, told


@pytest.mark.parametrize("kind", SEEDS)
def test_specimens(kind: str, record_property: Callable[[str, str], None]) -> None:
    looked = look(SEEDS[kind][::3], kind)
    record_property("told", told(kind, looked))
    assert faults(kind, looked) == []


def test_corpus_has_two_hundred_and_more() -> None:
    assert sum(map(len, SEEDS.values())) >= 200
    first = corpus.specimen(0, OPEN)
    assert corpus.specimen(0, OPEN).photo == first.photo, "the same again"
    assert len({corpus.specimen(seed, OPEN).number for seed in SEEDS[OPEN][:20]}) == 20


def test_large_photo_is_read_by_the_real_processes() -> None:
    flat = apart.flatten(corpus.enlarged(3, 3600))
    assert max(flat.width, flat.height) == 2400
    assert found(reading.texts(flat.content, 1)) is not None
