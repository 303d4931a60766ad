"""What one version of a text says differently from another, paragraph by paragraph and word by word.

Pure. What was kept and taken out gives the old text, what was kept and added the new one. A paragraph that only got
another number was kept.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from members.enums import Told
from members.rules.texts import parse

ALIKE: Final = 0.5
"""Share of their words from which two paragraphs are one that was changed."""
MOST_PAIRS: Final = 40_000
"""Pairs of paragraphs that are weighed in one place; beyond, all is taken out and added."""


class Kind(StrEnum):
    """What a paragraph is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, a paragraph with its number if it has one, or an item of a list."""

    kind: Kind
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share their lot: kept, taken out or added. Runs are joined by a space."""

    how: Told
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after; one that was taken out has no after, an added one no before."""

    old: Paragraph | None
    new: Paragraph | None
    runs: tuple[Run, ...]

    @property
    def how(self) -> Told:
        """What became of it."""
        if self.old is None:
            return Told.ADDED
        if self.new is None:
            return Told.TAKEN_OUT
        return Told.KEPT if self.old.text == self.new.text else Told.CHANGED

    @property
    def kind(self) -> Kind:
        """What it is; that never changes."""
        return self._any.kind

    @property
    def number(self) -> str:
        """Its number, the new one if there is one."""
        return self._any.number

    @property
    def renumbered_from(self) -> str:
        """The number it had before, where it has another one now."""
        moved = self.old and self.new and self.old.number != self.new.number
        return self.old.number if self.old and moved else ""

    @property
    def _any(self) -> Paragraph:
        paragraph = self.new or self.old
        assert paragraph is not None  # noqa: S101  a row is of something
        return paragraph


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow each other; ``folded`` are those that say the same and need not be read."""

    rows: tuple[Row, ...]
    folded: bool

    @property
    def renumbered(self) -> bool:
        """Whether any of them has another number now."""
        return any(row.renumbered_from for row in self.rows)


def flatten(text: str) -> list[Paragraph]:
    """The paragraphs of a text in the order in which people read them."""
    found = []
    for section in parse(text):
        if section.heading:
            found.append(Paragraph(Kind.HEADING, section.heading))
        for block in section.blocks:
            if block.text or block.number:
                found.append(Paragraph(Kind.PARAGRAPH, block.text, block.number))
            found += [Paragraph(Kind.ITEM, item) for item in block.items]
    return found


def compare(before: str, after: str) -> list[Row]:
    """The paragraphs of both texts in one order, each with what became of its words."""
    old, new = flatten(before), flatten(after)
    keys = [[(paragraph.kind, paragraph.text) for paragraph in side] for side in (old, new)]
    rows: list[Row] = []
    for same, (i, j), (k, m) in _stretches(*keys):
        if same:
            rows += [_row(one, other) for one, other in zip(old[i:j], new[k:m], strict=True)]
        else:
            rows += _paired(old[i:j], new[k:m])
    return rows


def fold(rows: Sequence[Row]) -> list[Stretch]:
    """The rows in stretches: what is to be read, and what stays the same.

    The last heading before a change is not folded away, so that it is clear where one is.
    """
    found: list[Stretch] = []
    groups = [(same, tuple(some)) for same, some in groupby(rows, key=_stays)]
    for place, (same, some) in enumerate(groups):
        goes_on = place + 1 < len(groups) and groups[place + 1][1][0].kind != Kind.HEADING
        headings = [at for at, row in enumerate(some) if row.kind == Kind.HEADING] if same and goes_on else []
        at = headings[-1] if headings else len(some)
        parts = ((some[:at], same), (some[at : at + 1], False), (some[at + 1 :], same))
        found += [Stretch(part, folded) for part, folded in parts if part]
    return found


def _stays(row: Row) -> bool:
    return row.how == Told.KEPT


def _row(old: Paragraph | None, new: Paragraph | None) -> Row:
    if old is None or new is None:
        how = Told.TAKEN_OUT if old else Told.ADDED
        return Row(old, new, tuple(Run(how, paragraph.text) for paragraph in (old, new) if paragraph))
    before, after = old.text.split(" "), new.text.split(" ")
    return Row(old, new, tuple(_runs(before, after)))


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    for same, (i, j), (k, m) in _stretches(before, after):
        if same:
            yield Run(Told.KEPT, " ".join(before[i:j]))
            continue
        if i < j:
            yield Run(Told.TAKEN_OUT, " ".join(before[i:j]))
        if k < m:
            yield Run(Told.ADDED, " ".join(after[k:m]))


def _stretches(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Whether a stretch is the same on both sides, and where it is in each."""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", (i, j), (k, m)


def _paired(old: list[Paragraph], new: list[Paragraph]) -> list[Row]:
    """Paragraphs that have no equal on the other side, those that are alike side by side."""
    if len(old) * len(new) > MOST_PAIRS:
        return [*(_row(one, None) for one in old), *(_row(None, other) for other in new)]
    before, after = ([_Weighed.of(paragraph) for paragraph in side] for side in (old, new))
    alike = [[_alike(one, other) for other in after] for one in before]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for k in reversed(range(len(new))):
            together = alike[i][k] + best[i + 1][k + 1] if alike[i][k] else 0.0
            best[i][k] = max(together, best[i + 1][k], best[i][k + 1])
    rows, i, k = [], 0, 0
    while i < len(old) or k < len(new):
        if i < len(old) and k < len(new) and alike[i][k] and best[i][k] == alike[i][k] + best[i + 1][k + 1]:
            rows.append(_row(old[i], new[k]))
            i, k = i + 1, k + 1
        elif i < len(old) and (k == len(new) or best[i][k] == best[i + 1][k]):
            rows.append(_row(old[i], None))
            i += 1
        else:
            rows.append(_row(None, new[k]))
            k += 1
    return rows


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A paragraph by its words, counted once for all pairs that it is weighed in."""

    kind: Kind
    words: Mapping[str, int]
    total: int

    @classmethod
    def of(cls, paragraph: Paragraph) -> "_Weighed":
        words = Counter(paragraph.text.split())
        return cls(paragraph.kind, words, words.total())


def _alike(old: _Weighed, new: _Weighed) -> float:
    """The share of words that two paragraphs of a kind have in common; nothing where it is too small."""
    if old.kind != new.kind:
        return 0.0
    common = sum(min(old.words[word], new.words[word]) for word in old.words.keys() & new.words.keys())
    share = 2 * common / ((old.total + new.total) or 1)
    return share if share >= ALIKE else 0.0
