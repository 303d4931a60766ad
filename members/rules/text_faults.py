"""What in the text of a document would not read as it was meant, line by line; the mark-up is that of ``texts``.

Pure. Every text has a reading, so none of this is needed to show one: it keeps a slip from being published.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from members.enums import TextFault
from members.rules.texts import ARTICLE

LONGEST: Final = 60_000
"""Characters a text may have: some thirty pages."""

UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees, or that break lines where no line ends."""
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows: a text could read otherwise than it is kept."""

_BARE: Final = re.compile(r"\d{1,3}(\.\d{1,3})?\.?")
_INSIDE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\.\s")
_ITEM: Final = re.compile(r"[*•–—]\s|-\w")

Line = tuple[int, str]
Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, on which line of the text, counted from 1; ``said`` is what stands there.

    Of a number out of order ``expected`` is what would follow; of a text too long, the most it may have.
    """

    what: TextFault
    line: int
    said: str = ""
    expected: str = ""


def faults(text: str) -> list[Fault]:
    """Everything to be mended before a text is published, in the order of its lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.strip():
        return [Fault(TextFault.EMPTY, 1)]
    if len(plain) > LONGEST:
        return [Fault(TextFault.TOO_LONG, 1, said=str(len(plain)), expected=str(LONGEST))]
    lines = list(enumerate(plain.split("\n"), start=1))
    found = [*_unseen(lines), *_of_headings(lines), *_of_blocks(lines)]
    return sorted(found, key=lambda fault: fault.line)


def _unseen(lines: list[Line]) -> Iterator[Fault]:
    for number, line in lines:
        if strange := next((mark for mark in line if _is_unseen(mark)), ""):
            yield Fault(TextFault.UNSEEN, number, said=f"U+{ord(strange):04X}")


def _is_unseen(mark: str) -> bool:
    return mark != "\t" and (unicodedata.category(mark) in UNSEEN or mark in TURNING)


def _pieces(lines: list[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """What stands between empty lines: its headings, and the block that follows them."""
    told = [(number, line.strip()) for number, line in lines]
    for filled, piece in groupby(told, key=lambda line: bool(line[1])):
        if filled:
            block, headings = list(piece), []
            while block and block[0][1].startswith("# "):
                headings.append(block.pop(0))
            yield headings, block


def _of_headings(lines: list[Line]) -> Iterator[Fault]:
    """Headings that are none, and those with nothing below them."""
    last: Line | None = None
    for headings, block in _pieces(lines):
        for heading in headings:
            if last:
                yield Fault(TextFault.HEADING_EMPTY, *last)
            last = heading
        last = None if block else last
        for number, line in block:
            if set(line) == {"#"}:
                yield Fault(TextFault.HEADING_BARE, number)
            elif line.startswith("# "):
                yield Fault(TextFault.HEADING_INSIDE, number, said=line)
            elif line.startswith("#"):
                yield Fault(TextFault.HEADING_MARK, number, said=line)
    if last:
        yield Fault(TextFault.HEADING_EMPTY, *last)


def _of_blocks(lines: list[Line]) -> Iterator[Fault]:
    """Numbers out of order or without words, and lists that belong to nothing."""
    before: Number = ()
    for _headings, block in _pieces(lines):
        if not block:
            continue
        first = next((place for place, (_number, line) in enumerate(block) if line.startswith("- ")), len(block))
        if first == 0:
            yield Fault(TextFault.LIST_ALONE, *block[0])
        said = " ".join(line for _number, line in block[:first])
        article = ARTICLE.fullmatch(said)
        if _BARE.fullmatch(said):
            yield Fault(TextFault.NUMBER_BARE, *block[0])
        elif article:
            now = tuple(int(part) for part in article[1].split("."))
            right = _follow(before)
            if now not in right:
                yield Fault(TextFault.NUMBER_ORDER, block[0][0], article[1], ".".join(map(str, right[0])))
            if now in right or said[len(article[1])] == ".":
                before = now
        yield from _of_lines(block)


def _of_lines(block: list[Line]) -> Iterator[Fault]:
    for place, (number, line) in enumerate(block):
        if line == "-":
            yield Fault(TextFault.ITEM_BARE, number)
        elif _ITEM.match(line):
            yield Fault(TextFault.ITEM_MARK, number, said=line)
        elif place and (inside := _INSIDE.match(line)):
            yield Fault(TextFault.NUMBER_INSIDE, number, said=inside[1])


def _follow(before: Number) -> list[Number]:
    """The numbers that may come after one: the next of its kind first."""
    if not before:
        return [(1,), (1, 1)]
    head, *rest = before
    deeper = (head, rest[0] + 1) if rest else (head, 1)
    further: list[Number] = [(head + 1,), deeper, (head + 1, 1)]
    return [deeper, (head + 1,), (head + 1, 1)] if rest else further
