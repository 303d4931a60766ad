"""Reads about the documents of certificates: which are to be drawn, which to go, and the one a holder may open."""

from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from common import references
from common.calendar import local_day
from common.files.states import FileState
from common.models import Upload
from members.models import Certificate
from members.models.certificates import CertificateQuerySet
from members.selectors.register import standing_of


def waiting(on: date) -> CertificateQuerySet:
    """Certificates that wait for their document, also while a worker has them or a name cannot be read. No statement.

    One whose title ended before it was drawn, or whose holder was forgotten, waits for nothing.
    """
    stands = Q(credential__closed_by__isnull=True) | Q(credential__closed_by__effective_on__gt=on)
    return Certificate.objects.current().filter(stands, drawn_at__isnull=True).exclude(name="")


def outlived() -> CertificateQuerySet:
    """Certificates with a document that a newer one took the place of, or whose title ends, now or later.

    No statement.
    """
    gone = Q(replaced_at__isnull=False) | Q(credential__closed_by__isnull=False)
    return Certificate.objects.filter(gone, file__isnull=False)


def unreadable(on: date) -> CertificateQuerySet:
    """Certificates that cannot be drawn, for want of a font that has every character. No statement."""
    return waiting(on).exclude(unreadable="")


def late(at: datetime) -> CertificateQuerySet:
    """Certificates issued before a moment that still wait, though every character can be read. No statement."""
    return waiting(local_day(at)).filter(issued_at__lt=at, unreadable="")


def document_of(person: User, number: str, on: date) -> Upload | None:
    """The document of somebody's own current certificate, while its title is not over (at most 3 statements)."""
    if not references.is_whole(number):
        return None
    own = Certificate.objects.current().filter(credential__member__user=person, number=references.tidy(number))
    row = own.filter(file__state=FileState.KEPT).select_related("file", "credential").first()
    if row is None:
        return None
    found = standing_of(row.credential, on)
    return None if found is None or found.value.over else row.file
