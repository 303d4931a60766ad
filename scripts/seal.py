"""Makes a key and a certificate that speaks for itself: scripts/seal FOLDER [NAME].

For a demonstration, a trial, the tests; and for the institute until an authority has given it a certificate.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY: Final = "key.pem"
CERTIFICATE: Final = "certificate.pem"
YEARS: Final = 5


def make(folder: Path, name: str = "SECO-Institute, demonstration", *, days: int = 365 * YEARS) -> tuple[Path, Path]:
    """A key and a certificate in a folder, unless they are there; only the owner can read the key."""
    if not all((folder / part).exists() for part in (KEY, CERTIFICATE)):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as beside:
            made = Path(beside, folder.name)
            _write(made, name, days)
            try:
                made.rename(folder)
            except OSError:  # somebody else was faster, or something of another kind is there
                if not (folder / KEY).exists():
                    raise
    return folder / KEY, folder / CERTIFICATE


def _write(folder: Path, name: str, days: int) -> None:
    folder.mkdir(mode=0o700)
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    uses = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
            "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))  # a demonstration seals documents of days gone by
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **uses), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / KEY).touch(mode=0o600)
    (folder / KEY).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / CERTIFICATE).write_bytes(certificate.public_bytes(Encoding.PEM))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/seal", description="Makes a key and a certificate to seal with.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("name", nargs="?", default="SECO-Institute, demonstration")
    given = parser.parse_args()
    key_file, certificate_file = make(given.folder, given.name)
    print(f"SECO_SEAL_KEY={key_file.resolve()}\nSECO_SEAL_CERTIFICATE={certificate_file.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
