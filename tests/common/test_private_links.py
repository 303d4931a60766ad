"""Secrets of private links: they follow from a seed and our key, and are found again after the key was changed."""

from typing import Any

from common.private_links import LENGTH, fingerprint, new_seed, secret_of


def test_secret_follows_from_seed_and_key(settings: Any) -> None:
    seed = new_seed()
    secret = secret_of(seed)
    assert secret == secret_of(seed)
    assert len(secret) == len(fingerprint(secret)) == LENGTH
    assert secret not in {seed, fingerprint(secret), secret_of(new_seed())}
    settings.SECRET_KEY = "another key " * 5
    assert secret_of(seed) != secret


def test_secret_of_an_earlier_key_is_found_by_its_fingerprint(settings: Any) -> None:
    seed, before = new_seed(), settings.SECRET_KEY
    secret = secret_of(seed)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 5, [before]
    assert secret_of(seed, fingerprint(secret)) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert secret_of(seed, fingerprint(secret)) != secret
