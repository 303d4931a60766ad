"""The life of an officer application. A draft that is thrown away or expires leaves no row, so it has no state."""

from typing import Final

from applications.enums import ApplicationState
from common.states import Life

APPLICATION: Final = Life(
    {
        ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED}),
        ApplicationState.SUBMITTED: frozenset({ApplicationState.WITHDRAWN}),
        ApplicationState.WITHDRAWN: frozenset(),
    }
)

OPEN: Final = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
"""Of these there is one for each person and title."""
