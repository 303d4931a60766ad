"""Traces of addresses: by one an address is known again by who has it and our key, and nobody finds it from one."""

import hmac
from contextlib import suppress
from hashlib import sha256

from django.conf import settings


def traces_of(address: str) -> list[str]:
    """The trace of an address, whatever its case, and those that earlier keys of ours left; the newest first."""
    mailbox, _at, domain = address.casefold().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("ascii").decode("idna")
    known = f"trace of an address {mailbox}@{domain}".encode()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [hmac.new(key.encode(), known, sha256).hexdigest()[:16] for key in keys]
