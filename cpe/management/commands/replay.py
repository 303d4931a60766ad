"""``manage.py replay [FILE]``: judge what a JSON document says by the portal's own rules, and change nothing.

Exit status: 0 with the answer on standard output; 2 with every fault on standard error, and then no answer.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction

from cpe import selectors
from cpe.replay.fields import Fault, Faulty
from cpe.replay.policies import read_policies, shown
from cpe.replay.reading import FOUNDATION, read
from cpe.replay.writing import answer
from cpe.rules.policy import Policies
from cpe.shipped import POLICY
from members.models import Title
from members.shipped import TITLES

Rules = tuple[Mapping[str, str], Policies]
"""The level of every title, and the versions of the policy."""

SHIPPED: Final[Rules] = ({code: level for code, _name, level, _track in TITLES}, Policies([POLICY]))


class Command(BaseCommand):
    help = (
        "Reads a JSON document (docs/replay.md), judges it as the portal would and writes a JSON document. "
        "Nothing is changed. Without an option the rules are those the product is shipped with."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the document; standard input without it")
        what.add_argument("--show-policies", action="store_true", help="print the rules instead, to be edited")
        rules = parser.add_mutually_exclusive_group()
        rules.add_argument("--published", action="store_true", help="the titles and rules in the database")
        rules.add_argument("--policies", type=Path, metavar="FILE", help="drafts, as --show-policies prints them")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            titles, policies = published() if options["published"] else SHIPPED
            if options["policies"]:
                policies = read_policies(_content(options["policies"]), levels={FOUNDATION, *titles.values()})
            if options["show_policies"]:
                told = shown(policies)
            else:
                told = answer(read(_content(options["file"]), titles=titles, policies=policies), policies)
        except Faulty as faulty:
            self.stderr.write(faulty.written())
            sys.exit(2)
        self._write(told)

    def _write(self, told: str) -> None:
        """Write it all; a reader that has seen enough is no fault."""
        try:
            self.stdout.write(told)
            self.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def published() -> Rules:
    """The titles and rules in the database (5 queries). Raises ``Faulty`` when it cannot be read."""
    try:
        with reading_only():
            return dict(Title.objects.values_list("code", "level__key")), selectors.policies()
    except DatabaseError as error:
        why = "The database of this portal cannot be read. Is it there, and brought to this version?"
        raise Faulty([Fault((), why)]) from error


@contextmanager
def reading_only() -> Iterator[None]:
    """A transaction in which nothing can be written."""
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if is_sqlite:
                cursor.execute("PRAGMA query_only = OFF")


def _content(file: Path | None) -> bytes:
    """The bytes of the file, or of standard input. Raises ``Faulty`` when they cannot be had."""
    try:
        return file.read_bytes() if file else sys.stdin.buffer.read()
    except OSError as error:
        raise Faulty([Fault((), f"{file or 'standard input'}: {error.strerror}.")]) from error
