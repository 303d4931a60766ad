"""What we state, signed: short texts that any program of today can check with our published keys.

A statement is a compact JWS (RS256) whose head names the key: by its thumbprint, or by an address that ends in it. The
settings name files of keys: the first signs; the others are published, because they signed before or will sign next;
retired keys are still known, and vouch for nothing any more. A process reads each file once. Nothing is asked of the
network. The library is loaded by the first statement. Source: RFC 7515, 7517, 7638.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import DomainError

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

logger = logging.getLogger(__name__)

ALGORITHM: Final = "RS256"
LEAST_BITS: Final = 2048
MOST_CHARACTERS: Final = 64 * 1024
"""No statement of ours comes near; what is longer is not read."""
_NAMED: Final = re.compile(r"(?:^|/)([A-Za-z0-9_-]{43})/?$")
"""A thumbprint, alone or at the end of an address."""
_CANNOT_READ: Final = (OSError, ValueError, TypeError)
_HOSTILE: Final = (ValueError, TypeError, RecursionError)
"""What the library raises beside its own for a head whose parts are of other kinds than they should be."""


class CannotSign(DomainError):  # noqa: N818  as the sentence it is: raise CannotSign
    """There is no key to sign with; ``faults`` names what is wrong."""


class Verdict(StrEnum):
    """What a look at a statement found."""

    WHOLE = "whole"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown-key"
    RETIRED_KEY = "retired-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A statement as it was read: what it says, whose key it names, and what that is worth.

    ``claims`` are what stands there, whatever the verdict; only of a whole one are they ours. ``key`` is the thumbprint
    of the key it names, ``kind`` what its head says it is.
    """

    verdict: Verdict
    claims: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    key: str = ""


def sign(claims: Mapping[str, Any], *, kind: str, headers: Mapping[str, str] | None = None) -> str:
    """The claims as a signed statement of that kind (its ``typ``); ``headers`` come beside it in its head.

    The head names the key by its thumbprint, unless ``headers`` name it by an address. Raises ``CannotSign`` without a
    key that can. No query, no request.
    """
    from joserfc import jws  # noqa: PLC0415  loaded when needed

    own = _signer()
    head = {"alg": ALGORITHM, "typ": kind, "kid": own.thumbprint(), **(headers or {})}
    content = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(head, content, own, algorithms=[ALGORITHM])


def signing_key() -> str:
    """The thumbprint of the key that signs now. Raises ``CannotSign`` without one."""
    return _signer().thumbprint()


def read(token: str) -> Signed:
    """A statement, and whether it is ours and as we signed it.

    Never raises for what is in the statement: what cannot be read was changed. No query, no request. Raises
    ``CannotSign`` where our own keys cannot be read, for then nothing can be said.
    """
    from joserfc import jws  # noqa: PLC0415  loaded when needed
    from joserfc.errors import JoseError  # noqa: PLC0415

    try:
        published, retired = _by_thumbprint(_own()), _by_thumbprint(_retired())
    except _CANNOT_READ:
        logger.exception("Our keys cannot be read, so nothing that is signed can be checked.")
        raise CannotSign(_("We cannot check signatures at the moment. Please try again later.")) from None
    token = token.strip()
    try:
        if len(token) > MOST_CHARACTERS:
            return Signed(verdict=Verdict.CHANGED)
        found = jws.extract_compact(token.encode("ascii"))
        head, claims = found.headers(), json.loads(found.payload)
        if not isinstance(claims, dict):
            return Signed(verdict=Verdict.CHANGED)
        named = _NAMED.search(str(head.get("kid", "")))
        said: dict[str, Any] = {"claims": claims, "kind": str(head.get("typ", "")), "key": named[1] if named else ""}
    except (JoseError, *_HOSTILE):
        return Signed(verdict=Verdict.CHANGED)
    key = published.get(said["key"]) or retired.get(said["key"])
    if key is None:
        return Signed(verdict=Verdict.UNKNOWN_KEY, **said)
    try:
        jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    except (JoseError, *_HOSTILE):
        return Signed(verdict=Verdict.CHANGED, **said)
    return Signed(verdict=Verdict.WHOLE if said["key"] in published else Verdict.RETIRED_KEY, **said)


def public_keys() -> list[dict[str, Any]]:
    """Our keys for everybody, as JWKs: the one that signs first, then those from before and to come.

    Raises ``CannotSign`` where they cannot be read.
    """
    try:
        own = _own()
    except _CANNOT_READ:
        logger.exception("Our keys cannot be read, so nobody can fetch them.")
        raise CannotSign(_("Our keys cannot be fetched at the moment. Please try again later.")) from None
    return [{"kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM, **key.as_dict(private=False)} for key in own]


def faults() -> list[str]:
    """What keeps this machine from signing, in sentences for who runs it; none when all is there."""
    try:
        own, retired = _own(), _retired()
    except _CANNOT_READ as error:
        return [f"A key cannot be read ({type(error).__name__}: {error})."]
    if not own:
        return ["No key is named."]
    wrong = []
    if not own[0].is_private:
        wrong.append("The first key is a public one, which cannot sign.")
    if any(key.raw_value.key_size < LEAST_BITS for key in (*own, *retired)):
        wrong.append(f"A key has fewer than {LEAST_BITS} bits.")
    if both := _by_thumbprint(own).keys() & _by_thumbprint(retired):
        wrong.append(f"The key {min(both)} is named as ours and as retired.")
    return wrong


def _signer() -> "RSAKey":
    if wrong := faults():
        logger.error("Nothing can be signed: %s", " ".join(wrong))
        raise CannotSign(_("We cannot sign anything at the moment. Nothing is lost; please try again later."))
    return _own()[0]


def _own() -> tuple["RSAKey", ...]:
    return _keys(tuple(settings.BADGE_KEYS))


def _retired() -> tuple["RSAKey", ...]:
    return _keys(tuple(settings.BADGE_RETIRED_KEYS))


@cache
def _keys(files: tuple[str, ...]) -> tuple["RSAKey", ...]:
    """The keys of those files, private or public, in PEM."""
    from joserfc.jwk import RSAKey  # noqa: PLC0415  loaded when needed

    return tuple(RSAKey.import_key(Path(file).read_bytes()) for file in files)


def _by_thumbprint(keys: tuple["RSAKey", ...]) -> dict[str, "RSAKey"]:
    return {key.thumbprint(): key for key in keys}
