"""``manage.py import_claims FILE`` brings in earlier claims, or with ``--dry-run`` says what it would do."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cpe import services
from cpe.enums import ClaimPlace
from cpe.imports import Plan, telling
from members.imports import Fault, Unreadable
from members.services import NotBroughtIn


class Command(BaseCommand):
    help = (
        "Brings in earlier CPE claims from a CSV file by the days of then (docs/import.md), all of it or nothing. Exit "
        "status 2 with every fault by its line, or with years that may count twice, and nothing brought in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be new and what titles have")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--knowing", action="store_true", help="bring it in although years may count twice")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        run, refused = None, False
        try:
            sheet, plan = services.try_claims(content, by=None, at=now)
            if not plan.faults and not options["dry_run"]:
                warned = plan.warned if options["knowing"] else ""
                run = services.bring_claims_in(content, file_name=path.name, warned=warned, by=None, at=now)
        except Unreadable as unreadable:
            sheet, plan = None, Plan(faults=(Fault(line=1, column="", sentence=str(unreadable)),))
        except services.WarningsUnread:
            refused = True
        except NotBroughtIn as faulty:
            plan = Plan(rows=plan.rows, faults=tuple(faulty.faults))
        report = {
            **telling.summary(sheet, plan, timezone.localdate(now)),
            "run": run and run.pk,
            "lines": [
                {"kind": line.place.name.lower(), "line": line.line, **line.told}
                for line in telling.lines(plan)
                if line.place is not ClaimPlace.FAULT
            ],
        }
        report["faults"] = [asdict(fault) for fault in plan.faults]
        told = _told(report, dry_run=options["dry_run"], refused=refused)
        self.stdout.write(json.dumps(report) if options["json"] else "\n".join(told))
        if plan.faults or refused:
            sys.exit(2)


def _told(report: dict[str, Any], *, dry_run: bool, refused: bool) -> Iterator[str]:
    """The report in lines: every fault; or the counts, warnings and, in a dry run, every title."""
    for fault in report["faults"]:
        column = f", {fault['column']}" if fault["column"] else ""
        yield f"Line {fault['line']}{column}: {fault['sentence']}"
    if report["faults"]:
        yield f"Nothing was brought in. To be mended: {len(report['faults'])}."
        return
    yield f"Read as {report['encoding']}, {report['rows']} rows."
    if report["ignored"]:
        yield f"Columns left alone: {', '.join(report['ignored'])}."
    yield from telling.outcome(report)
    for line in report["lines"]:
        if line["kind"] == "twice":
            yield f"Line {line['line']}: member {line['number']}: {line['sentence']}"
        elif line["kind"] == "double":
            yield f"Line {line['line']}: member {line['number']}: may be the same as {line['doubles']}."
        elif line["kind"] == "title" and dry_run:
            years = ", ".join(" → ".join(pair) for pair in line["years"])
            yield (
                f"Line {line['line']}: member {line['number']}, {line['title']} cycle {line['cycle']}: {years}; "
                f"{line['before']} → {line['after']} of {line['required']}"
            )
    if dry_run:
        yield "Nothing was brought in: this was a dry run."
    elif refused:
        yield "Nothing was brought in: years may count twice. Leave those rows out, or say --knowing."
    elif report["run"] is None:
        yield "Every claim in this file was brought in before."
