"""Where mail that came back is read from: a mailbox file, a Maildir, or one saved mail.

What was a report is taken out of the mailbox when asked; what was not stays for a person to read.
"""

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import DomainError
from comms import services
from comms.reports import failures


class NoMailbox(DomainError):  # noqa: N818  read aloud at the act: raise NoMailbox
    """A path that holds no mail."""


@dataclass(slots=True)
class Read:
    """What reading a mailbox brought: mails looked at, reports among them, and addresses newly noted."""

    mails: int = 0
    reports: int = 0
    noted: int = 0


def read(path: Path, *, at: datetime, take_out: bool = False) -> Read:
    """Note every failure that the mails at ``path`` report; each report counts once, however often it is read.

    Raises ``NoMailbox`` where there is nothing to read.
    """
    done = Read()
    with _opened(path) as box:
        for key, raw in list(_mails(box)):
            done.mails += 1
            found = failures(raw)
            done.reports += bool(found)
            done.noted += sum(services.note_failure(failure, at=at) for failure in found)
            if found and take_out:
                box.discard(key)
    return done


def _mails(box: "mailbox.Mailbox[mailbox.Message]") -> Iterator[tuple[str, bytes]]:
    for key in box.iterkeys():
        yield key, box.get_bytes(key)


@contextmanager
def _opened(path: Path) -> Iterator["mailbox.Mailbox[mailbox.Message]"]:
    """The mailbox at this path, locked while it is read."""
    box: mailbox.Mailbox[mailbox.Message]
    if (path / "cur").is_dir():
        box = mailbox.Maildir(path, create=False)
    elif path.is_file():
        box = mailbox.mbox(path, create=False)
    else:
        raise NoMailbox(_("There is no mailbox at %(path)s.") % {"path": path})
    box.lock()
    try:
        yield box
    finally:
        box.close()
