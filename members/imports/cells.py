"""Cells as values: each read by what its column is, with a sentence for what cannot be.

Names, addresses and telephone numbers are tidied as the portal's own forms tidy them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from members.imports.columns import COLUMNS, CONTACT, NAMES, YEARS_OF_CREDITS, Column
from members.imports.reading import Row
from members.models import Member
from members.rules import imports as rules

HIGHEST_NUMBER: Final = 999_999_999

Readers = Mapping[str, Callable[[str], Any]]
"""Column → how its cells are read; each raises ``ValidationError`` with a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """What is to be mended: on which line, in which column (none: the row as a whole), said in a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a row says, by column; a cell that could not be read is left out."""

    line: int
    values: Mapping[str, Any]

    def says(self, *columns: str) -> bool:
        """Whether all of these could be read."""
        return all(column in self.values for column in columns)


def read_row(
    row: Row, given: frozenset[str], columns: Sequence[Column] = COLUMNS, readers: Readers | None = None
) -> tuple[Said, list[Fault]]:
    """What a row says of the columns the file has, and what is wrong with it."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in columns:
        name = column.name
        try:
            values[name] = _value(column, row.cells.get(name, ""), readers or _READ, given=name in given)
        except ValidationError as error:
            faults.append(Fault(line=row.line, column=name, sentence=" ".join(error.messages)))
    if row.wide:
        told = _("This row has more cells than the header has columns. Put cells that hold a comma in quotation marks.")
        faults.append(Fault(line=row.line, column="", sentence=told))
    return Said(line=row.line, values=values), faults


def _value(column: Column, text: str, readers: Readers, *, given: bool) -> Any:
    """A cell as a value; ``None`` for a column that the file leaves out, and for what is empty and may be so."""
    value = readers[column.name](text) if text else None
    if value in {None, ""} and column.filled:
        raise ValidationError(_("Please fill this in."))
    return value if value is not None or column.name != "family_name" or not given else ""


def email(text: str) -> str:
    """An address, in small letters."""
    try:
        return str(_field("email").clean(text)).lower()
    except ValidationError:
        raise ValidationError(_("Write an address such as name@example.org.")) from None


def _language(text: str) -> str:
    code = text.lower()
    if len(code) != 2 or code not in LANG_INFO:
        raise ValidationError(_("Write the language as two letters, such as en or nl, or leave it empty."))
    return code


def whole(text: str, most: int) -> int | None:
    """A number written in digits, from 1 to the most it can be."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else 0
    return number if 1 <= number <= most else None


def _member_number(text: str) -> int:
    number = whole(text, HIGHEST_NUMBER)
    if number is None:
        raise ValidationError(_("Write a member number in digits, such as 4711, or leave it empty for the next one."))
    return number


def _cycle_number(text: str) -> int:
    number = whole(text, rules.MOST_CYCLES)
    if number is None:
        raise ValidationError(_("Write which cycle it is as a number from 1 on, or leave it empty."))
    return number


def day(text: str) -> date:
    """A day of the years since there are titles."""
    found = rules.read_day(text)
    if found is None:
        raise ValidationError(_("Write the day as 2024-07-01 or 01-07-2024, with hyphens and four digits of the year."))
    if found < rules.EARLIEST:
        raise ValidationError(_("This day lies before 1980. Please look it up."))
    return found


def credits(text: str) -> int:  # noqa: A001  the word of the trade
    """Credits, as quarters."""
    quarters = rules.read_credits(text)
    if quarters is None:
        raise ValidationError(_("Write credits in quarters, such as 6 or 1.25, and at most 1000."))
    return quarters


def _code(text: str) -> str:
    return text.upper()


@cache
def _field(name: str) -> Any:
    """The form field by which the portal tidies such a text."""
    model: Any = Member if name in CONTACT else User
    return model._meta.get_field(name).formfield(required=False)


def _tidied(name: str) -> Callable[[str], str]:
    return lambda text: str(_field(name).clean(text))


def _readers() -> Iterator[tuple[str, Callable[[str], Any]]]:
    yield "email", email
    yield "language", _language
    yield "member_number", _member_number
    yield "cycle_number", _cycle_number
    yield "title", _code
    for name in (*NAMES, *CONTACT):
        yield name, _tidied(name)
    for name in ("registered_on", "awarded_on", "cycle_first_day", "fees_paid_until"):
        yield name, day
    for name in YEARS_OF_CREDITS:
        yield name, credits


_READ: Final[Readers] = dict(_readers())
