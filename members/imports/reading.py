"""A CSV file as rows of text, each with the line it begins on: whatever spreadsheet wrote it.

Read are UTF-8 and Windows-1252, commas, semicolons and tabs, headers in any case and order. The spreadsheet library
reads tables too, but knows no lines, and a cell may hold several.
"""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from common.errors import DomainError
from common.spreadsheets import FORMULA
from members.imports.columns import COLUMNS, Column

MOST_ROWS: Final = 50_000
DELIMITERS: Final = (",", ";", "\t")
WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets themselves begin."""
ENCODINGS: Final = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
CELL: Final = 10_000
"""Characters one cell may hold."""


class Unreadable(DomainError):  # noqa: N818  read aloud where it is raised
    """A file that is no table with the columns we need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the line of the file it begins on, and its cells by the name of their column."""

    line: int
    cells: Mapping[str, str]
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands in a file, how it was read, and which of its columns are not ours."""

    encoding: str
    delimiter: str
    columns: frozenset[str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes, columns: Sequence[Column] = COLUMNS, *, holds: str = "") -> Sheet:
    """The rows of a file of these columns. Raises ``Unreadable`` with a sentence that says what to mend.

    ``holds`` says what a row of it is, to whom wrote none.
    """
    known = frozenset(column.name for column in columns)
    encoding, text = _decoded(content)
    delimiter = _delimiter(text, known)
    lines = _records(text, delimiter)
    _line, header = next(lines, (1, []))
    names = [_name(cell) for cell in header]
    _require_columns(names, columns)
    rows: list[Row] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)d rows. Please divide it.") % {"most": MOST_ROWS})
        found = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name in known}
        rows.append(Row(line=line, cells=found, wide=len(cells) > len(names) and any(cells[len(names) :])))
    if not rows:
        raise Unreadable(holds or _("Below its header the file is empty. Write a row for each title of each person."))
    return Sheet(
        encoding=ENCODINGS[encoding],
        delimiter=delimiter,
        columns=known.intersection(names),
        ignored=tuple(cell.strip() for cell, name in zip(header, names, strict=True) if name and name not in known),
        rows=tuple(rows),
    )


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith(WORKBOOK):
        raise Unreadable(_("This is a workbook. In your spreadsheet, save it as “CSV UTF-8” and choose that file."))
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in content:
        raise Unreadable(_("This is no text in UTF-8 or Windows-1252. In your spreadsheet, save it as “CSV UTF-8”."))
    for encoding in ENCODINGS:
        try:
            return encoding, content.removeprefix(BOM_UTF8).decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("This is no text in UTF-8 or Windows-1252. In your spreadsheet, save it as “CSV UTF-8”."))


def _delimiter(text: str, known: frozenset[str]) -> str:
    """The sign between the cells: the one by which the first line has the most columns that we know."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    found = {sign: len(known & {_name(cell.strip('" \r')) for cell in first.split(sign)}) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: found[sign])


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on. Raises ``Unreadable`` where quotation marks do not match."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            told = _("Line %(line)d: a quotation mark is not closed, or stands inside a cell. Write it twice there.")
            raise Unreadable(told % {"line": line}) from None
        if any(len(cell) > CELL for cell in cells):
            told = _("Line %(line)d: a cell is longer than anything we keep. Is a quotation mark missing?")
            raise Unreadable(told % {"line": line})
        yield line, cells


def _name(cell: str) -> str:
    """The name of a column, whatever its case, and with spaces or hyphens for underscores."""
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _require_columns(names: list[str], columns: Sequence[Column]) -> None:
    if missing := [column.name for column in columns if column.needed and column.name not in names]:
        told = _("The first line must name the columns. These are missing: %(columns)s.")
        raise Unreadable(told % {"columns": ", ".join(missing)})
    known = {column.name for column in columns}
    if twice := [name for name, many in Counter(names).items() if many > 1 and name in known]:
        raise Unreadable(_("Two columns have one name: %(columns)s.") % {"columns": ", ".join(twice)})


def _plain(cell: str) -> str:
    """A cell without space around it, and without the apostrophe that keeps it from being taken for a formula."""
    text = cell.strip()
    return text[1:].strip() if text.startswith("'") and text[1:].lstrip().startswith(FORMULA) else text
