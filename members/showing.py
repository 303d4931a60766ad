"""What a member shows, in words and addresses: status, signature line, LinkedIn, ring; for the page of certificates."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from members import words
from members.models import Certificate, Title
from members.rules.ring import Arc, ring
from members.rules.standing import Standing
from members.selectors.shown import Holding
from members.verifying_words import page_of

LINKEDIN: Final = "https://www.linkedin.com/profile/add"
"""Where LinkedIn takes a certificate for a profile; it fills in its own form from what the address says."""

CENTRE: Final = 66
OUTER: Final = 58
INNER: Final = 46
"""The middle and both circles of the ring, as ``ui/ring.html`` draws them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The line under an e-mail: as text, and as HTML for programs that take it."""

    text: str
    html: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The paths of a ring: all of the time and what has passed of it, outside and inside; what stands in it."""

    outer: str
    outer_passed: str
    inner: str
    inner_passed: str
    number: str
    above: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One title on the page; ``linkedin`` is empty once the dates on the certificate are past."""

    holding: Holding
    title: Title
    shape: str
    word: str
    until: str
    over: bool
    ring: Drawn | None
    address: str
    document: str
    badge_picture: str
    badge_file: str
    signature: Signature | None
    linkedin: str


def shown(holding: Holding, on: date) -> Shown:
    """A title as its holder reads it. No query."""
    certificate, stands = holding.certificate, holding.standing
    title, over = holding.credential.title, stands.value.over
    offered = certificate if not over else None
    return Shown(
        holding=holding,
        title=title,
        shape=words.public_shape(stands),
        word=words.value(stands) if over else words.public(stands),
        until=words.until(stands, holding.credential.closed_by, told=words.YOURS),
        over=over,
        ring=drawn(offered, on) if offered else None,
        address=page_of(certificate.number) if certificate else "",
        document=_door("certificate-pdf", offered),
        badge_picture=_door("certificate-badge", offered),
        badge_file=_door("certificate-badge-json", offered),
        signature=signature(title, offered.number) if offered else None,
        linkedin=linkedin(title, offered, stands) if offered else "",
    )


def signature(title: Title, number: str) -> Signature:
    """The line under an e-mail: the title, who awarded it, and where it is checked. No picture, nothing that tracks."""
    line = " · ".join(filter(None, (title.code, title.name, settings.INSTITUTE["name"])))
    told, address = _("Check this title:"), page_of(number)
    return Signature(
        text=f"{line}\n{told} {address}",
        html=format_html('<p>{}<br>{} <a href="{}">{}</a></p>', line, told, address, address),
    )


def linkedin(title: Title, certificate: Certificate, stands: Standing) -> str:
    """The address that fills in LinkedIn's form, opened by the holder alone; empty where the certificate's days are
    past, since the one that follows brings new ones."""
    until = min(filter(None, (certificate.valid_until, stands.last_valid_day)), default=None)
    if until is not None and until < stands.on:
        return ""
    since = certificate.valid_from
    facts: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": f"{title.name} ({title.code})" if title.name else title.code,
        "organizationName": settings.INSTITUTE["name"],
        "issueYear": since.year,
        "issueMonth": since.month,
        "certUrl": page_of(certificate.number),
        "certId": certificate.number,
    }
    if until is not None:
        facts |= {"expirationYear": until.year, "expirationMonth": until.month}
    return f"{LINKEDIN}?{urlencode(facts)}"


def drawn(certificate: Certificate, on: date) -> Drawn:
    """The seal ring of a certificate's dates on a day: outside all of its years, inside the year of that day."""
    since, until = certificate.valid_from, certificate.valid_until
    found = ring(since, until, on)
    return Drawn(
        outer=_path(found.outer, OUTER),
        outer_passed=_path(found.outer_passed, OUTER),
        inner=_path(found.inner, INNER),
        inner_passed=_path(found.inner_passed, INNER),
        number=str((until or since).year),
        above=_("until") if until else _("since"),
    )


def listed_until(stands: Standing) -> date | None:
    """Until when everybody may read that a title is valid; ``None`` without end, and while it is renewed."""
    return stands.last_valid_day if stands.last_valid_day and stands.last_valid_day >= stands.on else None


def _door(name: str, certificate: Certificate | None) -> str:
    return reverse(f"members:{name}", args=[certificate.number]) if certificate else ""


def _path(arc: Arc, radius: int) -> str:
    return arc.path(radius, CENTRE)
