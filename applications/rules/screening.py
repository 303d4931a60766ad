"""What text read from a masked copy shows that it must not: a citizen service number, machine-readable lines. Pure.

A program reads letters for digits and the other way round, parts a number or joins it to what stands beside it; so each
reading is taken for all that it may have been. Only which of the two was found is told, never what it says.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import product
from typing import Final

WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
LENGTHS: Final = (9, 8)
"""Digits of a number; a zero at its beginning is left out at times."""
MOST_UNSURE: Final = 2
"""Letters among the digits of one number, each of which may be one or two digits."""
LIKE: Final = {
    **{digit: digit for digit in "0123456789"},
    **dict.fromkeys("OoQD", "0"),
    **dict.fromkeys("Il|!i]", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss", "5"),
    "A": "4",
    "b": "6",
    "G": "6",
    "T": "7",
    "?": "7",
    "B": "8",
    "&": "8",
    "g": "9",
    "q": "9",
}
"""Sign → the digit that it may have been."""
STROKE: Final = "1"
"""What a line beside a number is read as."""
_SIGN: Final = "[" + "".join(map(re.escape, LIKE)) + "]"
_APART: Final = r"(?:[\s.,:;·•'‘’`~_/\\-]|–){1,3}"
RUN: Final = re.compile(rf"{_SIGN}+(?:{_APART}{_SIGN}+)*")
"""Groups of what may be digits, with what may stand between two groups of a number."""
GROUP: Final = re.compile(rf"{_SIGN}+")
LETTERS: Final = frozenset(LIKE) - frozenset("0123456789")

FILLERS: Final = str.maketrans(dict.fromkeys("«‹({[≤", "<"))
_DIGIT: Final = "[0-9OQDIlZSGBAT]"
MACHINE_READ: Final = (
    re.compile(r"<\s?<"),
    re.compile(r"<.*<.*<"),
    re.compile(rf"{_DIGIT}{{7}}[MF]{_DIGIT}{{4}}"),
    re.compile(rf"{_DIGIT}{{7}}[MFX<K]{_DIGIT}{{7}}[A-Z0-9<]{{3}}"),
    re.compile(rf"[A-Z<]NLD[A-Z0-9<]{{5}}{_DIGIT}{{4}}"),
    re.compile(rf"[A-Z0-9<]{{9}}{_DIGIT}[A-Z0-9<]{{3}}{_DIGIT}{{7}}[MFX<K]{_DIGIT}{{7}}"),
    re.compile(r"^[PIACVD][A-Z0-9<][A-Z]{3}[A-Z0-9<]{9,}[<KC]{4,}"),
    re.compile(r"[A-Z]{2,}(?:<|KK|K<|<K)[A-Z]{2,}[<KC]{6,}"),
)
"""Shapes of machine-readable lines (ICAO 9303), with the signs for which fillers and digits are read."""
LONG: Final = re.compile(r"[A-Z0-9<]{20,}")
SHORTEST_LINE: Final = 10
MACHINE_SIGN: Final = re.compile(r"[A-Z0-9<]")
MOSTLY: Final = 0.8
"""Of the signs of a line that a machine reads, so many at least are those of such lines."""
DIGITS_OF_A_LINE: Final = 4
DIGITS_OF_A_PARTED_LINE: Final = 10
"""Digits that make a line of a long word, and of several words."""


class Shown(StrEnum):
    """What a copy still shows."""

    NUMBER = "number"
    LINES = "machine-readable-lines"


def is_citizen_number(digits: str) -> bool:
    """Whether eight or nine digits may be a Dutch citizen service number: they pass the eleven-test."""
    padded = digits.zfill(len(WEIGHTS))
    total = sum(int(digit) * weight for digit, weight in zip(padded, WEIGHTS, strict=True))
    return padded.strip("0") != "" and total % 11 == 0


def found(texts: Iterable[str]) -> Shown | None:
    """What the first of several readings of one picture that shows anything shows; none where none does."""
    for text in texts:
        if _has_lines(text):
            return Shown.LINES
        if _has_number(text):
            return Shown.NUMBER
    return None


def _has_lines(text: str) -> bool:
    for line in text.translate(FILLERS).splitlines():
        joined = re.sub(r"\s", "", line)
        like = len(joined) >= SHORTEST_LINE and len(MACHINE_SIGN.findall(joined)) >= MOSTLY * len(joined)
        if like and any(shape.search(joined) for shape in MACHINE_READ):
            return True
        if any(_digits_in(word) >= DIGITS_OF_A_LINE or "<" in word for word in LONG.findall(line)):
            return True
        if any(_digits_in(word) >= DIGITS_OF_A_PARTED_LINE for word in LONG.findall(joined)):
            return True
    return False


def _digits_in(word: str) -> int:
    return sum(map(str.isdecimal, word))


def _has_number(text: str) -> bool:
    return any(is_citizen_number(digits) for digits in _readings(text))


def _readings(text: str) -> Iterator[str]:
    """Every number of eight or nine digits that whole groups of a text may have been."""
    for run in RUN.finditer(text):
        groups = [(run.start() + part.start(), run.start() + part.end()) for part in GROUP.finditer(run[0])]
        for first, (start, _end) in enumerate(groups):
            for _start, end in groups[first:]:
                signs = re.sub(_APART, "", text[start:end])
                if len(signs) > LENGTHS[0] + MOST_UNSURE:
                    break
                whole = not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())
                for taken in _trimmed(signs):
                    if (whole or taken.isdecimal()) and _is_written_so(text[start:end], taken):
                        yield "".join(LIKE[sign] for sign in taken)
                yield from _without_strays(signs)


def _trimmed(signs: str) -> Iterator[str]:
    """The signs without what may belong to something else: letters at their ends; few of what is left are letters."""
    for before, after in product(range(MOST_UNSURE + 1), repeat=2):
        cut = signs[before : len(signs) - after]
        away = signs[:before] + signs[len(signs) - after :]
        if not any(map(str.isdecimal, away)) and sum(sign in LETTERS for sign in cut) <= MOST_UNSURE:
            yield cut


def _without_strays(signs: str) -> Iterator[str]:
    """Nine digits among which a letter stands that is none, or beside which a stroke was read as one more digit."""
    digits = "".join(filter(str.isdecimal, signs))
    if len(digits) == LENGTHS[0] < len(signs):
        yield digits
    if len(signs) == len(digits) == LENGTHS[0] + 1:
        yield from (digits[1:] for stroke in digits[:1] if stroke == STROKE)
        yield from (digits[:-1] for stroke in digits[-1:] if stroke == STROKE)


def _is_written_so(written: str, signs: str) -> bool:
    """Whether nine signs stand there in any groups, or eight in one or by threes: others are days, or chance."""
    if len(signs) != min(LENGTHS):
        return len(signs) in LENGTHS
    groups = [len(group) for group in re.split(_APART, written) if group]
    return len(groups) == 1 or groups == [2, 3, 3]
