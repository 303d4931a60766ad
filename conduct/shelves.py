"""Shelves of conduct: what reporters and members send, what stands in a room, and the frozen file of a case.

No colleague opens one by a role. Each opening stands in the trace of the report or case, and not in the audit log.
"""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.files.kinds import FileKind
from common.files.shelves import Shelf, register
from common.models import Upload
from conduct import policies
from conduct.enums import Step
from conduct.models import Trace
from conduct.selectors.files import belongs

REPORT: Final = "conduct-report"
EXPLANATION: Final = "conduct-explanation"
ROOM: Final = "conduct-room"
FILE: Final = "conduct-file"


def _may_open(by: User, upload: Upload) -> bool:
    """Whether somebody opens a file, by what it belongs to."""
    found = belongs(upload)
    if found.party and found.case and policies.is_party(by, found.case):
        return True
    if found.case is not None:
        return policies.can_read_notes(by, found.case) if found.note else policies.can_open(by, found.case)
    return found.report is not None and policies.can_read_report(by, found.report)


def _written_to(by: User, upload: Upload) -> bool:
    """Whether a file was put into the room for the member whom the case is about: nobody is kept from an own answer."""
    found = belongs(upload)
    return found.party and found.case is not None and policies.is_party(by, found.case)


def _looked(upload: Upload, by: User, at: datetime) -> None:
    """Leave a line in the trace; none for a draft of the member's, which nobody else opens."""
    found = belongs(upload)
    if not (found.case or found.report):
        return
    Trace.objects.create(
        report=None if found.case else found.report, case=found.case, step=Step.FILE_READ.value, by=by, at=at
    )


register(
    Shelf(key=REPORT, name=_("File of a report"), may_open=_may_open, looked=_looked, of_sender=False),
    Shelf(key=EXPLANATION, name=_("File of an explanation"), may_open=_may_open, looked=_looked, of_membership=True),
    Shelf(
        key=ROOM,
        name=_("File in a room"),
        may_open=_may_open,
        looked=_looked,
        written_to=_written_to,
        of_sender=False,
        owner_opens=False,
        of_membership=True,
    ),
    Shelf(
        key=FILE,
        name=_("File of a case"),
        may_open=_may_open,
        looked=_looked,
        kinds=(FileKind.PDF,),
        of_sender=False,
        owner_opens=False,
    ),
)
