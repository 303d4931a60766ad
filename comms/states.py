"""The life of a mail: queued, leased by a worker, then sent, tried again, dropped, or failed for good."""

from typing import Final

from common.states import Life
from comms.enums import State

LIFE: Final = Life(
    {
        State.QUEUED: frozenset({State.SENDING}),
        State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED, State.DROPPED}),
        State.SENT: frozenset({State.BOUNCED}),
        State.BOUNCED: frozenset(),
        State.FAILED: frozenset(),
        State.DROPPED: frozenset(),
    }
)

WAITING: Final = (State.QUEUED, State.SENDING)
"""Where a mail still has its way before it."""
