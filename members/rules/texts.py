"""The text of a document as people read it: headings, numbered articles, paragraphs and lists, from plain lines.

``# Heading`` begins a section; ``3.`` or ``3.2`` at the beginning of a block numbers an article; ``- `` begins an item
of a list, which belongs to the block above it; blocks are separated by an empty line. Nothing else means anything, so
no text can become markup.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

ARTICLE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\.?\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its number, if it has one, and the list that follows it, if any."""

    text: str
    number: str = ""
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; without one, what comes before the first."""

    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


def tidy(text: str) -> str:
    """A text as it is kept: lines end in one line feed and not in spaces, and nothing stands around them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def parse(text: str) -> list[Section]:
    """The sections of a text, in order. Every text has a reading."""
    sections = [Section()]
    for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        while lines and lines[0].startswith("# "):
            sections.append(Section(lines.pop(0)[2:].strip()))
        if lines:
            sections[-1].blocks.append(_block(lines))
    return [section for section in sections if section.heading or section.blocks]


def _block(lines: list[str]) -> Block:
    first = next((place for place, line in enumerate(lines) if line.startswith("- ")), len(lines))
    items: list[str] = []
    for line in lines[first:]:
        if line.startswith("- "):
            items.append(line[2:].strip())
        else:
            items[-1] += f" {line}"
    said = " ".join(lines[:first])
    numbered = ARTICLE.fullmatch(said)
    number, words = (numbered[1], numbered[2]) if numbered else ("", said)
    return Block(text=words, number=number, items=tuple(items))
