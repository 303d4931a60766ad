"""What text read from a masked copy shows that it must not: a citizen service number, machine-readable lines. Pure.

Only which of the two was found is told, never what it says.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

NUMBER: Final = re.compile(r"(?<![0-9])(?:[0-9][ .-]?){8,9}(?![0-9])")


class Shown(StrEnum):
    """What a copy still shows."""

    NUMBER = "number"
    LINES = "machine-readable-lines"


def is_citizen_number(digits: str) -> bool:
    """Whether eight or nine digits may be a Dutch citizen service number: they pass the eleven-test."""
    padded = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return int(padded) > 0 and sum(int(d) * w for d, w in zip(padded, weights, strict=True)) % 11 == 0


def found(texts: Iterable[str]) -> Shown | None:
    """What any of several readings of one picture shows; none where nothing was found."""
    for text in texts:
        if "<<" in text:
            return Shown.LINES
        for match in NUMBER.finditer(text):
            digits = re.sub(r"[^0-9]", "", match[0])
            if len(digits) in {8, 9} and is_citizen_number(digits):
                return Shown.NUMBER
    return None
