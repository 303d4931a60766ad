"""Keys that protect things at rest: derived from secrets (HKDF, SHA-256), each for one purpose alone.

The first secret seals, all of them open. What no key opens is a fault and says so (``InvalidToken``).
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def key(secret: str, purpose: str) -> Fernet:
    """The key of one secret for a purpose."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


@lru_cache(maxsize=64)
def ring(secrets: tuple[str, ...], purpose: str) -> MultiFernet:
    """The keys of several secrets for a purpose: the first seals."""
    return MultiFernet([key(secret, purpose) for secret in secrets])
