"""A version of a document as PDF: the same text, day and fingerprint as on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from common import pdf
from common.calendar import local_day
from members.models import DocumentVersion
from members.rules.texts import Section, parse

KEPT_AT_HAND: Final = 16
"""Drawn documents a process keeps: everybody may ask for them, and they never change."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose paper it is, and whom to ask."""

    name: str
    help_email: str
    help_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSheet:
    """What is shown of a version. ``sha256`` is the fingerprint of ``text``; ``page`` is where it stands online."""

    title: str
    label: str
    effective_on: date
    published_on: date
    text: str
    sha256: str
    page: str
    publisher: Publisher
    language: str = "en"

    @property
    def sections(self) -> Sequence[Section]:
        """The text as it is read."""
        return parse(self.text)


def version_sheet(version: DocumentVersion, *, page: str) -> VersionSheet:
    """A version, whose document is loaded. No query."""
    institute = settings.INSTITUTE
    return VersionSheet(
        title=str(version.document.title),
        label=version.label,
        effective_on=version.effective_on,
        published_on=local_day(version.published_at),
        text=version.text,
        sha256=version.sha256,
        page=page,
        publisher=Publisher(institute["name"], institute["help_email"], institute["help_phone"]),
    )


@lru_cache(maxsize=KEPT_AT_HAND)
def version_pdf(sheet: VersionSheet) -> bytes:
    """The document. Raises ``common.pdf.CannotDraw`` where this machine cannot draw it."""
    with translation.override(sheet.language):
        title = _("%(title)s, version %(label)s") % {"title": sheet.title, "label": sheet.label}
    context = {"sheet": sheet, "issuer": sheet.publisher}
    return pdf.draw("members/pdf/version.html", context, title=title, language=sheet.language, on=sheet.published_on)
