"""``manage.py verify_receipt FILE`` says whether a receipt is ours and unchanged, without network and register."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from common.calendar import HERE
from common.signing import CannotSign
from members.documents.receipts import LARGEST, Checked, Verdict, checked

SENTENCES: Final = {
    Verdict.WHOLE: "This receipt is ours, and nothing in it was changed.",
    Verdict.CHANGED: "This file was changed after we gave it, or was damaged: it says nothing.",
    Verdict.NOT_OURS: "This receipt was signed by somebody else: no key or certificate of ours made it.",
    Verdict.RETIRED_KEY: "This receipt names a key of ours that is retired, and vouches for nothing any more.",
    Verdict.NO_RECEIPT: "This file is no receipt of ours.",
    Verdict.UNCHECKED: "Whose receipt this is cannot be checked: our own certificates cannot be read.",
}


class Command(BaseCommand):
    help = (
        "Checks a receipt (PDF or JSON) of public verification against our own certificates and keys, without network "
        "or database. Exit status 0 for one of ours as we gave it, 2 for anything else."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the receipt")
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                found = checked(file.read(LARGEST + 1))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error
        except CannotSign as error:
            raise CommandError(str(error), returncode=2) from error
        told = {**asdict(found), "at": found.at and found.at.isoformat(), "sentence": SENTENCES[found.verdict]}
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(_lines(found)))
        if found.verdict is not Verdict.WHOLE:
            sys.exit(2)


def _lines(found: Checked) -> list[str]:
    lines = [SENTENCES[found.verdict]]
    lines += [f"{name}: {_shown(value)}" for name, value in found.says.items() if value is not None]
    if found.by:
        lines.append(f"Signed by: {found.by}")
    if found.at:
        lines.append(f"Given on: {found.at.astimezone(HERE):%Y-%m-%d %H:%M:%S} (Europe/Amsterdam)")
    return lines


def _shown(value: object) -> str:
    return " · ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
