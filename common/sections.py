"""The whole file of something as a document: its parts, their entries, and what somebody wrote in them.

How they look is one template for all of them: ``pdf/sections.html``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something within a part: ``pairs`` of what and how it is; ``texts`` that somebody wrote, each with what it is."""

    heading: str = ""
    when: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a file; ``key`` is where the contents lead to."""

    key: str
    title: str
    entries: tuple[Entry, ...]


def said(*pairs: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Pairs of what is known; what is not is left out."""
    return tuple((str(label), str(value)) for label, value in pairs if value not in (None, ""))


def section(key: str, title: str, entries: Iterable[Entry]) -> Section:
    """A part; one without entries says so."""
    found = tuple(entries)
    return Section(key=key, title=title, entries=found or (Entry(when=_("Nothing of it is in this file.")),))
