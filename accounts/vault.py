"""Secrets of second factors, sealed at rest.

Fernet keys are derived (HKDF, SHA-256) from the secret key and its predecessors: the first one seals, all
of them open. A secret that no key opens is a fault and says so; it never counts as an empty secret.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"seco-portal second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


@cache
def _ring(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_key(secret) for secret in secrets])


def _keys() -> MultiFernet:
    return _ring((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def seal(text: str) -> str:
    """The text, readable only with our key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises ``cryptography.fernet.InvalidToken`` when none of our keys sealed it."""
    return _keys().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """The same text under the present key."""
    return _keys().rotate(sealed.encode()).decode()


def is_current(sealed: str) -> bool:
    """Whether the present key opens it, so that it need not be sealed again."""
    try:
        _key(settings.SECRET_KEY).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True
