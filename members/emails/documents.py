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
    key, label = version.document.key, version.label
    compared = reverse("members:document-differences", args=[key])
    waits = version.published_at is None or local_day(version.published_at) < version.effective_on
    facts = {
        "title": str(version.document.title),
        "label": label,
        "before": before.label if before and waits else "",
        "first_day": version.effective_on,
        "at": reverse("members:document-version", args=[key, label]),
        "compared_at": f"{compared}?from={before.label}&to={label}" if before else "",
    }
    return Mail(to=member.user.email, about=about(version), person=member.user, facts=facts)


def _pages(facts: Facts) -> Facts:
    compared_at = facts["compared_at"]
    return {
        "page": settings.BASE_URL + facts["at"],
        "differences": settings.BASE_URL + compared_at if compared_at else "",
    }


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
    facts={"title": str, "label": str, "before": str, "first_day": date, "at": str, "compared_at": str},
    sample={
        "title": "Code of Conduct",
        "label": "2027-1",
        "before": "2026-1",
        "first_day": date(2027, 1, 1),
        "at": "/documents/code-of-conduct/2027-1/",
        "compared_at": "/documents/code-of-conduct/differences/?from=2026-1&to=2027-1",
    },
    more=_pages,
    still_true=_concerns,
)
register(PUBLISHED)
