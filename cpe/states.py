"""The life of a policy version: drafted, put forward, published by a second person; or taken back, or discarded."""

from typing import Final

from common.states import Life
from cpe.enums import VersionState

LIFE: Final = Life(
    {
        VersionState.DRAFT: frozenset({VersionState.PUT_FORWARD, VersionState.DISCARDED}),
        VersionState.PUT_FORWARD: frozenset({VersionState.PUBLISHED, VersionState.DRAFT}),
        VersionState.PUBLISHED: frozenset(),
        VersionState.DISCARDED: frozenset(),
    }
)

DECIDED: Final = (VersionState.PUT_FORWARD, VersionState.PUBLISHED)
"""Where a version's first day is its own: no other version takes effect on it."""
