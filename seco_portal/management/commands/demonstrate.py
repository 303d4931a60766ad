"""``manage.py demonstrate``: bring in the invented people; ``--list`` prints how to sign in as each.

``--start`` is all that a demonstration needs before it is served, by one process.
"""

import os
import unicodedata
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from seco_portal import demonstration, demonstration_stages, moved_clock

NAME_COLUMNS: Final = 32


class Command(BaseCommand):
    help = (
        "Brings in invented people of every role (safe to repeat; not in production). "
        "Their one password is taken from SECO_DEMO_PASSWORD."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="only print the sign-in list, with the codes of now")
        parser.add_argument("--start", action="store_true", help="migrate first, and print the sign-in list at the end")
        parser.add_argument("--static", action="store_true", help="collect the static files first")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("SECO_DEMO_PASSWORD", "")
        try:
            demonstration.require_demonstration(password)
            if options["static"]:
                call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            if options["start"]:
                call_command("migrate", interactive=False, verbosity=0)
            if not options["list"]:
                demonstration.seed(password=password, at=timezone.now())
            if options["list"] or options["start"]:
                self._print_list(password)
            else:
                self.stdout.write(f"{len(demonstration.PEOPLE)} invented people are in.")
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _print_list(self, password: str) -> None:
        at = moved_clock.unmoved()  # as the devices of visitors see it
        rows = [
            (line.role, _shortened(line.name, NAME_COLUMNS), line.email, line.code)
            for line in demonstration.sign_ins(at=at)
        ]
        if not rows:
            raise CommandError("Nobody is in yet: run manage.py demonstrate first.")
        left = demonstration.seconds_left(at=at)
        table = [("Role", "Name", "E-mail address", "Code now"), *rows]
        widths = [max(_width(row[column]) for row in table) for column in range(4)]
        for row in table:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(f"\nPassword for everybody: {password}")
        self.stdout.write(f"Codes change every {demonstration.CODE_SECONDS} seconds; these have {left} seconds left.")
        if link := demonstration_stages.private_link(at=timezone.now()):
            self.stdout.write(f"\nSomebody named as a reference answers without an account, by a private link:\n{link}")


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _shortened(text: str, columns: int) -> str:
    """The text, or as much of it as fits into so many columns, with an ellipsis at the end."""
    if _width(text) <= columns:
        return text
    while _width(text) >= columns:
        text = text[:-1]
    return f"{text.rstrip()}…"
