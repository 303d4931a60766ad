"""Files of invented earlier claims, as tests write them."""

import csv
import datetime as dt
import io
from typing import Any, Final

from cpe import services
from cpe.imports import COLUMNS
from cpe.models import ClaimImport

AT: Final = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
TODAY: Final = AT.date()
NAMES: Final = tuple(column.name for column in COLUMNS)


def row(member: Any, **other: Any) -> dict[str, str]:
    """Six hours of a course of this member, accepted when they were reported, but for what is said."""
    said = {
        "member_number": member.number,
        "activity": "other-course",
        "completed_on": "2026-02-10",
        "reported_on": "2026-02-12",
        "amount": "6",
        **other,
    }
    return {name: str(value) for name, value in said.items()}


def table(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8", header: Any = NAMES) -> bytes:
    """A file of these rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def tried(*rows: dict[str, str], at: dt.datetime = AT, by: Any = None) -> Any:
    """What these rows would make of the ledger."""
    return services.try_claims(table(*rows), by=by, at=at)[1]


def bring(*rows: dict[str, str], at: dt.datetime = AT, by: Any = None, content: bytes = b"") -> ClaimImport | None:
    """Bring these rows in, warnings read."""
    content = content or table(*rows)
    warned = services.try_claims(content, by=by, at=at)[1].warned
    return services.bring_claims_in(content, file_name="claims.csv", warned=warned, by=by, at=at)


def faults(*rows: dict[str, str], **other: Any) -> list[tuple[int, str, str]]:
    """What is to be mended in these rows."""
    return [(fault.line, fault.column, fault.sentence) for fault in tried(*rows, **other).faults]
