"""Tables for spreadsheets: CSV in UTF-8, row by row, with nothing in it that a spreadsheet would carry out."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.http import StreamingHttpResponse

FORMULA: Final = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes a cell for a formula by."""


class _Line:
    """What ``csv`` writes a row to; hands it back."""

    def write(self, line: str) -> str:
        return line


def as_csv(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A header and rows, a piece each, none kept; begins with the mark by which spreadsheets know UTF-8.

    Text that would be taken for a formula gets an apostrophe before it; numbers and days stay as they are.
    """
    writer = csv.writer(_Line())
    yield BOM_UTF8
    for row in chain([header], rows):
        yield writer.writerow(_harmless(cell) for cell in row).encode()


def csv_file(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table to be kept under a name, sent while it is read."""
    answer = StreamingHttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell
