"""Words of the mail's life, and why one was not sent."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a mail is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    DROPPED = "dropped"


FAULT: Final = "fault "
"""Begins the note of a mail that we failed to write; the kind of error follows."""


class Note(StrEnum):
    """What happened to a mail where no relay's code says it."""

    NOT_TRUE = "not-true"
    TOO_LATE = "too-late"
    WORKER_LOST = "worker-lost"
    BEFORE_UPGRADE = "before-upgrade"
