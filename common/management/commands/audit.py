"""``manage.py audit verify`` finds whatever was changed in the audit log; ``manage.py audit head`` prints its head."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.audit import sealing
from common.audit.verifying import Report, verify

HEAD: Final = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Verifies the audit log, or prints the head of its chain. Exit status 1 when anything is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        verifying = what.add_parser("verify", help="find every change, gap and swap")
        verifying.add_argument(
            "--head",
            action="append",
            default=[],
            type=_head,
            metavar="POSITION:DIGEST",
            help="a head of the chain that was noted earlier, outside the database; may be given several times",
        )
        verifying.add_argument("--json", action="store_true", help="print the report as JSON")
        what.add_parser("head", help="print the head of the chain, to be kept outside the database")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "head":
            self.stdout.write(str(sealing.head() or "Nothing is sealed yet."))
            return
        report = verify(at=timezone.now(), heads=options["head"])
        self.stdout.write(json.dumps({**asdict(report), "sound": report.sound}) if options["json"] else _told(report))
        if not report.sound:
            sys.exit(1)


def _told(report: Report) -> str:
    """The report in lines: every fault, lines that wait too long, then what was seen."""
    lines = [fault.sentence for fault in report.faults]
    if report.late:
        lines.append(f"{report.late} lines have waited for their seal for over a day: does the sealing task run?")
    found = "The audit log is sound" if report.sound else f"Faults in the audit log: {len(report.faults)}"
    lines.append(f"{found}: {report.sealed} lines sealed, {report.waiting} waiting, head {report.head or 'none'}.")
    return "\n".join(lines)


def _head(text: str) -> tuple[int, str]:
    match = HEAD.fullmatch(text)
    if match is None:
        raise ArgumentTypeError("a head looks like 1200:9f86d0…, a position and the 64 signs of its digest")
    return int(match[1]), match[2]
