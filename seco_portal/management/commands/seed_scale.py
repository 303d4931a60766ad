"""``manage.py seed_scale --members N``: many invented members, to measure the portal at a size."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from seco_portal import scale


class Command(BaseCommand):
    help = "Makes many invented members with titles, years, invoices and claims, for measuring; the same for one seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, required=True, help="how many to make")
        parser.add_argument("--claims-per-member", type=int, default=40, help="how many claims each has, on average")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other people")
        parser.add_argument("--force", default="", help=f"beside real people; the sentence is: {scale.SENTENCE}")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["members"] < 1 or options["claims_per_member"] < 0:
            raise CommandError("Name at least one member, and no fewer claims than none.")
        began, done = time.monotonic(), 0
        claims, seed = options["claims_per_member"], options["seed"]
        try:
            scale.require_nobody_real(forced=options["force"])
            for done in scale.seed(options["members"], claims_each=claims, seed=seed, at=timezone.now()):
                if options["verbosity"] > 1:
                    self.stdout.write(f"{done} members")
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} invented members are in, after {time.monotonic() - began:.1f} seconds.")
