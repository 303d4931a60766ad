"""``manage.py verify_badge FILE`` says whether a badge is ours and unchanged, and how its title stands today.

Nothing is asked of the network: the signature is checked with our own keys, the title in the register.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common import signing
from common.signing import Signed, Verdict
from members.enums import PublicValue
from members.rules.badges import signed_in
from members.selectors.badges import ShownBadge, badge_by_number

SIGNATURES = {
    Verdict.WHOLE: "We signed this badge, and it was not changed since.",
    Verdict.CHANGED: "This badge was changed, or is damaged: it is not what we signed.",
    Verdict.UNKNOWN_KEY: "This badge names a key that is not ours: we did not sign it.",
    Verdict.RETIRED_KEY: "This badge was signed with a key of ours that we retired. Such a signature proves nothing.",
}
STANDINGS = {
    PublicValue.VALID: "valid",
    PublicValue.RENEWING: "valid, renewal in progress",
    PublicValue.NOT_VALID: "not valid",
}
TYPE = "OpenBadgeCredential"
LARGEST = 5 * 2**20
"""Bytes of a file that may be a badge; ours have some 30 kB."""


class Command(BaseCommand):
    help = (
        "Checks a badge (PNG, JSON or JWT) offline, and its title in the register. Exit status 0: ours, unchanged, and "
        "the title may be used today; 1: not so, with the reason; 2: there is no badge to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the badge: .png, .json or .jwt")
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error
        if len(content) > LARGEST:
            raise CommandError(f"{path} is larger than {LARGEST // 2**20} MB: it is no badge of ours.", returncode=2)
        signed = signed_in(content)
        if signed is None:
            raise CommandError(f"There is no signed badge in {path}.", returncode=2)
        try:
            found = signing.read(signed)
        except signing.CannotSign as sentence:
            raise CommandError(str(sentence), returncode=2) from sentence
        on = timezone.localdate()
        number = _number(found)
        shown = badge_by_number(number, on) if number and found.verdict == Verdict.WHOLE else None
        good = shown is not None and not shown.replaced and not shown.standing.value.over
        if options["json"]:
            self.stdout.write(json.dumps(_facts(found, number, shown, on) | {"good": good}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_told(found, number, shown, on)))
        if not good:
            sys.exit(1)


def _number(found: Signed) -> str:
    """The number of the certificate that a badge of ours is; empty for anything else that was signed."""
    types = found.claims.get("type")
    if not isinstance(types, list) or TYPE not in types:
        return ""
    return str(found.claims.get("jti", "")).rstrip("/").rpartition("/")[2]


def _told(found: Signed, number: str, shown: ShownBadge | None, on: date) -> Iterator[str]:
    if found.claims and not number:
        yield "We signed this, but it is no badge." if found.verdict == Verdict.WHOLE else "This is no badge."
        return
    yield SIGNATURES[found.verdict]
    if found.verdict != Verdict.WHOLE:
        return
    if shown is None:
        yield f"Number {number} is unknown to the register."
        return
    title = shown.certificate.credential.title
    if not shown.standing.value.over:
        until = shown.certificate.valid_until
        ends = f"until {until.isoformat()}" if until else "without an end"
        yield f"{title}, number {number}, {shown.certificate.name}, from {shown.certificate.valid_from} {ends}."
    if shown.replaced:
        yield f"A newer certificate took its place: number {shown.current}."
    since = f" since {shown.standing.over_since}" if shown.standing.over_since else ""
    yield f"The title on {on.isoformat()}: {STANDINGS[shown.standing.public]}{since}."


def _facts(found: Signed, number: str, shown: ShownBadge | None, on: date) -> dict[str, Any]:
    facts: dict[str, Any] = {"signature": found.verdict.value, "key": found.key, "number": number, "on": str(on)}
    if shown:
        since = shown.standing.over_since
        facts |= {
            "title": shown.certificate.credential.title.code,
            "status": shown.standing.public.value,
            "not_valid_since": since.isoformat() if since else None,
            "current_number": shown.current,
        }
    return facts
