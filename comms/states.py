"""The life of a mail: queued, claimed by a worker, then sent, tried again, or failed for good."""

from typing import Final

from common.states import Life
from comms.enums import State

LIFE: Final = Life(
    {
        State.QUEUED: frozenset({State.SENDING}),
        State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED}),
        State.SENT: frozenset(),
        State.FAILED: frozenset(),
    }
)
