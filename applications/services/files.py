"""Files of a draft: taken up in the place of what was there, or let go."""

from datetime import datetime
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from applications.models import Application
from applications.services.drafts import changed, locked_draft
from applications.shelves import RESUME, SUPPLEMENT
from common.errors import DomainError
from common.files import keeping
from common.models import Upload

DOCUMENTS: Final = (RESUME, SUPPLEMENT)
"""What an applicant sends beside the form: the column is named as its shelf."""


def receive_document(application: Application, file: "File[Any]", document: str, *, by: User, at: datetime) -> Upload:
    """Receive a file and let it belong to the draft as this document; where that is refused, nothing of it is kept.

    Commits as it goes, so no transaction may be open around it. Raises as ``keeping.receive`` and ``put_document`` do.
    """
    upload = keeping.receive(file, shelf=document, owner=by, at=at)
    try:
        put_document(application, upload, by=by, at=at)
    except DomainError:
        keeping.let_go([upload.pk], at=at)
        raise
    return upload


@transaction.atomic
def put_document(application: Application, upload: Upload, *, by: User, at: datetime) -> Application:
    """Let a file that was received belong to the draft, as the document its shelf names; the one before is let go.

    Locks the draft. Raises ``FileRefused`` for a file that is gone, ``ApplicationRefused`` and ``Forbidden``.
    """
    assert upload.shelf in DOCUMENTS  # noqa: S101  the page knows no other shelf
    row = locked_draft(application, by=by)
    before = getattr(row, f"{upload.shelf}_id")
    setattr(row, upload.shelf, keeping.take_up(upload, by=by))
    changed(row, (upload.shelf,), at=at)
    if before:
        keeping.let_go([before], at=at)
    return row


@transaction.atomic
def remove_document(application: Application, document: str, *, by: User, at: datetime) -> Application:
    """Remove a document from the draft and let its file go; without one nothing happens. Locks the draft."""
    row = locked_draft(application, by=by)
    if before := getattr(row, f"{document}_id"):
        setattr(row, document, None)
        changed(row, (document,), at=at)
        keeping.let_go([before], at=at)
    return row
