"""``scripts/bench verification``: the page of a number beside the same page without a look-up."""

import secrets
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from math import log
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches.portal import interval, portal, seconds, told

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
"""Up to as many as an argument says, or 100 000."""
ROUNDS: Final = 40
BATCH: Final = 5_000
AT: Final = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
DAY: Final = date(2026, 7, 1)


def _grow(begin: int, to: int) -> None:
    """Add certificates until there are so many, each with a member, a title, a cycle; every eighth title was lost."""
    from members.models import Certificate, Credential, Cycle, Member, Outcome, Title  # noqa: PLC0415
    from tests.factories.accounts import UserFactory  # noqa: PLC0415

    title, people = Title.objects.get(code="S-CISO"), type(UserFactory.build())
    for first in range(begin, to, BATCH):
        places = range(first, min(first + BATCH, to))
        users = people.objects.bulk_create(
            people(email=f"p{n}@people.example", given_name="Persoon", family_name=str(n)) for n in places
        )
        members = Member.objects.bulk_create(
            Member(user=user, number=100_000 + n, registered_on=DAY) for n, user in zip(places, users, strict=True)
        )
        held = Credential.objects.bulk_create(
            Credential(member=member, title=title, awarded_on=DAY, awarded_at=AT) for member in members
        )
        cycles = Cycle.objects.bulk_create(Cycle(credential=row, number=1, first_day=DAY) for row in held)
        Certificate.objects.bulk_create(
            Certificate(credential=row, cycle=cycle, name="Persoon", why="award", issued_on=DAY, issued_at=AT)
            for row, cycle in zip(held, cycles, strict=True)
        )
        Outcome.objects.bulk_create(
            Outcome(credential=row, kind="ended", ground="cancelled", effective_on=DAY, recorded_at=AT)
            for row in held[::8]
        )


def main(most: int) -> int:
    """Print the table."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        from common import references  # noqa: PLC0415
        from members.models import Certificate  # noqa: PLC0415
        from members.selectors import verifying  # noqa: PLC0415

        client, look_up = Client(), verifying.by_number

        def ask(number: str) -> Any:
            return client.get(f"/verify/{number}/")

        medians, sizes = {}, [size for size in SIZES if size <= most]
        for begin, size in zip((0, *sizes), sizes, strict=False):
            _grow(begin, size)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            low, high = (getattr(Certificate.objects, end)("pk").pk for end in ("earliest", "latest"))
            standing = Certificate.objects.filter(credential__outcomes=None)
            kept = look_up(standing.latest("pk").number)
            with_rows: list[float] = []
            without: list[float] = []
            alone: list[float] = []
            ask(standing.latest("pk").number)
            for _round in range(ROUNDS):
                number = standing.filter(pk__gte=low + secrets.randbelow(high - low)).earliest("pk").number
                with_rows.append(seconds(lambda number=number: ask(number)))  # type: ignore[misc]
                with mock.patch.object(
                    verifying, "by_number", lambda asked, kept=kept: kept and replace(kept, number=asked)
                ):
                    without.append(seconds(lambda number=number: ask(number)))  # type: ignore[misc]
                alone.append(seconds(lambda number=number: look_up(number)))  # type: ignore[misc]
            medians[size] = median(alone)
            print(
                f"{size:>8} certificates: page {median(with_rows) * 1000:6.2f} ms, look-up {medians[size] * 1000:5.2f}"
            )
            print(told("         the page beside itself without a look-up", with_rows, without))
            print("         its median lies between {:.2f} and {:.2f}".format(*interval(with_rows, without)))
        over = Certificate.objects.filter(credential__outcomes__isnull=False).earliest("pk").number
        for state, number in {"valid": kept.number if kept else "", "over": over, "unknown": references.new()}.items():
            with CaptureQueriesContext(connection) as queries:
                status = ask(number).status_code
            print(f"statements, {state}: {len(queries)} (status {status})")
        small, big = sizes[0], sizes[-1]
        if big > small:
            print(f"slope of the look-up: {log(medians[big] / medians[small]) / log(big / small):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
