"""Archiving: of an application that has ended, one sealed document of the whole file is kept beside what was sent.

What is to be archived is a row before it is drawn, so nothing is lost where a worker is killed or this machine cannot
draw. Only one thing changes an archive: that somebody in it is forgotten. Then it goes, and is drawn anew without them.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from applications.documents.archive import LANGUAGE, archive_pdf
from applications.documents.archive_parts import archive_sheet
from applications.enums import ApplicationState
from applications.models import Application, Archive
from applications.selectors.archiving import to_make
from applications.services.drafts import locked
from applications.shelves import ARCHIVE
from common import audit
from common.errors import DomainError
from common.files import keeping
from common.files.kinds import FileKind
from common.seal import seal


@transaction.atomic
def ask(keys: Collection[int], *, at: datetime) -> int:
    """Let these applications be archived, each once: how many. Called with their rows locked."""
    made = Archive.objects.bulk_create([Archive(application_id=key, asked_at=at) for key in keys])
    return len(made)


def make(key: int, *, at: datetime) -> int:
    """Draw an archive that waits, seal it and keep it; 0 where somebody else did, or the file changed meanwhile.

    Commits as it goes, so no transaction may be open around it: drawn and sealed without a lock, and taken up in one
    transaction that locks account, application and archive and sees whether the file still says what was drawn. Leaves
    an audit line. Raises ``CannotDraw`` and ``CannotSeal``; then the archive still waits.
    """
    waiting = to_make().select_related("application__title__track", "application__person").filter(pk=key).first()
    if waiting is None:
        return 0
    row = waiting.application
    sheet = archive_sheet(row, ended_at(row))
    with translation.override(LANGUAGE):
        why = _("Application %(reference)s, archived") % {"reference": row.reference}
        name = _("archive of application %(reference)s") % {"reference": row.reference}
    content = seal(archive_pdf(sheet, at), reason=why, at=at)
    file = keeping.keep_made(content, name=name, kind=FileKind.PDF, shelf=ARCHIVE, owner=row.person, at=at)
    try:
        with transaction.atomic():
            current = locked(row.pk)
            archive = to_make().select_for_update(of=("self",)).filter(pk=key).first()
            if current is None or archive is None:
                keeping.let_go([file.pk], at=at)
                return 0
            if archive_sheet(current, ended_at(current)).fingerprint != sheet.fingerprint:
                keeping.let_go([file.pk], at=at)
                return 0
            archive.file, archive.sha256 = keeping.take_up(file, by=current.person), file.sha256
            archive.made_at = at
            archive.save(update_fields=["file", "sha256", "made_at"])
            audit.record("applications.archived", about=current, person=current.person_id, by=None, at=at)
            return 1
    except DomainError:
        keeping.let_go([file.pk], at=at)
        raise


def draw_anew(row: Application, *, at: datetime) -> int:
    """Let the archive of a locked application go, if it was drawn, and be drawn anew: how many.

    For who is forgotten: what is drawn after that says nothing about them.
    """
    return draw_all_anew(Archive.objects.filter(application=row), at=at)


def draw_all_anew(rows: QuerySet[Archive], *, at: datetime) -> int:
    """Let archives go, those that were drawn, and be drawn anew: how many. Locks them."""
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    keeping.let_go([row.file_id for row in found if row.file_id], at=at)
    again = Archive.objects.filter(pk__in=[row.pk for row in found])
    return again.update(file=None, sha256="", made_at=None, asked_at=at)


def ended_at(row: Application) -> datetime:
    """When an application came to its end."""
    if row.state == ApplicationState.WITHDRAWN and row.withdrawn_at:
        return row.withdrawn_at
    finalisation, objection = getattr(row, "finalisation", None), getattr(row, "objection", None)
    later = (finalisation and finalisation.ended_at) or (objection and objection.ended_at) or row.decided_at
    assert later is not None  # noqa: S101  it has ended
    return later
