"""What is typed into the form of a reference, box by box, and what two windows do to each other. Pure.

A page carries prints of what it was filled in with. What was changed in one window alone is kept, whichever is sent
last; what was changed in both is kept from neither behind the other's back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from applications.enums import Criterion

Boxes = tuple[str, ...]
"""The boxes of one field: a month has two."""

ABOUT_YOU: Final[tuple[Boxes, ...]] = (("name",), ("role",), ("relation",))
ANSWERED: Final[tuple[Boxes, ...]] = (
    *(
        boxes
        for key in Criterion
        for boxes in (
            (f"{key.value}-says",),
            (f"{key.value}-words",),
            (f"{key.value}-from_month", f"{key.value}-from_year"),
            (f"{key.value}-until_month", f"{key.value}-until_year"),
        )
    ),
    ("remarks",),
)
FIELDS: Final = (*ABOUT_YOU, *ANSWERED)
TYPED: Final = tuple(box for boxes in FIELDS for box in boxes)
"""What a draft keeps, by the name of its box."""
TEXTS: Final = frozenset({"relation", "remarks", *(f"{key.value}-words" for key in Criterion)})
"""Boxes for sentences."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """``kept``: boxes to be written; ``both``: fields that were changed in both places."""

    kept: Mapping[str, str]
    both: tuple[Boxes, ...]


def seen_of(now: Mapping[str, str], fields: Collection[Boxes]) -> str:
    """What a page was filled in with, as it carries it: the first box of each field, and a print."""
    return " ".join(f"{boxes[0]}:{_print(now, boxes)}" for boxes in fields)


def sort_out(now: Mapping[str, str], typed: Mapping[str, str], seen: str) -> Sorted:
    """What of a page that was sent is to be written over what is kept now; all of it where it tells not what it saw."""
    saw = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    kept: dict[str, str] = {}
    both = []
    for boxes in FIELDS:
        sent = {box: typed[box] for box in boxes if box in typed}
        before = saw.get(boxes[0])
        if before is None or _print(now, boxes) in {before, _print(typed, boxes)}:
            kept |= sent
        elif sent and _print(typed, boxes) != before:
            both.append(boxes)
    return Sorted(kept, tuple(both))


def one_after_the_other(now: Mapping[str, str], typed: Mapping[str, str], both: Collection[Boxes]) -> dict[str, str]:
    """Both texts of boxes for sentences, for who is not there to choose; of other boxes what is kept stays."""
    boxes = [box for field in both for box in field if box in TEXTS]
    return {box: f"{now.get(box, '')}\n\n{typed[box]}".strip() for box in boxes}


def _print(values: Mapping[str, str], boxes: Boxes) -> str:
    text = "\0".join(values.get(box, "").replace("\r\n", "\n") for box in boxes)
    return sha256(text.encode(errors="replace")).hexdigest()[:16]
