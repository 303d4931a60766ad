"""An attendance list as rows: whatever meeting tool wrote it.

Read are UTF-8, UTF-16 and Windows-1252, commas, semicolons and tabs, and lists of several sections with text above
them. A line that cannot be read is told by its number; the others are read all the same.
"""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cpe.attendance import cells
from cpe.attendance.cells import Moment
from cpe.attendance.columns import known
from members.imports import Fault, Unreadable
from members.imports import cells as register
from members.imports.reading import WORKBOOK

DELIMITERS: Final = (",", ";", "\t")
MOST_ROWS: Final = 10_000
MOST_LINES: Final = 3
"""Lines of a file that one row may go over."""
LONGEST: Final = 200
"""Characters of a name or an address."""
NOBODY: Final = frozenset({"", "-", "–", "n/a", "na", "none", "null", "nvt", "n.v.t.", "unknown", "onbekend"})
"""What tools write where they know no address."""
ABSENT: Final = frozenset({"no", "nee", "false", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a row says: who, and when they came and left; without a time they were there from begin to end.

    ``seconds``: for how long, where the row says so and not when they left.
    """

    line: int
    name: str
    email: str = ""
    joined: Moment | None = None
    left: Moment | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a list says, and which lines of it cannot be read; ``absent``: how many rows say that somebody stayed away.

    ``timed``: whether it says when people were there.
    """

    encoding: str
    timed: bool
    rows: tuple[Row, ...]
    broken: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    absent: int = 0

    @property
    def many(self) -> int:
        """How many rows there are, those that cannot be read among them."""
        return len(self.rows) + len(self.broken) + self.absent


Line = tuple[int, list[str] | None]
"""The line of the file a row begins on, and its cells; none where quotation marks do not match."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A header, and the rows below it; ``columns``: what each cell of them is."""

    header: list[str]
    columns: Mapping[int, str]
    lines: Sequence[Line] = ()

    def has(self, *names: str) -> bool:
        """Whether one of its columns is one of these."""
        return any(name in self.columns.values() for name in names)

    @property
    def names_people(self) -> bool:
        """Whether it is a header at all."""
        return self.has("name", "given", "family", "email")

    @property
    def timed(self) -> bool:
        """Whether it says when people came and left."""
        return self.has("joined", "first") and self.has("left", "last", "duration")

    @property
    def half_timed(self) -> bool:
        """Whether it says anything of that."""
        return self.has("joined", "first", "left", "last", "duration")


def read(content: bytes) -> Sheet:
    """The rows of a list. Raises ``Unreadable`` with a sentence for a file that is none."""
    encoding, text = _decoded(content)
    sections = _sections(list(_records(text, _delimiter(text))))
    found = _Reader(timed=sections[0].timed)
    for section in sections:
        for line, given in section.lines:
            found.take(line, given, section)
    if not (found.rows or found.broken or found.absent):
        raise Unreadable(_("Below its header the list is empty. Choose one that names who was there."))
    left_alone = [cell.strip() for one in sections for place, cell in enumerate(one.header) if place not in one.columns]
    return Sheet(
        encoding=encoding,
        timed=found.timed,
        rows=tuple(found.rows),
        broken=tuple(found.broken),
        ignored=tuple(dict.fromkeys(cell for cell in left_alone if cell)),
        absent=found.absent,
    )


class _Reader:
    """Gathers the rows of a list, and what is wrong with some of its lines."""

    def __init__(self, *, timed: bool) -> None:
        self.timed = timed
        self.rows: list[Row] = []
        self.broken: list[Fault] = []
        self.absent = 0

    def take(self, line: int, given: list[str] | None, section: _Section) -> None:
        """Read one line. Raises ``Unreadable`` for more rows than we read at once."""
        if given is not None and not any(cell.strip() for cell in given):
            return
        if len(self.rows) + len(self.broken) == MOST_ROWS:
            raise Unreadable(_("The list has more than %(most)d rows. Please divide it.") % {"most": MOST_ROWS})
        if given is None:
            self._refuse(line, _("A quotation mark is not closed, or stands inside a cell."))
            return
        said: dict[str, str] = {}
        for place, name in section.columns.items():
            cell = _plain(given[place]) if place < len(given) else ""
            said[name] = said.get(name) or cell
        if said.get("attended", "").casefold() in ABSENT:
            self.absent += 1
            return
        self._take(line, said)

    def _take(self, line: int, said: Mapping[str, str]) -> None:
        name = said.get("name") or " ".join(part for part in (said.get("given"), said.get("family")) if part)
        try:
            email = _email(said.get("email", ""))
        except ValidationError as wrong:
            self._refuse(line, " ".join(wrong.messages))
            return
        if not (name or email):
            self._refuse(line, _("This line names nobody."))
        elif len(name) > LONGEST or not name.isprintable():
            self._refuse(line, _("This name is no text that we keep. Is a quotation mark missing?"))
        elif not self.timed:
            self.rows.append(Row(line=line, name=name, email=email))
        else:
            self._take_times(Row(line=line, name=name, email=email), said)

    def _take_times(self, row: Row, said: Mapping[str, str]) -> None:
        """The same row with its times; Teams sums up in one row what several say, and then the length is nearer."""
        summed = "first" in said
        texts = [said.get("first" if summed else "joined", ""), said.get("last" if summed else "left", "")]
        joined, left = (cells.moment(text) for text in texts)
        seconds = cells.length(said.get("duration", ""))
        told = ""
        if not texts[0]:
            told = _("It does not say when this person came.")
        elif joined is None:
            told = _("“%(text)s” is no time that we can read.") % {"text": texts[0][:60]}
        elif texts[1] and left is None:
            told = _("“%(text)s” is no time that we can read.") % {"text": texts[1][:60]}
        elif left is None and seconds is None:
            told = _("It does not say when this person left.")
        if told:
            self._refuse(row.line, told)
            return
        lasts = seconds if left is None or summed else None
        self.rows.append(Row(line=row.line, name=row.name, email=row.email, joined=joined, left=left, seconds=lasts))

    def _refuse(self, line: int, sentence: str) -> None:
        self.broken.append(Fault(line=line, column="", sentence=sentence))


def _email(text: str) -> str:
    if text.casefold() in NOBODY:
        return ""
    if len(text) > LONGEST:
        raise ValidationError(_("Write an address such as name@example.org."))
    return register.email(text)


def _decoded(content: bytes) -> tuple[str, str]:
    told = _("This is no text that we can read. In your spreadsheet, save it as “CSV UTF-8” and choose that file.")
    if content.startswith(WORKBOOK):
        raise Unreadable(_("This is a workbook. In your spreadsheet, save it as “CSV UTF-8” and choose that file."))
    for encoding, name in _encodings(content[:200]):
        try:
            text = content.removeprefix(BOM_UTF8).decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return name, text
    raise Unreadable(told)


def _encodings(first: bytes) -> tuple[tuple[str, str], ...]:
    """What a file that begins so may be written in: Teams and Webex write UTF-16, and not always say so."""
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return (("utf-16", "UTF-16"),)
    if b"\0" in first:
        little = first[1::2].count(0) >= first[::2].count(0)
        return (("utf-16-le" if little else "utf-16-be", "UTF-16"),)
    return (("utf-8", "UTF-8"), ("cp1252", "Windows-1252"))


def _delimiter(text: str) -> str:
    """The sign between the cells: the one by which a line has the most columns that we know."""
    lines = text.splitlines()[:200]

    def most(sign: str) -> int:
        return max((sum(bool(known(cell.strip('" '))) for cell in line.split(sign)) for line in lines), default=0)

    return max(DELIMITERS, key=most)


def _records(text: str, delimiter: str) -> Iterator[Line]:
    """Rows, each with the line it begins on. A quotation mark that is not closed breaks its own line alone."""
    lines = re.split(r"\r\n|\r|\n", text)
    at = 0
    while at < len(lines):
        for more in range(1, MOST_LINES + 1):
            cells_ = _cells("\n".join(lines[at : at + more]), delimiter)
            if cells_ is not None or at + more >= len(lines):
                break
        yield at + 1, cells_
        at += more if cells_ is not None else 1


def _cells(text: str, delimiter: str) -> list[str] | None:
    """One row; nothing where its quotation marks do not match."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) > 1:
        return None
    return rows[0] if rows else []


def _sections(lines: Sequence[Line]) -> list[_Section]:
    """The parts of a list that we read: all that say when people came and left, the exact ones where there are both.

    Raises ``Unreadable`` where no line names columns that we know, or those say for how long and not when.
    """
    headers = {place: section for place, (_line, given) in enumerate(lines) if (section := _header(given or []))}
    timed = [place for place, section in headers.items() if section.timed]
    chosen = [place for place in timed if headers[place].has("joined")] or timed
    if not headers:
        raise Unreadable(
            _("No line names the columns. Write name, email, joined and left above them, or take the tool's own list.")
        )
    if chosen:
        ends = [place for place, section in headers.items() if section.half_timed]
        return [replace(headers[place], lines=_below(lines, place, ends)) for place in chosen]
    first = min(headers)
    if headers[first].half_timed:
        raise Unreadable(
            _("The list does not say when each person came and left. Take the one that does, or leave all times out.")
        )
    return [replace(headers[first], lines=lines[first + 1 :])]


def _header(given: list[str]) -> _Section | None:
    """A line as a header, if it is one."""
    columns = {place: name for place, cell in enumerate(given) if (name := known(_plain(cell)))}
    section = _Section(given, columns)
    return section if section.names_people else None


def _below(lines: Sequence[Line], place: int, ends: Sequence[int]) -> Sequence[Line]:
    """The rows below a header; what stands alone above the next one is its title."""
    after = next((end for end in ends if end > place), None)
    if after is None:
        return lines[place + 1 :]
    last = after
    while last > place + 1 and not _said(lines[last - 1]):
        last -= 1
    return lines[place + 1 : last - 1 if last > place + 1 and _said(lines[last - 1]) == 1 else last]


def _said(line: Line) -> int:
    """How many cells of a line say something; a broken one says more than a title."""
    _number, given = line
    return MOST_LINES if given is None else sum(bool(cell.strip()) for cell in given)


def _plain(cell: str) -> str:
    """A cell without space around it, and without what keeps a spreadsheet from changing it (=\"…\" and ')."""
    text = cell.strip().strip("\ufeff\u200e\u200f").strip()
    if len(text) > 3 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return text[1:].strip() if text.startswith("'") else text
