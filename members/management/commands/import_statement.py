"""``manage.py import_statement FILE …``: bring in bank statements, and write as JSON what came of them.

Exit status: 0 with what came of the files on standard output; 2 with every fault on standard error and, as JSON, on
standard output, and then nothing was brought in.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.services import StatementRefused, Summary, import_statements, together

LARGEST: Final = 300_000_000
"""Bytes of all files together; reading them takes a few times as much memory."""


class Command(BaseCommand):
    help = (
        "Brings in bank statements (camt.053, alone or in a ZIP): every line once, all files or none. "
        "Writes what came of them as JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an XML file, or a ZIP of such")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = _contents(options["files"])
            told = import_statements(files, by=None, at=timezone.now())
        except StatementRefused as refused:
            self._refuse(refused.faults)
        except DatabaseError:
            why = _("The database of this portal cannot be used. Is it there, and brought to this version?")
            self._refuse([why])
        else:
            self._write(_of_files([name for name, _data in files], told))

    def _refuse(self, faults: Sequence[str]) -> None:
        self.stderr.write("\n".join(faults))
        self._write({"faults": list(faults)})
        sys.exit(2)

    def _write(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def _contents(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Name and bytes of every file. Raises ``StatementRefused`` with each that cannot be read."""
    files, faults, left = [], [], LARGEST
    for path in paths:
        try:
            size = path.stat().st_size
            if size > left:
                told = _("%(file)s: this is more than %(megabytes)d MB at once. Bring in fewer files.")
                faults.append(told % {"file": path, "megabytes": LARGEST // 1_000_000})
                continue
            left -= size
            files.append((path.name, path.read_bytes()))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            faults.append(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": why})
    if faults:
        raise StatementRefused(faults)
    return files


def _of_files(names: Sequence[str], told: Sequence[Summary]) -> dict[str, Any]:
    """What came of one file; of several, the sums and each file by its name."""
    if len(told) == 1:
        return told[0].as_dict()
    return {
        **together(told).as_dict(),
        "files": [{"file": name, **summary.as_dict()} for name, summary in zip(names, told, strict=True)],
    }
