"""Reads reports about mail that was not delivered (source: RFC 3464, and the header Exim writes).

Pure: bytes in, what they say out. Only lasting failures count; a report of delay, one that does not quote the mail
it is about, or a mail that is no report says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr
from typing import Final

from common import references

STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
UNKNOWN: Final = "5.0.0"
ADDRESS: Final = re.compile(r"[^\s\x00-\x1f\x7f@]{1,64}@[a-z0-9.-]{1,189}")
MESSAGE_ID: Final = re.compile(rb"^Message-ID:[ \t]*<([^@>\s]{1,40})@", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address that did not take one mail: the mail's reference, and the enhanced status code."""

    address: str
    status: str
    reference: str


def failures(raw: bytes) -> list[Failure]:
    """The lasting failures a mail reports; none when it is no report, or does not quote a reference of ours.

    Anybody can send us a report: only who got the mail, or carried it, knows its reference. Raises whatever the
    standard library's parser does for a mail built to break it.
    """
    mail = message_from_bytes(raw)
    reference = references.tidy(_quoted(mail, raw))
    if not references.is_whole(reference):
        return []
    return [Failure(address=address, status=status, reference=reference) for address, status in _recipients(mail)]


def _recipients(mail: Mail) -> Iterator[tuple[str, str]]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from filter(None, map(_failed, _blocks(part)))
    for written in str(mail.get("X-Failed-Recipients") or "").split(","):
        if address := _plain(written):
            yield address, UNKNOWN


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
    return _plain(parseaddr(rest.strip() or kind.strip())[1])


def _plain(written: str) -> str:
    """An address as we keep it; empty for what can be none of ours."""
    address = written.strip().lower()
    return address if ADDRESS.fullmatch(address) else ""


def _quoted(mail: Mail, raw: bytes) -> str:
    """Which mail it is about: the first part of its Message-ID, from the copy a report brings along.

    Exim writes its copy as plain words; there it is the last Message-ID in the text.
    """
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            return next((_first_part(copy) for copy in _blocks(part)), "")
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            return _first_part(message_from_bytes(headers)) if isinstance(headers, bytes) else ""
    quoted = MESSAGE_ID.findall(raw)
    return quoted[-1].decode("ascii", "replace") if quoted else ""


def _first_part(copy: Mail) -> str:
    return str(copy.get("Message-ID") or "").strip().strip("<>").partition("@")[0]
