"""Our references as payers quote them: whole, spaced, glued to other words, mistyped, or only the invoice's number.

Pure. A reference is ISO 11649: ``RF``, two check digits, and, in ours, digits only.
"""

import re
import unicodedata
from collections.abc import Collection, Container, Iterator
from itertools import accumulate, islice
from typing import Final

from stdnum import iso11649

BETWEEN: Final = r"[^0-9A-Z]{0,3}"
"""What may stand between two characters of a reference: a space, a dot, the end of a line."""
SHORTEST: Final = 6
"""Fewer digits without RF are anybody's."""
LONGEST: Final = 23
"""Digits of the longest reference there can be, the two check digits included."""

RF_IN_DIGITS: Final = "2715"
"""The letters R and F as ISO 7064 counts them; the remainder is taken here, as it is for every open invoice."""

_OURS: Final = re.compile(r"RF([0-9]{2})([0-9]{1,21})")
_WHOLE: Final = re.compile(rf"R{BETWEEN}F((?:{BETWEEN}[0-9])+)")
_ALMOST: Final = re.compile(rf"(?=R{BETWEEN}F((?:{BETWEEN}[0-9A-Z]){{4,40}}))")
_CHARACTER: Final = re.compile(r"[0-9A-Z]")
_DIGITS: Final = re.compile(r"[0-9]+")
_GAP: Final = re.compile(BETWEEN)


def tidy(reference: str) -> str:
    """A reference without spaces, in capitals, when it is whole and one of our kind; else nothing."""
    found = _OURS.fullmatch(reference) or _OURS.fullmatch(iso11649.compact(reference))
    return found[0] if found and int(f"{found[2]}{RF_IN_DIGITS}{found[1]}") % 97 == 1 else ""


def plain(text: str) -> str:
    """A text in capitals, with every script's digits and wide letters made ordinary."""
    if text.isascii():
        return text.upper()
    digits = (
        str(unicodedata.digit(char)) if char.isdecimal() else char for char in unicodedata.normalize("NFKC", text)
    )
    return "".join(digits).upper()


def of_our_kind(text: str) -> Iterator[str]:
    """What stands in a plain text whole and with check digits that agree, whether we ever gave it out or not."""
    for found in _WHOLE.finditer(text):
        marks = list(islice(_DIGITS.finditer(found[1]), LONGEST))
        digits = "".join(mark[0] for mark in marks)
        ends = accumulate(len(mark[0]) for mark in marks)
        yield from filter(None, (tidy(f"RF{digits[:end]}") for end in ends if SHORTEST < end <= LONGEST))


def whole(text: str, known: Container[str], sizes: Collection[int]) -> Iterator[str]:
    """The known references that stand in a plain text; ``sizes`` are how many digits they have.

    Further digits may follow only after a gap, or it is another reference that begins like ours.
    """
    for found in _WHOLE.finditer(text):
        marks = list(_DIGITS.finditer(found[1]))
        digits = "".join(mark[0] for mark in marks)
        ends = set(accumulate(len(mark[0]) for mark in marks))
        for size in sizes:
            if size in ends and (reference := f"RF{digits[:size]}") in known:
                yield reference
                break


def almost(text: str, known: Container[str], sizes: Collection[int]) -> Iterator[str]:
    """The known references that differ in one character, or in two neighbours that changed places."""
    for found in _ALMOST.finditer(text):
        characters = "".join(_CHARACTER.findall(found[1]))
        for size in sizes:
            near = characters[:size]
            if len(near) == size and sum(char > "9" for char in near) <= 1:
                yield from (other for other in _neighbours(near) if other in known)


def _neighbours(near: str) -> Iterator[str]:
    for place, char in enumerate(near):
        before, after = near[:place], near[place + 1 :]
        yield from (f"RF{before}{digit}{after}" for digit in "0123456789" if digit != char)
        if after and after[0] != char:
            yield f"RF{before}{after[0]}{char}{after[1:]}"


def numbers(text: str, known: Container[str], longest: int) -> Iterator[str]:
    """The known rows of digits in a plain text, also those written in groups, and those after wrong check digits."""
    runs = list(_DIGITS.finditer(text))
    for place, first in enumerate(runs):
        digits, end = "", first.start()
        for run in runs[place:]:
            if digits and not _GAP.fullmatch(text, end, run.start()):
                break
            digits, end = digits + run[0], run.end()
            if len(digits) > longest:
                break
            if digits in known:
                yield digits
    for found in _WHOLE.finditer(text):
        digits = "".join(_DIGITS.findall(found[1]))[2:]
        yield from (digits[:size] for size in range(SHORTEST, min(len(digits), longest) + 1) if digits[:size] in known)
