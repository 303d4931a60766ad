"""The articles of a version of the Code of Conduct, read from its text: number, heading, words. Pure. Source: S3."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from members.rules.texts import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """One article as it stands in a version."""

    number: str
    heading: str
    text: str


def articles(sections: Sequence[Section]) -> Iterator[ReadArticle]:
    """Every numbered block, in the order of the text, with the items of its list."""
    for section in sections:
        for block in section.blocks:
            if block.number:
                yield ReadArticle(
                    number=block.number, heading=section.heading, text=" ".join([block.text, *block.items])
                )
