"""Digests of the audit log: SHA-256 in hexadecimal over JSON in one spelling.

A column added later is left out for lines written before it: what was sealed must give the same digest for good.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from common.models import AuditDetail, AuditLine, AuditSeal

BEGINNING: Final = "0" * 64
"""What stands before the first seal."""


def of_detail(detail: AuditDetail) -> str:
    """The digest its line keeps; without the salt nobody can try values until one fits."""
    return _digest(detail.salt, {"values": detail.values, "reason": detail.reason})


def of_seal(seal: AuditSeal, line: AuditLine, *, previous: str) -> str:
    """The digest of a seal, given the one before it; the place in the chain follows from that."""
    sealed = {
        "sealed_at": _moment(seal.sealed_at),
        "id": line.pk,
        "at": _moment(line.at),
        "recorded_at": _moment(line.recorded_at),
        "act": line.act,
        "by_id": line.by_id,
        "about_model": line.about_model,
        "about_id": line.about_id,
        "also": line.also,
        "person_id": line.person_id,
        "fields": line.fields,
        "code": line.code,
        "digest": line.digest,
    }
    return _digest(previous, sealed)


def _digest(before: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(f"{before}\n{text}".encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
