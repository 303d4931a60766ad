"""``scripts/bench imports``: a register of 20 000 rows tried, brought in, tried again, and one credit corrected."""

import csv
import io
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from scripts.benches.portal import portal, seconds

ROWS: Final = 20_000
AT: Final = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def register_of(rows: int, **other: str) -> bytes:
    """An invented register: two titles for every third person; ``other`` replaces what the first row says."""
    out = io.StringIO()
    lines: list[dict[str, str]] = []
    person = 0
    while len(lines) < rows:
        person += 1
        for title in ("S-ISP", "S-CISO")[: 1 + (person % 3 == 0)]:
            day = date(2023, 7, 1) + timedelta(days=person % 1000)
            lines.append(
                {
                    "email": f"p{person}@voorbeeld.example",
                    "given_name": f"Persoon {person}",
                    "family_name": "van Verzonnen",
                    "registered_on": f"{day.replace(year=day.year - 6, day=1)}",
                    "address": f"Verzonnenstraat {person}",
                    "postal_code": "0000 AA",
                    "town": "Nergenshuizen",
                    "country": "Nederland",
                    "phone": "+31 00 000 0012",
                    "title": title,
                    "awarded_on": f"{day}",
                    "cycle_first_day": f"{day}",
                    "credits_year_1": "20",
                    "credits_year_2": "12.25" if day <= date(2025, 6, 1) else "",
                    "credits_year_3": "0" if day <= date(2024, 6, 1) else "",
                    "fees_paid_until": "2026-12-31",
                }
            )
    lines[0] |= other
    writer = csv.DictWriter(out, lines[0])
    writer.writeheader()
    writer.writerows(lines[:rows])
    return out.getvalue().encode()


def main() -> int:
    """Print the table."""
    with portal():
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        from members import imports, services  # noqa: PLC0415

        def measured(name: str, act: Any) -> None:
            began = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                took = seconds(act)
            own = time.process_time() - began
            print(f"{name:<32}{took:8.2f} s, {own:6.2f} s of them in Python{len(asked):8} statements")

        content = register_of(ROWS)
        print(f"{ROWS} rows, {len(content) / 1e6:.1f} MB, {connection.vendor}")
        measured("read", lambda: imports.read(content))
        measured("tried, everything new", lambda: services.try_out(content, at=AT))
        bring = {"file_name": "register.csv", "by": None, "at": AT}
        measured("brought in", lambda: services.bring_in(content, **bring))
        measured("the same file again", lambda: services.bring_in(content, **bring))
        corrected = register_of(ROWS, credits_year_1="21")
        measured("one credit corrected", lambda: services.bring_in(corrected, **bring))
        for rows in (2_000, 4_000):
            with CaptureQueriesContext(connection) as asked:
                services.try_out(register_of(rows), at=AT)
            print(f"statements of a trial of {rows} rows: {len(asked)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
