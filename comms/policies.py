"""Who may do what with mails: everybody reads their own, some roles read and send others' again."""

from accounts.models import User
from common.errors import Forbidden
from comms.kinds import READERS
from comms.models import Message


def can_read_text(by: User) -> bool:
    """Whether this person may read what was written to others."""
    return by.has_perm("comms.read_message")


def can_read_words(by: User, message: Message) -> bool:
    """Whether this person may read what was written in one mail: not where what it is about is kept from them."""
    reads = READERS.get(message.kind.partition(".")[0])
    return can_read_text(by) and (reads is None or reads(by, message))


def require_read_words(by: User, message: Message) -> None:
    """Raise ``Forbidden`` unless ``can_read_words``."""
    if not can_read_words(by, message):
        raise Forbidden


def can_look_after(by: User) -> bool:
    """Whether this person may send mails again and settle addresses that did not take them."""
    return by.has_perm("comms.send_again_message")


def require_look_after(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_look_after``."""
    if not can_look_after(by):
        raise Forbidden
