"""Where mail that came back is read from: a mailbox file, a Maildir, or one saved mail.

What was a report is taken out of the mailbox when asked; what was not stays for a person to read.
"""

import logging
import mailbox
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from common.errors import DomainError
from comms import services
from comms.reports import failures

logger = logging.getLogger(__name__)

LONGEST: Final = 256 * 1024
"""Bytes of a mail that are read: a report quotes a mail of ours, and those are short."""


class NoMailbox(DomainError):  # noqa: N818  read aloud at the act: raise NoMailbox
    """A path that holds no mail."""


@dataclass(slots=True)
class Read:
    """What reading a mailbox brought: mails looked at, reports among them, addresses newly noted, mails that broke."""

    mails: int = 0
    reports: int = 0
    noted: int = 0
    unreadable: int = 0


def read(path: Path, *, at: datetime, take_out: bool = False) -> Read:
    """Note every failure that the mails at ``path`` report; each report counts once, however often it is read.

    One mail at a time is in memory, and no more of it than a report needs. A mail that breaks is left where it is,
    and keeps no other from being read. Raises ``NoMailbox`` where there is nothing to read.
    """
    done = Read()
    with _opened(path) as box:
        for key in list(box.iterkeys()):
            done.mails += 1
            try:
                found = failures(_beginning(box, key))
                noted = sum(services.note_failure(failure, at=at) for failure in found)
            except Exception:  # whoever can mail the return address can write anything
                logger.warning("A mail that came back could not be read.", exc_info=True)
                done.unreadable += 1
                continue
            done.reports += bool(found)
            done.noted += noted
            if found and take_out:
                box.discard(key)
    return done


def _beginning(box: "mailbox.Mailbox[mailbox.Message]", key: str) -> bytes:
    with closing(box.get_file(key)) as file:
        raw = file.read(LONGEST)
    return raw if isinstance(raw, bytes) else raw.encode()


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
