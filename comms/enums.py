"""Words of the mail's life, and why one was not sent."""

from enum import StrEnum


class State(StrEnum):
    """Where a mail is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    DROPPED = "dropped"


class Note(StrEnum):
    """What happened to a mail where no relay's code says it."""

    NOT_TRUE = "not-true"
    TOO_LATE = "too-late"
    WORKER_LOST = "worker-lost"
    BEFORE_UPGRADE = "before-upgrade"
