"""The institute's seal on documents: a digital signature that nobody sees, and that shows every byte changed after it.

PAdES, as a certification that allows no changes. Nothing is asked of the network: the time is the act's own, and the
certificate comes with the document. Key and certificates are files that the settings name; a process reads them once.
The library is loaded by the first document that is sealed or checked. Source: ISO 32000-2, 12.8; ETSI EN 319 142-1.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Coroutine

logger = logging.getLogger(__name__)

FIELD: Final = "Seal"
DIGEST: Final = "sha256"
LEAST_BITS: Final = 2048
ROOM: Final = 32 * 1024
"""Hexadecimal digits kept free for the signature with its certificates."""
SOON: Final = timedelta(days=60)
"""How long before the end of the certificate we begin to say so."""


class CannotSeal(DomainError):  # noqa: N818  as the sentence it is: raise CannotSeal
    """There is no key and certificate to seal with; ``faults`` names what is wrong."""


class Verdict(StrEnum):
    """What a look at a seal found."""

    WHOLE = "whole"
    CHANGED = "changed"
    NOT_OURS = "not-ours"
    NO_SEAL = "no-seal"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at a seal found: whose it is by its certificate, and the moment it names."""

    verdict: Verdict
    by: str = ""
    at: datetime | None = None


def seal(content: bytes, *, reason: str, at: datetime) -> bytes:
    """A PDF with our seal on it, dated ``at``; it reads and prints as before, and takes no change any more.

    Raises ``CannotSeal`` without a key and certificate that are good at that moment. No query, no request.
    """
    require_ready(at)
    certificate = _certificates()[0]
    if (ends_at := certificate.not_valid_after_utc) - at < SOON:
        logger.warning("The certificate of the seal ends on %s.", ends_at.date().isoformat())
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  loaded when needed
    from pyhanko.sign import fields, signers  # noqa: PLC0415
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes  # noqa: PLC0415

    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason,
        name=_named(certificate),
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    session = signers.PdfSigner(about, _signer()).init_signing_session(IncrementalPdfFileWriter(BytesIO(content)))
    session.system_time = at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=ROOM)
    digest, written = document.digest_tbs_document(in_place=True)
    attributes = PdfCMSSignedAttributes(signing_time=at)
    _finished(document.perform_signature(digest.document_digest, attributes))
    written.seek(0)
    return bytes(written.read())


def require_ready(at: datetime) -> None:
    """Raise ``CannotSeal``, with a line in the log, without a key and certificate that are good at that moment."""
    if wrong := faults(at):
        logger.error("Documents cannot be sealed: %s", " ".join(wrong))
        raise CannotSeal(_("We cannot seal documents at the moment. Nothing is lost; please try again later."))


