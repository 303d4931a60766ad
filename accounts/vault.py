"""Secrets of second factors, sealed at rest.

Their keys follow from the secret key and its predecessors (``common.vault``). A secret that no key opens is a fault and
says so; it never counts as an empty secret.
"""

from typing import Final

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings

from common import vault

PURPOSE: Final = "seco-portal second factor"


def _keys() -> MultiFernet:
    return vault.ring((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), PURPOSE)


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
        vault.key(settings.SECRET_KEY, PURPOSE).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True
