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


def secret_of(seed: str) -> str:
    """The secret that follows from a seed, as it stands in an address."""
    return hmac.new(settings.SECRET_KEY.encode(), f"private link {seed}".encode(), sha256).hexdigest()


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
