"""Reads about the documents of certificates: which are to be drawn, which to go, and the one a holder may open."""

from datetime import date

from django.db.models import Q

from accounts.models import User
from common import references
from common.files.states import FileState
from common.models import Upload
from members.models import Certificate, Outcome
from members.models.certificates import CertificateQuerySet
from members.selectors.badges import ENDINGS
from members.selectors.register import standing_of


def waiting(on: date) -> CertificateQuerySet:
    """Certificates that wait for their document, also while a worker has them or a name cannot be read. No statement.

    One whose title ended before it was drawn, or whose holder was forgotten, waits for nothing.
    """
    stands = Q(credential__closed_by__isnull=True) | Q(credential__closed_by__effective_on__gt=on)
    return Certificate.objects.current().filter(stands, drawn_at__isnull=True).exclude(name="")


def replaced() -> CertificateQuerySet:
    """Certificates with a document that a newer one took the place of. No statement; an index of those alone."""
    return Certificate.objects.filter(replaced_at__isnull=False, file__isnull=False)


def ended(on: date, since: date = date.min) -> CertificateQuerySet:
    """Current certificates with a document, with an outcome that ended their title by a day, not before ``since``.

    Whether it stands again is for the act to find out. What ended within some weeks is found by an index, however many
    titles ended before. No statement.
    """
    endings = Outcome.objects.filter(kind__in=ENDINGS, effective_on__gte=since, effective_on__lte=on)
    current = Certificate.objects.current().filter(file__isnull=False)
    return current.filter(credential__in=endings.order_by().values("credential"))


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
