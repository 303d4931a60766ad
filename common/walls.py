"""Walls: what a record is about may be kept from somebody who sees records of its kind.

Each app's ``walls.py`` says at start, for tables of its own, whether a colleague may read what is about a row.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Model

Reads = Callable[[Any, int], bool]

WALLS: Final[dict[str, Reads]] = {}
"""``app.model`` → whether somebody may read what is about the row of this number, though that row is gone."""


def register(model: type[Model], reads: Reads) -> None:
    """Keep what is about rows of a table from who may not read it. Raises ``ValueError`` for one that has a wall."""
    if model._meta.label_lower in WALLS:
        raise ValueError(f"{model._meta.label} has a wall already.")
    WALLS[model._meta.label_lower] = reads


def may_read(by: Any, model: str, key: int) -> bool:
    """Whether somebody may read what is about a row, as far as walls tell."""
    reads = WALLS.get(model)
    return reads is None or reads(by, key)
