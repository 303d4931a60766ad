"""Reads of documents: what is in force on a day, and what somebody has not agreed to yet."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from members.enums import DocumentKey
from members.models import Agreement, DocumentVersion


def in_force(on: date) -> QuerySet[DocumentVersion]:
    """The version of each document that is in force on a day, in the order of lists (1 query)."""
    latest = DocumentVersion.objects.filter(document=OuterRef("document"), effective_on__lte=on)
    newest = latest.order_by("-effective_on").values("pk")[:1]
    rows = DocumentVersion.objects.filter(pk=Subquery(newest)).select_related("document")
    found: QuerySet[DocumentVersion] = rows.order_by("document__place", "document__title")
    return found


def asked(on: date) -> list[DocumentVersion]:
    """The versions in force on a day of the documents that members agree to (1 query)."""
    return list(in_force(on).filter(document__key__in=[key.value for key in DocumentKey]))


def to_agree(user: User, on: date) -> list[DocumentVersion]:
    """The versions in force on a day, of the documents that members agree to, that this person did not (1 query)."""
    return list(waiting_for(user.pk, on))


def waiting_for(user: int, on: date) -> QuerySet[DocumentVersion]:
    """The same as rows to be asked for with others."""
    asked = in_force(on).filter(document__key__in=[key.value for key in DocumentKey])
    return asked.exclude(pk__in=Agreement.objects.filter(person=user).values("version"))


def agreed(user: User) -> QuerySet[Agreement]:
    """What somebody agreed to, the latest first (1 query)."""
    found: QuerySet[Agreement] = Agreement.objects.filter(person=user).select_related("version__document")
    return found.order_by("-agreed_at", "version__document__place")
