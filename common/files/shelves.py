"""Shelves: what files are for, what goes on them, and who may open one. Each app's ``shelves.py`` registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise

from common.files.kinds import DOCUMENTS, FileKind

if TYPE_CHECKING:
    from common.models import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One use of files. Whoever sent a file opens it, unless ``owner_opens`` says otherwise of what we made about them;
    ``may_open`` says which colleague does, too.

    ``of_sender``: what is on it is about who sent it, and so in the copy of their data. ``looked``: what is noted when
    a colleague opens a file, where it is not a line in the audit log. ``written_to``: who reads a file as its sender
    does, with a password alone, because it was put there for them. ``of_membership``: either reads it no longer than
    what is theirs is shown to them after a revocation.
    """

    key: str
    name: str | Promise
    may_open: Callable[[Any, "Upload"], bool]
    kinds: tuple[FileKind, ...] = DOCUMENTS
    of_sender: bool = True
    owner_opens: bool = True
    of_membership: bool = False
    looked: "Callable[[Upload, Any, datetime], None] | None" = None
    written_to: 'Callable[[Any, "Upload"], bool] | None' = None


SHELVES: Final[dict[str, Shelf]] = {}


def register(*shelves: Shelf) -> None:
    """Add shelves. Raises ``ValueError`` for a key that is taken."""
    for shelf in shelves:
        if shelf.key in SHELVES:
            raise ValueError(f"There is a shelf {shelf.key} already.")
        SHELVES[shelf.key] = shelf
