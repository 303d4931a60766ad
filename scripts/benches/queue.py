"""``scripts/bench queue``: the list of applications from 1 000 to 100 000 of them, its first page and its deepest."""

import sys
from datetime import UTC, date, datetime, timedelta
from math import log
from statistics import median
from typing import Any, Final

from scripts.benches.portal import portal, seconds, told

SIZES: Final = (1_000, 10_000, 100_000)
PAGES: Final = (25, 50, 250)
ROUNDS: Final = 25
LIST: Final = "/office/applications/application/"
AT: Final = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def _grow(to: int) -> None:
    """Add applications until there are so many: nine in ten open, every tenth of those with a question."""
    from applications.models import Application, Question  # noqa: PLC0415
    from members.models import Title  # noqa: PLC0415
    from tests.factories.accounts import UserFactory  # noqa: PLC0415

    title, handler = Title.objects.get(code="S-CISO"), UserFactory(roles=("back-office",))
    begin = Application.objects.count()
    people = type(handler).objects.bulk_create(
        [
            type(handler)(email=f"p{n}@people.example", given_name="Persoon", family_name=f"{n}")
            for n in range(begin, to)
        ],
        batch_size=2000,
    )
    rows = [
        Application(
            person=person,
            title=title,
            handler=handler if n % 3 else None,
            started_at=AT,
            changed_at=AT,
            submitted_at=AT - timedelta(minutes=n),
            given_name="Persoon",
            family_name=f"{n}",
            form_sha256="0" * 64,
            signed_how="portal",
            first_due_on=date(2026, 8, 3),
            **_stands(n),
        )
        for n, person in enumerate(people, begin)
    ]
    Application.objects.bulk_create(rows, batch_size=2000)
    Question.objects.bulk_create(
        [
            Question(application=row, kind="information", stage="screening", text="What?", asked_at=AT)
            for row in rows
            if row.state == "information"
        ],
        batch_size=2000,
    )


def _stands(n: int) -> dict[str, Any]:
    if n % 10 == 0:
        return {"state": "withdrawn", "withdrawn_at": AT}
    if n % 10 == 1:
        return {"state": "information", "screening_at": AT}
    due = date(2026, 8, 3) + timedelta(days=n * 7 % 365)
    return {"state": "screening", "screening_at": AT, "due_on": due}


def main() -> int:
    """Print the table."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        from applications.admin.intake import ApplicationAdmin  # noqa: PLC0415
        from common.office import AT_MOST  # noqa: PLC0415
        from tests.factories.accounts import with_app  # noqa: PLC0415
        from tests.people import person, signed_in  # noqa: PLC0415

        client = signed_in(with_app(person("Bench", "back-office")))

        def look(page: int = 1) -> None:
            assert client.get(f"{LIST}?p={page}").status_code == 200  # noqa: S101

        first: dict[int, list[float]] = {}
        deep: list[float] = []
        for size in SIZES:
            _grow(size)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            per_page = ApplicationAdmin.list_per_page
            last = min(size, AT_MOST) // per_page
            look(), look(last)
            first[size], deep = [], []
            for _round in range(ROUNDS):
                first[size].append(seconds(look))
                deep.append(seconds(lambda last=last: look(last)))  # type: ignore[misc]
            print(f"{size:>7} applications, first page {median(first[size]) * 1000:7.1f} ms")
            print(told(f"        page {last} of {last} beside the first", deep, first[size]))
        asked = {}
        for per_page in PAGES:
            ApplicationAdmin.list_per_page = per_page
            with CaptureQueriesContext(connection) as queries:
                look()
            asked[per_page] = len(queries)
        print("statements for " + ", ".join(f"{rows} rows: {count}" for rows, count in asked.items()))
        small, big = median(first[SIZES[0]]), median(first[SIZES[-1]])
        slope = log(big / small) / log(SIZES[-1] / SIZES[0])
        print(f"slope of the first page from {SIZES[0]} to {SIZES[-1]}: {slope:.3f}")
        assert len(set(asked.values())) == 1  # noqa: S101
    return 0


if __name__ == "__main__":
    sys.exit(main())
