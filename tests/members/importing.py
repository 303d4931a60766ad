"""Files of an invented register, as tests write them."""

import csv
import datetime as dt
import io
from typing import Any, Final

from members import services
from members.imports import COLUMNS
from members.models import RegisterImport

AT: Final = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
TODAY: Final = AT.date()

ADA: Final = {
    "email": "ada@voorbeeld.example",
    "given_name": "Ada",
    "family_name": "van Verzonnen",
    "registered_on": "2015-07-01",
    "title": "S-ISP",
    "awarded_on": "2015-07-01",
    "cycle_first_day": "2024-07-01",
    "credits_year_1": "20",
    "credits_year_2": "15",
    "fees_paid_until": "2026-06-30",
}
"""The imported member of the golden case: cycle 4 runs until 30 June 2027, 35 credits, fees paid until 30 June 2026."""

BEN: Final = {
    **ADA,
    "email": "ben@voorbeeld.example",
    "given_name": "Ben",
    "family_name": "Bedacht",
    "title": "S-CISO",
    "awarded_on": "2023-08-15",
    "registered_on": "2023-08-15",
    "cycle_first_day": "2023-08-15",
    "credits_year_1": "40",
    "credits_year_2": "38.25",
    "credits_year_3": "12",
    "fees_paid_until": "2026-08-14",
}

NAMES: Final = tuple(column.name for column in COLUMNS)


def row(base: dict[str, str] = ADA, **other: Any) -> dict[str, str]:
    """A row like another one, but for what is said."""
    return {**base, **{name: str(value) for name, value in other.items()}}


def table(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8", header: Any = NAMES) -> bytes:
    """A file of these rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def bring(*rows: dict[str, str], at: dt.datetime = AT, by: Any = None) -> RegisterImport | None:
    """Bring these rows in."""
    return services.bring_in(table(*rows), file_name="register.csv", by=by, at=at)
