"""Makes a key to sign badges and statements with: scripts/badge-key FILE. What is there stays as it is."""

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

BITS: Final = 3072


def make(file: Path) -> Path:
    """A key in a file, unless it is there; only the owner can read it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        with NamedTemporaryFile(dir=file.parent) as made:  # its mode lets nobody else read it
            made.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            made.flush()
            with suppress(FileExistsError):  # somebody else was faster
                os.link(made.name, file)
    return file


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/badge-key", description="Makes a key to sign badges with.")
    parser.add_argument("file", type=Path)
    print(f"SECO_BADGE_KEYS={make(parser.parse_args().file).resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
