"""Secrets of private links: 256 bits that open one form for whoever holds them.

A row keeps a random seed and the fingerprint of the secret. The secret follows from the seed and our own key, so that a
mail can be made, and made again, at sending, while nothing that is stored opens anything.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings

LENGTH: Final = 64
"""Characters of a secret, and of its fingerprint."""


def new_seed() -> str:
    """Where a secret begins: 256 random bits."""
    return secrets.token_hex(32)


def secret_of(seed: str, kept: str | None = None) -> str:
    """The secret that follows from a seed, as it stands in an address.

    ``kept`` is its fingerprint, by which a secret is found again that an earlier key of ours had made.
    """
    made = [_secret(seed, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return next((secret for secret in made if fingerprint(secret) == kept), made[0])


def _secret(seed: str, key: str) -> str:
    return hmac.new(key.encode(), f"private link {seed}".encode(), sha256).hexdigest()


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
