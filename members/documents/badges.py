"""What a badge says: a certificate as a credential of Open Badges 3.0, and the documents that its addresses lead to.

Sentences are in the portal's own language, whoever signs: the same badge says the same everywhere. Nothing is signed,
stored or sent here. Source: Open Badges 3.0; Verifiable Credentials Data Model 2.0; Bitstring Status List 1.0.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common.calendar import HERE, day_bounds
from members.enums import EarnedBy
from members.models import Certificate, Title
from members.rules.badges import ENVELOPE, ENVELOPED, encoded, place_of
from members.rules.standing import Standing
from members.verifying_words import page_of

Claims = dict[str, Any]

KIND: Final = "JWT"
"""What the head of a badge says it is; the standard knows no other word."""
LIST_KIND: Final = "vc+jwt"
CREDENTIALS: Final = ENVELOPED["@context"]
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA: Final = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
REVOCATION: Final = "revocation"
LIST_LIVES: Final = timedelta(days=1)
"""After that a list proves nothing any more, so that nobody shows an old one for long."""


def address_of(name: str, *args: object) -> str:
    """A public address of ours, whole."""
    return settings.BASE_URL + reverse(f"members:{name}", args=args)


def badge(certificate: Certificate) -> Claims:
    """A certificate as a badge: what is signed, and what its address shows.

    The holder is known by the name on the certificate, and by an identifier that is used for this badge alone, so that
    it leads from one badge to no other. The last day counts to its end in Amsterdam. Reads the certificate's badge,
    cycle and title.
    """
    place, number = place_of(certificate.badge.pk), certificate.number
    address, status_list = address_of("badge", number), address_of("badge-status", place.list)
    begins = day_bounds(certificate.valid_from)[0].astimezone(HERE)
    holder = uuid5(NAMESPACE_URL, address).urn
    with translation.override(settings.LANGUAGE_CODE):
        of_title = achievement(certificate.credential.title)
        checked = _("Anybody can check number %(number)s at %(address)s.") % {
            "number": number,
            "address": page_of(number),
        }
    says: Claims = {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": of_title["name"],
        "description": checked,
        "issuer": issuer(),
        "awardedDate": day_bounds(certificate.credential.awarded_on)[0].astimezone(HERE).isoformat(),
        "validFrom": begins.isoformat(),
        "credentialSubject": {
            "id": holder,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.name,
                    "identityType": "name",
                }
            ],
            "licenseNumber": number,
            "achievement": of_title,
        },
        "credentialStatus": {
            "id": f"{status_list}#{place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": REVOCATION,
            "statusListIndex": str(place.index),
            "statusListCredential": status_list,
        },
        "credentialSchema": [SCHEMA],
        "iss": address_of("badge-issuer"),
        "jti": address,
        "sub": holder,
        "nbf": int(begins.timestamp()),
    }
    if certificate.valid_until:
        ends = _end_of(certificate.valid_until)
        says |= {"validUntil": ends.isoformat(), "exp": int(ends.timestamp())}
    return says


def issuer() -> Claims:
    """Who issues badges: the institute, with the address of its profile."""
    return {
        "id": address_of("badge-issuer"),
        "type": ["Profile"],
        "name": settings.INSTITUTE["name"],
        "url": settings.BASE_URL,
        "email": settings.INSTITUTE["help_email"],
    }


def achievement(title: Title) -> Claims:
    """What a badge is for: a title of the catalogue, and what it takes. Reads its level and track."""
    level = title.level
    earned = {
        EarnedBy.EXAM: _("The holder passed the exam of this title and agreed to our code of conduct."),
        EarnedBy.ASSESSMENT: _(
            "Two assessors found at least five years of experience in this field, confirmed by three references, and "
            "the holder agreed to our code of conduct."
        ),
    }[EarnedBy(level.earned_by)]
    kept_up = _("The title is kept up in cycles of three years, by continuing professional education.")
    return {
        "id": address_of("badge-achievement", title.code),
        "type": ["Achievement"],
        "name": str(title),
        "description": level.meaning,
        "criteria": {
            "id": address_of("titles"),
            "narrative": f"{earned} {kept_up}" if level.has_cycles else earned,
        },
        "achievementType": "Certification",
        "humanCode": title.code,
        "fieldOfStudy": title.track.name,
        "creator": issuer(),
        "image": {
            "id": address_of("badge-picture", title.code),
            "type": "Image",
            "caption": str(title),
        },
    }


def linked(document: Claims) -> Claims:
    """A document that stands at an address of its own, with the words it uses."""
    return {"@context": [CREDENTIALS, OPEN_BADGES], **document}


def status_list(which: int, revoked: Iterable[int], *, at: datetime, kept: timedelta) -> Claims:
    """A status list as a credential of its own; ``revoked`` are places, ``kept`` how long who has it need not ask."""
    address, begins, ends = address_of("badge-status", which), at.replace(microsecond=0), at + LIST_LIVES
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": address_of("badge-issuer"),
        "validFrom": begins.isoformat(),
        "validUntil": ends.replace(microsecond=0).isoformat(),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": REVOCATION,
            "encodedList": encoded(revoked),
            "ttl": int(kept.total_seconds() * 1000),
        },
        "iss": address_of("badge-issuer"),
        "jti": address,
        "sub": f"{address}#list",
        "nbf": int(begins.timestamp()),
        "exp": int(ends.timestamp()),
    }


def gone(certificate: Certificate, standing: Standing, current: str) -> Claims:
    """What is said of a badge that is shown no more: replaced by which number, or since when its title is over."""
    title = certificate.credential.title
    over = standing.over_since.isoformat() if standing.over_since else None
    return {
        "id": address_of("badge", certificate.number),
        "title": str(title),
        "status": standing.public.value,
        "notValidSince": over,
        "currentNumber": current,
        "verification": page_of(current),
    }


def enveloped(signed: str) -> Claims:
    """A signed badge as JSON that still proves itself."""
    return {**ENVELOPED, "id": f"{ENVELOPE}{signed}"}


def key_address(key: str) -> str:
    """Where a key of ours can be fetched by its thumbprint."""
    return address_of("badge-key", key)


def _end_of(day: date) -> datetime:
    """The last second of a day here."""
    return (day_bounds(day)[1] - timedelta(seconds=1)).astimezone(HERE)
