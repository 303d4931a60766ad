"""``manage.py sweep``: every duty of a night, in order; what each did, in one table or as JSON.

Exit status: 0 when all went well, 1 when rows or duties could not be done, 2 when the day has not come. Whoever reads
may leave, as ``| head`` does: the night is done to its end all the same, with the status it comes to.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils import timezone

from common.calendar import local_day
from common.management.commands.duty import FIGURES, day
from common.management.telling import TellingCommand
from seco_portal.sweeping import Swept, sweep

WIDTH: Final = 11


class Command(TellingCommand):
    help = "Does every duty of a night now: judges cycles, asks for fees, reminds, ends what is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on",
            type=day,
            metavar="YYYY-MM-DD",
            help="judge as of three o'clock in the night of that day; a day to come can only be tried",
        )
        parser.add_argument("--dry-run", action="store_true", help="only try: every change is taken back")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        on = options["on"] or local_day(now)
        if on > local_day(now) and not options["dry_run"]:
            raise CommandError(f"{on} has not come yet. It can be tried with --dry-run.", returncode=2)
        if not options["json"]:
            self._heading(str(on), tried=options["dry_run"])
        rows = []
        for one in sweep(now=now, on=options["on"], dry_run=options["dry_run"]):
            rows.append(one)
            if not options["json"]:
                self._tell(one)
        if options["json"]:
            told = {"on": str(on), "dry_run": options["dry_run"], "duties": [_facts(one) for one in rows]}
            self.tell(json.dumps(told, ensure_ascii=False))
        if any(one.failed for one in rows):
            sys.exit(1)

    def _heading(self, on: str, *, tried: bool) -> None:
        self.tell(f"Sweep of {on}" + (" (tried only, nothing is changed)" if tried else ""))
        names = "".join(name.rjust(WIDTH) for name in (*FIGURES.values(), "seconds"))
        self.tell(" " * 30 + names)

    def _tell(self, one: Swept) -> None:
        line = f"  {one.name:<28}"
        if one.report is None:
            self.tell(f"{line}  {one.why}")
            return
        figures = "".join(f"{getattr(one.report, figure):>{WIDTH}}" for figure in FIGURES)
        self.tell(f"{line}{figures}{one.report.seconds:>{WIDTH}.1f}")
        parts = ", ".join(f"{number} {part}" for part, number in one.report.parts.items() if number)
        if parts:
            self.tell(f"    {parts}")


def _facts(one: Swept) -> dict[str, Any]:
    return one.report.as_dict() if one.report else {"duty": one.name, "why": one.why, "failed": int(one.failed)}
