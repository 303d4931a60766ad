"""Publish versions of documents, and tell everybody whom a new one concerns."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from comms import outbox
from comms.models import Message
from members import document_words, policies
from members.emails import documents as emails
from members.models import Announcement, Document, DocumentVersion, Member
from members.models.documents import fingerprint
from members.rules.text_faults import faults
from members.rules.texts import tidy
from members.selectors import versions

LAST_DAY: Final = date(2099, 12, 31)
RESERVED: Final = frozenset({"differences"})
"""Labels that are addresses of their own."""


class VersionRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A version that cannot be published so."""


def why_not(document: Document, label: str, first_day: date, *, on: date) -> dict[str, str]:
    """What speaks against a label and a first day, by ``label`` and ``effective_on``, as sentences (1 query)."""
    refused, known = {}, list(document.versions.order_by("-effective_on").values_list("label", "effective_on"))
    if label in RESERVED or label.lower() in {taken.lower() for taken, _day in known}:
        refused["label"] = _("This label is taken. Choose another one.")
    last = known[0][1] if known else None
    if first_day < on:
        refused["effective_on"] = _("This day is over. A version holds from today, %(day)s, or later.") % {
            "day": date_format(on)
        }
    elif first_day > LAST_DAY:
        refused["effective_on"] = _("Choose a day in the years until 2099.")
    elif last and first_day <= last:
        refused["effective_on"] = _(
            "Version %(label)s holds from %(day)s. Choose a later day: the new version follows it."
        ) % {"label": known[0][0], "day": date_format(last)}
    return refused


@transaction.atomic
def publish_version(
    document_id: int, *, label: str, first_day: date, text: str, after: str, by: User, at: datetime
) -> DocumentVersion:
    """Publish a text as a version of a document from a day on; whom it concerns is told by the duty.

    ``after`` is the label of the newest version that ``by`` compared it with, empty where there was none. The document
    is locked: of two who publish at once the second is refused. The same version sent again is published once. Raises
    ``Forbidden``, and ``VersionRefused`` with all sentences for what cannot be.
    """
    policies.require_publish_documents(by)
    document = Document.objects.select_for_update(no_key=True).get(pk=document_id)
    text, newest = tidy(text), versions.newest(document)
    if newest and (newest.label, newest.effective_on, newest.text) == (label, first_day, text):
        return newest
    if (newest.label if newest else "") != after:
        raise VersionRefused(
            _("Meanwhile version %(label)s was published. Look at the differences from it before you publish.")
            % {"label": newest.label if newest else ""}
        )
    wrong = [*why_not(document, label, first_day, on=local_day(at)).values()]
    wrong += [document_words.fault(found) for found in faults(text)]
    if wrong or not _is_slug(label):
        raise VersionRefused(" ".join(wrong) or _("A label has letters, digits and hyphens, at most 20."))
    version = DocumentVersion(
        document=document,
        label=label,
        effective_on=first_day,
        text=text,
        sha256=fingerprint(text),
        published_at=at,
    )
    version.save()
    if versions.agreed_to(document):
        Announcement.objects.create(version=version, asked_at=at)
    changes = {"effective_on": (None, first_day), "label": ("", label), "sha256": ("", version.sha256)}
    audit.record("members.version-published", about=version, changes=changes, by=by, at=at)
    return version


def _is_slug(label: str) -> bool:
    try:
        validate_slug(label)
    except ValidationError:
        return False
    return len(label) <= 20


def to_be_told(version: DocumentVersion, on: date) -> QuerySet[Member]:
    """Whom a version concerns on a day, and who was not mailed about it. No statement."""
    told = Message.objects.filter(kind=emails.PUBLISHED.key, about=emails.about(version), person=OuterRef("user_id"))
    return versions.concerned(on).exclude(Exists(told))


@transaction.atomic
def tell_of_version(version: DocumentVersion, members: Collection[int], *, at: datetime) -> int:
    """Queue the mail about a version to these members; how many were new. Five statements however many."""
    rows = to_be_told(version, local_day(at)).filter(pk__in=members).select_related("user")
    before = versions.one_before(version)
    return outbox.queue_many(emails.PUBLISHED, (emails.mail(version, before, member) for member in rows), at=at)


@transaction.atomic
def end_announcements(announcements: Collection[int], *, at: datetime) -> int:
    """Note of those announcements of which nobody is left to be told that everybody is; how many.

    A statement or two for each: there is hardly ever more than one.
    """
    rows = Announcement.objects.open().filter(pk__in=announcements).select_related("version__document")
    over = [row.pk for row in rows if not to_be_told(row.version, local_day(at)).exists()]
    return Announcement.objects.filter(pk__in=over).update(told_at=at)
