"""Masked copies, sealed at rest with keys of their own (``SECO_IDENTITY_KEYS``), another one for each application."""

from cryptography.fernet import MultiFernet
from django.conf import settings

from common import vault


def _keys(reference: str) -> MultiFernet:
    return vault.ring(tuple(settings.IDENTITY_KEYS), f"seco-portal identity copy {reference}")


def seal(picture: bytes, reference: str) -> bytes:
    """The picture, readable with our key as one of this application alone."""
    return _keys(reference).encrypt(picture)


def unseal(sealed: bytes, reference: str) -> bytes:
    """The picture again. Raises ``InvalidToken`` when none of our keys sealed it, for this application."""
    return _keys(reference).decrypt(sealed)
