"""Bring in a file: read and judged under locks, then written as a whole in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import ngettext

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from members import imports, policies
from members.imports import Fault
from members.models import RegisterImport
from members.models.imports import NAME_LENGTH
from members.services.imports.writing import write


class NotBroughtIn(DomainError):  # noqa: N818  read aloud where it is raised
    """A file with something to be mended; nothing of it was brought in. ``faults`` says all of it, line by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = ngettext(
            "%(n)d thing is to be mended first; nothing was brought in.",
            "%(n)d things are to be mended first; nothing was brought in.",
            len(faults),
        )
        super().__init__(told % {"n": len(faults)})
        self.faults = faults


@transaction.atomic
def bring_in(content: bytes, *, file_name: str, by: User | None, at: datetime) -> RegisterImport | None:
    """Bring in a file, all of it or nothing; ``None`` where everything in it is in the register already.

    Imports wait for each other; the accounts and titles concerned are locked. A title whose opening position is
    corrected although its cycle is over is judged again. Mails nobody. Without ``by`` the command line brings it in.
    Raises ``Forbidden`` unless ``by`` may import, ``Unreadable``, and ``NotBroughtIn`` with all that is to be mended.
    The same number of statements for every 2 000 people.
    """
    policies.require_import(by)
    hold("members.import")
    _sheet, plan = imports.judged(content, on=local_day(at), lock=True)
    if plan.faults:
        raise NotBroughtIn(plan.faults)
    counts = plan.counts
    if not counts.something_new:
        return None
    run = RegisterImport.objects.create(
        file_name=file_name[:NAME_LENGTH],
        digest=sha256(content).hexdigest(),
        rows=plan.rows,
        brought_in_at=at,
        brought_in_by=by,
        **asdict(counts),
    )
    write(plan, run, by=by, at=at)
    audit.record("members.register-imported", about=run, by=by, at=at)
    return run
