"""JSON of which nobody reads one thing and a program another: an object that names a key twice is told."""

import json
from typing import Any


def read(content: str | bytes) -> tuple[Any, bool]:
    """What JSON says, the last of the same keys counting, and whether no object in it names a key twice.

    Raises ``ValueError`` or ``RecursionError`` for what is no JSON.
    """
    singly = True

    def taken(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal singly
        found = dict(pairs)
        singly = singly and len(found) == len(pairs)
        return found

    return json.loads(content, object_pairs_hook=taken), singly
