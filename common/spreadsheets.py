"""Tables for spreadsheets: CSV in UTF-8, row by row, with nothing in it that a spreadsheet would carry out.

Source: OWASP, “CSV injection”: what begins as a formula does gets an apostrophe, also inside a text, after whatever
some spreadsheet splits cells or rows at: many split at semicolons, and then know nothing of our quotes. Telephone
numbers are written otherwise instead, as they can be dialled then: ``+31 20 …`` as ``00 31 20 …``.
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.http import StreamingHttpResponse

FORMULA: Final = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes a cell for a formula by."""
SPLITS: Final = ";,|\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What some spreadsheet, or whoever chooses in one, splits cells or rows at."""
BEGINS: Final = re.compile(rf'^(?= *[\t\r])|(?:^|[{SPLITS}])(?=[ "]*[{re.escape("".join(FORMULA))}])')
"""A place after which a formula could begin. A tab or a return at the very beginning is passed over by some."""
TELEPHONE: Final = re.compile(
    r" *\+ *(?P<number>(?:[ ().,/-]*[0-9]){7,15}\)?(?: ?(?:ext\.?|x|#) ?[0-9]+)?)", re.ASCII | re.IGNORECASE
)
"""An international number: once its plus is ``00`` it begins as no formula does, and with a space after that it is no
amount either, whose noughts would go."""


class _Line:
    """What ``csv`` writes a row to; hands it back."""

    def write(self, line: str) -> str:
        return line


def as_csv(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A header and rows, a piece each, none kept; begins with the mark by which spreadsheets know UTF-8.

    Text that would be taken for a formula, whole or in part, gets an apostrophe before that, telephone numbers ``00``
    for their plus; numbers and days stay as they are.
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
    if not isinstance(cell, str):
        return cell
    telephone = TELEPHONE.fullmatch(cell)
    return f"00 {telephone['number'].strip()}" if telephone else BEGINS.sub(r"\g<0>'", cell)
