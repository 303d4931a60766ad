"""A certificate as PDF: one page, the same bytes for the same facts, and fit for a name of any script and length.

It is read by strangers, so it is in the institute's language, whatever the holder chose for our pages.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from unicodedata import east_asian_width

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from common import pdf
from common.qr import code_of
from members.documents.versions import Publisher
from members.models import Certificate
from members.rules.ring import mark, ring
from members.verifying_words import page_of

LANGUAGE: Final = settings.LANGUAGE_CODE

CENTRE: Final = 50
OUTER, INNER = 42, 32
"""Radii of the ring, in a picture of 100 by 100."""

MASK: Final = 3
"""Of the code: for addresses of numbers on average two hundredths worse than the best of all eight, and often it."""

NAME_SIZES: Final = (26, 42, 76, 150)
TITLE_SIZES: Final = (42, 64)
"""Up to how many letters' width a line is set in which size, the largest first; what is wider, in the smallest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSheet:
    """All that a certificate says. ``address`` is where anybody sees how the title stands today."""

    number: str
    name: str
    title_code: str
    title_name: str
    awarded_on: date
    valid_from: date
    valid_until: date | None
    issued_on: date
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RingPicture:
    """The ring as SVG path data, and the years that stand in it."""

    outer: str
    inner: str
    years: str
    months: str
    numbers: tuple[int, ...]


def certificate_sheet(certificate: Certificate) -> CertificateSheet:
    """A certificate whose credential, title and cycle are loaded. No query."""
    credential = certificate.credential
    return CertificateSheet(
        number=certificate.number,
        name=certificate.name,
        title_code=credential.title.code,
        title_name=credential.title.name,
        awarded_on=credential.awarded_on,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        issued_on=certificate.issued_on,
        address=page_of(certificate.number),
    )


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """The document, not sealed yet.

    Raises ``common.pdf.CannotDraw`` where this machine cannot, and ``common.pdf.Unreadable`` with the characters that
    no font of ours has: a name is drawn whole or not at all.
    """
    institute = settings.INSTITUTE
    with translation.override(LANGUAGE):
        facts = {"title": sheet.title_code, "name": sheet.name}
        title = _("Certificate of %(name)s: %(title)s") % facts
    context = {
        "sheet": sheet,
        "issuer": Publisher(institute["name"], institute["help_email"], institute["help_phone"]),
        "name_size": _size(sheet.name, NAME_SIZES),
        "title_size": _size(sheet.title_name or sheet.title_code, TITLE_SIZES),
        "ring": ring_picture(sheet.valid_from, sheet.valid_until),
        "code": code_of(sheet.address, mask=MASK),
    }
    template = "members/pdf/certificate.html"
    return pdf.draw(template, context, title=title, language=LANGUAGE, on=sheet.issued_on, whole=True)


def require_drawable(certificate: Certificate, name: str) -> None:
    """Try a certificate in another name; ``certificate`` has its credential, title and cycle loaded.

    Raises as ``certificate_pdf``.
    """
    certificate_pdf(replace(certificate_sheet(certificate), name=name))


def ring_picture(since: date, until: date | None) -> RingPicture:
    """The ring of a cycle on its first day, which is drawn the same for good."""
    found = ring(since, until, since)
    return RingPicture(
        outer=found.outer.path(OUTER, CENTRE),
        inner=found.inner.path(INNER, CENTRE),
        years="".join(mark(turn, OUTER + 3, OUTER + 7, CENTRE) for turn in found.years),
        months="".join(mark(turn, INNER - 5, INNER - 3, CENTRE) for turn in found.months),
        numbers=(since.year, until.year) if until else (since.year,),
    )


def _size(text: str, sizes: tuple[int, ...]) -> int:
    """Which size a line is set in, 1 the largest; letters of full width count twice."""
    width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return 1 + sum(width > most for most in sizes)
