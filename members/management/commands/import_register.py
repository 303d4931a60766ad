"""``manage.py import_register FILE`` brings in a register from outside, or with ``--dry-run`` says what it would do."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members import imports, services
from members.imports import Plan, telling


class Command(BaseCommand):
    help = (
        "Brings in people, titles and opening positions from a CSV file (docs/import.md), all of it or nothing. "
        "Exit status 2 with every fault by its line, and nothing brought in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be new and how titles stand")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        run = None
        try:
            sheet, plan = services.try_out(content, at=now)
            if not plan.faults and not options["dry_run"]:
                run = services.bring_in(content, file_name=path.name, by=None, at=now)
        except imports.Unreadable as unreadable:
            sheet, plan = (
                None,
                Plan(rows=0, people=(), faults=(imports.Fault(line=1, column="", sentence=str(unreadable)),)),
            )
        except services.NotBroughtIn as refused:
            plan = Plan(rows=plan.rows, people=(), faults=tuple(refused.faults))
        report = {
            **telling.summary(sheet, plan, timezone.localdate(now)),
            "run": run and run.pk,
            "lines": [{"line": line.line, **line.told} for line in telling.lines(plan, timezone.localdate(now))],
        }
        report["faults"] = [asdict(fault) for fault in plan.faults]
        self.stdout.write(json.dumps(report) if options["json"] else "\n".join(_told(report, options["dry_run"])))
        if plan.faults:
            sys.exit(2)


def _told(report: dict[str, Any], dry_run: bool) -> Iterator[str]:
    """The report in lines: every fault, or the counts and, in a dry run, every title."""
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
    if dry_run:
        for line in report["lines"]:
            stands = " → ".join(pair[1] for pair in (line["before"], line["after"]) if pair)
            yield f"Line {line['line']}: {line['email']} {line['title']}, {line['state']}, {stands}"
        yield "Nothing was brought in: this was a dry run."
    elif report["run"] is None:
        yield "Everything in this file was in the register already."
