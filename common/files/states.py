"""The life of a file that somebody sent. Its row comes first and goes last; what is stored follows the row."""

from enum import StrEnum
from typing import Final

from common.states import Life


class FileState(StrEnum):
    """Where a file is."""

    RECEIVED = "received"
    KEPT = "kept"
    REFUSED = "refused"
    GONE = "gone"


LIFE: Final = Life(
    {
        FileState.RECEIVED: frozenset({FileState.KEPT, FileState.REFUSED}),
        FileState.KEPT: frozenset({FileState.GONE}),
        FileState.REFUSED: frozenset(),
        FileState.GONE: frozenset(),
    }
)
