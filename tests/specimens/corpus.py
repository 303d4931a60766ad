"""The specimens that copies are tried with: how many of which kind, each drawn from its number."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image

from tests.specimens import cards

OPEN, BADLY, WELL, NEAR = "not masked", "masked badly", "masked well", "another number"
"""Without a mask; under one that does not mask; as it should be; with nine digits that are no citizen number."""
SEEDS: Final[Mapping[str, Sequence[int]]] = {
    OPEN: (*range(72), *range(202, 222)),
    BADLY: range(72, 135),
    WELL: range(156, 186),
    NEAR: range(186, 202),
}
MUST_GO: Final = {OPEN, BADLY}
NEEDED: Final = {"name", "given"}
FRONTS: Final = 0.65


@dataclass(frozen=True, slots=True)
class Specimen:
    """A photo of a card: what it is, how it is masked, its number."""

    seed: int
    kind: str
    mask: str
    number: str
    photo: bytes


def specimen(seed: int, kind: str) -> Specimen:
    """Draw one."""
    rng = random.Random(seed)  # noqa: S311  drawn again from the same number
    look, turn = cards.style(rng), list(cards.BAD)[seed % len(cards.BAD)]
    masks = {OPEN: None, BADLY: cards.BAD[turn], WELL: cards.solid, NEAR: None}
    is_front = kind in {WELL, NEAR} or rng.random() < FRONTS
    card = cards.front(rng, look, valid=kind != NEAR) if is_front else cards.back(rng, look)
    for name, box in card.boxes.items():
        secret = name == "number" or name.startswith("line")
        mask = masks[kind] if secret else None if kind == OPEN or name in NEEDED else cards.solid
        if mask is not None:
            mask(card.picture, box, rng)
    how = cards.CLEAN if kind == OPEN else cards.shot(rng)
    mask_name = turn if kind == BADLY else ""
    return Specimen(seed, kind, mask_name, card.number, cards.photographed(card.picture, how, rng))


def enlarged(seed: int, longest: int) -> bytes:
    """The photo of a card that is not masked, so many points long, as a telephone makes it."""
    with Image.open(BytesIO(specimen(seed, OPEN).photo)) as picture:
        times = longest / max(picture.size)
        larger = picture.resize((round(picture.width * times), round(picture.height * times)), Image.Resampling.BICUBIC)
    written = BytesIO()
    larger.save(written, "JPEG", quality=80)
    return written.getvalue()
