"""``manage.py duty``: what runs by itself; with a name, that duty is done now.

Exit status: 0 when all went well, 1 when rows could not be done, 2 when there is no such duty, it is being done
already, or the day has not come.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import MAXYEAR, date
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils import timezone

from common import duties
from common.errors import DomainError
from common.jobs import Report
from common.management.telling import TellingCommand
from common.models import DutyState

EARLIEST: Final = 2000
"""The first year that a duty is asked about."""


FIGURES: Final = {
    "considered": "looked at",
    "changed": "changed",
    "mailed": "mailed",
    "held": "held",
    "failed": "failed",
}
"""What is told of a run, and how it is called."""


def day(written: str) -> date:
    """A day as it is written on the command line. Raises ``ArgumentTypeError``."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"“{written}” is no day: write it as 2026-12-31") from None
    if not EARLIEST <= found.year < MAXYEAR:
        raise ArgumentTypeError(f"{written} is too far away")
    return found


class Command(TellingCommand):
    help = "Lists what runs by itself; with a name, does that duty now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="such as accounts.reseal_secrets; none lists all duties")
        parser.add_argument(
            "--on",
            type=day,
            metavar="YYYY-MM-DD",
            help="judge as of three o'clock in the night of that day; a day to come can only be tried",
        )
        parser.add_argument("--dry-run", action="store_true", help="only try: every change is taken back")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] is None:
            if options["on"] or options["dry_run"]:
                raise CommandError("Name the duty that --on or --dry-run is meant for.", returncode=2)
            self._list(as_json=options["json"])
            return
        at = duties.moment_of(options["on"]) if options["on"] else None
        try:
            report = duties.perform(
                options["name"], now=timezone.now(), at=at, dry_run=options["dry_run"], by_hand=True
            )
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.tell(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.failed:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        tried = " (tried only, nothing is changed)" if report.dry_run else ""
        self.tell(f"{report.duty} on {report.on.isoformat()}{tried}")
        lines = [(name, getattr(report, figure)) for figure, name in FIGURES.items()]
        self._table([(name, str(count)) for name, count in lines] + [("seconds", f"{report.seconds:.1f}")])
        if report.parts:
            self.tell("\nchanged, by kind")
            self._table([(part, str(count)) for part, count in report.parts.items()])
        if report.faults:
            self.tell("\ncould not be done")
            self._table([(fault.part, fault.row, fault.error) for fault in report.faults])

    def _list(self, *, as_json: bool) -> None:
        states = {state.name: state for state in DutyState.objects.filter(name__in=duties.REGISTRY)}
        rows = [(duty, states.get(name)) for name, duty in sorted(duties.REGISTRY.items())]
        if as_json:
            told = [{"duty": duty.name, "rhythm": duty.rhythm, **_facts(state)} for duty, state in rows]
            self.tell(json.dumps(told, ensure_ascii=False))
            return
        heading = ("Duty", "How often", "Last started", "Changed", "Failed", "Expected by")
        self._table(
            [
                heading,
                *(
                    (duty.name, duty.rhythm, *(str("–" if fact is None else fact) for fact in _facts(state).values()))
                    for duty, state in rows
                ),
            ]
        )

    def _table(self, rows: Sequence[tuple[str, ...]]) -> None:
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.tell("  " + "  ".join(cells).rstrip())


def _facts(state: DutyState | None) -> dict[str, Any]:
    """What is known of the latest run; times as in Amsterdam, to the minute."""
    started = timezone.localtime(state.started_at) if state and state.started_at else None
    expected = timezone.localtime(state.expected_by) if state and state.expected_by else None
    return {
        "started_at": started and started.isoformat(sep=" ", timespec="minutes"),
        "changed": state.changed if state and started else None,
        "failed": state.failed if state and started else None,
        "expected_by": expected and expected.isoformat(sep=" ", timespec="minutes"),
    }
