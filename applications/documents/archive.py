"""The whole file of an application that has ended, as one document: from the rows to its sheet, and to its bytes.

The sheet holds every word, so that nothing is looked up later, and its fingerprint tells whether something changed
between drawing and keeping. Addresses and telephone numbers of references are not in it: they go earlier.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _

from common import pdf
from common.sections import Section
from members.documents.papers import letterhead

LANGUAGE: Final = settings.LANGUAGE_CODE
"""It is read by colleagues, whatever language the applicant chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A document that is put into the archive as it is kept: its name in there, and what it is."""

    name: str
    about: str
    stored_as: str
    received_at: datetime
    is_source: bool


@dataclass(frozen=True, kw_only=True)
class ArchiveSheet:
    """All that an archive says, and the documents that are put into it."""

    reference: str
    title: str
    name: str
    outcome: str
    ended: date
    sections: tuple[Section, ...]
    within: tuple[Within, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of what it says, as 64 hexadecimal digits."""
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
        return sha256(said.encode()).hexdigest()


def archive_pdf(sheet: ArchiveSheet, at: datetime) -> bytes:
    """The archive, with contents, page numbers and the documents in it, which are held in memory meanwhile.

    Raises ``common.pdf.CannotDraw`` where this machine cannot, and ``FileNotFoundError`` where a document went since.
    """
    with translation.override(LANGUAGE):
        title = _("Archive of application %(reference)s") % {"reference": sheet.reference}
        context = {
            "sheet": sheet,
            "made_at": at,
            "issuer": letterhead(),
        }
        attached = [_attached(one) for one in sheet.within]
        page, on = "applications/pdf/archive.html", sheet.ended
        return pdf.draw(page, context, title=title, language=LANGUAGE, on=on, attached=attached)


def _attached(one: Within) -> pdf.Attached:
    with default_storage.open(one.stored_as) as file:
        content = file.read()
    relation = "Source" if one.is_source else "Supplement"
    return pdf.Attached(name=one.name, about=one.about, content=content, relation=relation, at=one.received_at)
