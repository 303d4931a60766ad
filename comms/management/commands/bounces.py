"""``manage.py bounces``: note which addresses did not take our mail, from a mailbox or by hand."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from comms import returns, services


class Command(BaseCommand):
    help = (
        "Reads reports of mail that came back (mbox file or Maildir) and marks mails and addresses. "
        "A report read twice counts once. With --address, marks one address by hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("mailbox", nargs="?", type=Path, help="an mbox file or a Maildir")
        what.add_argument("--address", help="an address that does not take our mail, as somebody told us")
        parser.add_argument("--take-out", action="store_true", help="take the reports out of the mailbox")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self._read(**options) if options["address"] is None else self._mark(**options)
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(told)

    def _read(self, *, mailbox: Path, take_out: bool, **_other: Any) -> str:
        done = returns.read(mailbox, at=timezone.now(), take_out=take_out)
        counts = {"read": done.mails, "reports": done.reports, "newly noted": done.noted, "unreadable": done.unreadable}
        return ", ".join(f"{word}: {count}" for word, count in counts.items())

    def _mark(self, *, address: str, **_other: Any) -> str:
        services.mark_bounced(address.strip(), at=timezone.now())
        return "Noted."
