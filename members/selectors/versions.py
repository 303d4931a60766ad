"""Reads around versions of documents: their order, what is different, and whom a new one concerns."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from members.enums import DocumentKey
from members.models import Agreement, Credential, Document, DocumentVersion, Member, Membership
from members.models.documents import HOW
from members.rules.text_differences import Row, compare


def agreed_to(document: Document) -> bool:
    """Whether members agree to this document. No query."""
    return document.key in {key.value for key in DocumentKey}


def newest(document: Document) -> DocumentVersion | None:
    """The version with the latest first day, in force or not (1 query)."""
    found: DocumentVersion | None = document.versions.order_by("-effective_on").first()
    return found


def one_before(version: DocumentVersion) -> DocumentVersion | None:
    """The version that holds until this one does (1 query)."""
    earlier = DocumentVersion.objects.filter(document=version.document_id, effective_on__lt=version.effective_on)
    found: DocumentVersion | None = earlier.order_by("-effective_on").first()
    return found


def differences(before: DocumentVersion, after: DocumentVersion) -> Sequence[Row]:
    """What one version says differently from another; versions never change, so it is found once. No query."""
    return _differences(before.text, after.text)


@lru_cache(maxsize=32)
def _differences(before: str, after: str) -> tuple[Row, ...]:
    return tuple(compare(before, after))


def concerned(on: date) -> QuerySet[Member]:
    """Members whose membership has not ended on a day, or who hold a title, and who may sign in. No statement."""
    running = Membership.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on), member=OuterRef("pk"))
    holding = Credential.objects.open().filter(member=OuterRef("pk"))
    return Member.objects.filter(Exists(running) | Exists(holding), user__is_active=True)


def agreements_by_occasion(version: DocumentVersion) -> list[tuple[str, int]]:
    """How many agreed to a version, by the words of the occasion; those with nobody are left out (1 query)."""
    rows = Agreement.objects.filter(version=version).values_list("how").annotate(count=Count("pk")).order_by()
    counts = dict(rows)
    return [(str(words), counts[how]) for how, words in HOW if how in counts]
