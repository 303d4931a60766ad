"""Reads reports about mail that was not delivered (source: RFC 3464, and the header Exim writes).

Pure: bytes in, what they say out. Only lasting failures count; a report of delay, or a mail that is no report,
says nothing.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr
from typing import Final

STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
UNKNOWN: Final = "5.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address that did not take one mail. ``mail`` is the Message-ID's part before the @, if the report has it."""

    address: str
    status: str
    mail: str
    report: str


def failures(raw: bytes) -> list[Failure]:
    """The lasting failures a mail reports; none when it is no such report."""
    mail = message_from_bytes(raw)
    about = _original(mail)
    given = str(mail.get("Message-ID") or "") or hashlib.sha256(raw).hexdigest()
    found = dict(_recipients(mail))
    return [
        Failure(
            address=address,
            status=status,
            mail=about,
            report=hashlib.sha256(f"{given.strip()} {address}".encode()).hexdigest(),
        )
        for address, status in found.items()
    ]


def _recipients(mail: Mail) -> Iterator[tuple[str, str]]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from filter(None, map(_failed, _blocks(part)))
    for address in str(mail.get("X-Failed-Recipients") or "").split(","):
        if "@" in address:
            yield address.strip().lower(), UNKNOWN


def _blocks(part: Mail) -> list[Mail]:
    """The headers and blocks a part holds; none when it holds text."""
    held = part.get_payload()
    return [block for block in held if isinstance(block, Mail)] if isinstance(held, list) else []


def _failed(block: Mail) -> tuple[str, str] | None:
    """Address and status, when this block of a report says that mail to it failed for good."""
    address = _address(block.get("Final-Recipient") or block.get("Original-Recipient"))
    if not address or str(block.get("Action", "")).strip().lower() != "failed":
        return None
    status = STATUS.search(str(block.get("Status", "")))
    return address, status[0] if status else UNKNOWN


def _address(field: object) -> str:
    """The address of ``rfc822; ada@people.example``."""
    kind, _semicolon, rest = str(field or "").partition(";")
    return parseaddr(rest.strip() or kind.strip())[1].lower()


def _original(mail: Mail) -> str:
    """Which mail it is about: the first part of its Message-ID, from the copy a report brings along."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            return next((_first_part(copy) for copy in _blocks(part)), "")
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            return _first_part(message_from_bytes(headers)) if isinstance(headers, bytes) else ""
    return ""


def _first_part(copy: Mail) -> str:
    return str(copy.get("Message-ID") or "").strip().strip("<>").partition("@")[0]