def look(content: bytes) -> Looked:
    """What a document says of its seal: whether nothing was changed since, and whether it is ours, now or earlier.

    Never raises for what is in the document: what cannot be read was changed. Where our own certificates cannot be
    read, whose it is stays unchecked, with a line in the log.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  loaded when needed
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    try:
        found = next(iter(PdfFileReader(BytesIO(content)).embedded_signatures), None)
        if found is None:
            return Looked(verdict=Verdict.NO_SEAL)
        found.compute_integrity_info(skip_diff=True)
        sound = validate_sig_integrity(found.signer_info, found.signer_cert, "data", found.compute_digest())
        if not all(sound) or found.coverage != SignatureCoverageLevel.ENTIRE_FILE:
            return Looked(verdict=Verdict.CHANGED)
        certificate, at = found.signer_cert.dump(), found.self_reported_timestamp
        by = str(found.signer_cert.subject.native.get("common_name", ""))
    except Exception:  # noqa: BLE001  damaged documents fail in as many ways as there are damages
        return Looked(verdict=Verdict.CHANGED)
    return Looked(verdict=_whose(certificate), by=by, at=at)


def _whose(certificate: bytes) -> Verdict:
    try:
        ours = {row.public_bytes(Encoding.DER) for row in (*_certificates(), *_earlier())}
    except (OSError, ValueError, TypeError):
        logger.exception("Our certificates cannot be read, so a seal cannot be checked.")
        return Verdict.UNCHECKED
    return Verdict.WHOLE if certificate in ours else Verdict.NOT_OURS


def faults(at: datetime) -> list[str]:
    """What keeps this machine from sealing, in sentences for who runs it; none when all is there."""
    try:
        key, certificates = _key(), _certificates()
        _earlier()
    except (OSError, ValueError, TypeError) as error:
        return [f"Key or certificate cannot be read ({type(error).__name__}: {error})."]
    if not isinstance(key, RSAPrivateKey) or key.key_size < LEAST_BITS:
        return [f"The key is not one of RSA with {LEAST_BITS} bits or more; PDF/A knows no other."]
    wrong = []
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != certificates[0].public_key().public_bytes(*form):
        wrong.append("The first certificate is not the key's own.")
    if not certificates[0].not_valid_before_utc <= at <= certificates[0].not_valid_after_utc:
        first, last = (moment.date().isoformat() for moment in _holds(certificates[0]))
        wrong.append(f"The certificate holds from {first} until {last}.")
    return wrong


def ends_at() -> datetime | None:
    """When the certificate ends; ``None`` when there is none to read."""
    try:
        return _certificates()[0].not_valid_after_utc
    except (OSError, ValueError):
        return None


def forget() -> None:
    """Read key and certificates anew with the next document."""
    for read in (_key, _certificates, _earlier, _signer):
        read.cache_clear()


@cache
def _key() -> Any:
    password = settings.SEAL_PASSWORD.encode() or None
    return load_pem_private_key(Path(settings.SEAL_KEY).read_bytes(), password)


@cache
def _certificates() -> tuple[x509.Certificate, ...]:
    """Our certificate, then those it rests on."""
    return tuple(x509.load_pem_x509_certificates(Path(settings.SEAL_CERTIFICATE).read_bytes()))


@cache
def _earlier() -> tuple[x509.Certificate, ...]:
    """Certificates we sealed with before."""
    files = [Path(path).read_bytes() for path in settings.SEAL_EARLIER_CERTIFICATES]
    return tuple(row for content in files for row in x509.load_pem_x509_certificates(content))


@cache
def _signer() -> Any:
    from pyhanko.keys.internal import (  # noqa: PLC0415  loaded when needed
        translate_pyca_cryptography_cert_to_asn1,
        translate_pyca_cryptography_key_to_asn1,
    )
    from pyhanko.sign.attributes import SigningCertificateV2Provider  # noqa: PLC0415
    from pyhanko.sign.general import as_signing_certificate_v2  # noqa: PLC0415
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    own, *others = [translate_pyca_cryptography_cert_to_asn1(row) for row in _certificates()]

    class Named(SigningCertificateV2Provider):
        """Names our certificate, by what was read back: what is put together is encoded hundreds of times."""

        put_together = as_signing_certificate_v2(own)
        read_back = put_together.load(put_together.dump())

        async def build_attr_value(self, dry_run: bool = False) -> Any:
            """The same each time."""
            return self.read_back

    class Signer(SimpleSigner):
        """Signs with the key as it was read; reading it anew for each document takes ten times as long."""

        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            """A signature of the data."""
            return bytes(_key().sign(data, PKCS1v15(), SHA256()))

        def _signed_attr_providers(self, *given: Any, **more: Any) -> Any:
            """What is signed beside the document; what names the certificate is built once, not at every look."""
            for provider in super()._signed_attr_providers(*given, **more):
                yield named if isinstance(provider, SigningCertificateV2Provider) else provider

    named = Named(own)
    known = SimpleCertificateStore()
    known.register_multiple(others)
    return Signer(own, translate_pyca_cryptography_key_to_asn1(_key()), known)


def _named(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _holds(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def _finished(signing: "Coroutine[Any, Any, Any]") -> None:
    """Run to its end what waits for nothing: here, or in a thread of its own where another event loop is in the way."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(signing)
        return
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(asyncio.run, signing).result()
