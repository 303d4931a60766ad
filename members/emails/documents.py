"""The mail about a new version of a document that members agree to."""

from datetime import date
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from members.models import Agreement, DocumentVersion, Member
from members.selectors import versions

ABOUT: Final = "members.documentversion:"


def about(version: DocumentVersion) -> str:
    """What a mail about a version is about."""
    return f"{ABOUT}{version.pk}"


def mail(version: DocumentVersion, before: DocumentVersion | None, member: Member) -> Mail:
    """The mail about a version to a member, whose account is loaded."""
    facts = {
        "key": version.document.key,
        "title": str(version.document.title),
        "label": version.label,
        "before": before.label if before else "",
        "first_day": version.effective_on,
    }
    return Mail(to=member.user.email, about=about(version), person=member.user, facts=facts)


def _pages(facts: Facts) -> Facts:
    page = settings.BASE_URL + reverse("members:document-version", args=[facts["key"], facts["label"]])
    compared = settings.BASE_URL + reverse("members:document-differences", args=[facts["key"]])
    differences = f"{compared}?from={facts['before']}&to={facts['label']}" if facts["before"] else ""
    return {"page": page, "differences": differences}


def _concerns(message: Message) -> bool:
    """Whether the person is still concerned, and did not agree meanwhile."""
    members = versions.concerned(local_day(message.queued_at)).filter(user=message.person_id)
    version = int(message.about.removeprefix(ABOUT))
    return members.exists() and not Agreement.objects.filter(person=message.person_id, version=version).exists()


PUBLISHED: Final = MessageKind(
    key="members.version_published",
    name=_("A new version of a document"),
    when=_(
        "When a new version of a document that members agree to is published; to everybody whose membership has not "
        "ended or who holds a title, once."
    ),
    template="members/email/version_published",
    facts={"key": str, "title": str, "label": str, "before": str, "first_day": date},
    sample={
        "key": "code-of-conduct",
        "title": "Code of Conduct",
        "label": "2027-1",
        "before": "2026-1",
        "first_day": date(2027, 1, 1),
    },
    more=_pages,
    still_true=_concerns,
)
register(PUBLISHED)
