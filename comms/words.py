"""A mail's state and its note in words, the same for the person it went to and for the back office."""

from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.enums import FAULT, Note, State
from comms.models import Bounce, Message

SHAPES: Final[dict[str, str]] = {
    State.QUEUED: "waiting",
    State.SENDING: "waiting",
    State.SENT: "valid",
    State.BOUNCED: "attention",
    State.FAILED: "attention",
    State.DROPPED: "ended",
}

NOTES: Final[dict[str, str | Promise]] = {
    Note.NOT_TRUE: gettext_lazy("What it would have said was no longer so when its turn came."),
    Note.TOO_LATE: gettext_lazy("It could not leave before the link in it ended."),
    Note.WORKER_LOST: gettext_lazy("The machine stopped while sending it."),
    Note.BEFORE_UPGRADE: gettext_lazy("It was waiting while the portal was renewed, and could not be sent afterwards."),
}

ANSWERS: Final[dict[str, str | Promise]] = {
    "4": gettext_lazy("The mail server did not take it yet (answer %(code)s)."),
    "5": gettext_lazy("The mail server refused it for good (answer %(code)s)."),
}


STATUSES: Final[dict[str, str | Promise]] = {
    "1": gettext_lazy("There is no such address (%(code)s)."),
    "2": gettext_lazy("The mailbox takes no mail now, it may be full or closed (%(code)s)."),
    "3": gettext_lazy("The mail system of this address had trouble (%(code)s)."),
    "4": gettext_lazy("The mail system of this address could not be reached (%(code)s)."),
}
"""The subject of an enhanced status code (RFC 3463), its middle figure."""


def status(bounce: Bounce) -> str:
    """Why an address did not take a mail, as far as the code tells."""
    parts = bounce.status.split(".")
    sentence = STATUSES.get(parts[1]) if len(parts) == 3 else None
    return str(sentence or _("The mail system of this address refused it (%(code)s).")) % {"code": bounce.status}


def state(message: Message) -> str:
    """Where the mail is."""
    return capfirst(message.get_state_display())


def why(message: Message) -> str:
    """What the note says; empty where there is nothing to explain."""
    if not message.note:
        return ""
    if sentence := NOTES.get(message.note) or ANSWERS.get(message.note[0]):
        return str(sentence) % {"code": message.note}
    if message.note.startswith(FAULT):
        return _("It could not be written (%(code)s). We look into it.") % {"code": message.note.removeprefix(FAULT)}
    return _("The connection to the mail server failed (%(code)s).") % {"code": message.note}
