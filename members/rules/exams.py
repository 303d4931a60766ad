"""Titles claimed after an exam: how a number is written, which days an exam can have been on, until when to object."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

EARLIEST: Final = date(2000, 1, 1)
"""No exam of the institute was before."""

OBJECTION: Final = timedelta(days=30)

NUMBER_LENGTH: Final = 40
_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9./_-]*")


def objection_until(refused_on: date) -> date:
    """The last day, inclusive, on which a refusal of that day can be objected to."""
    return refused_on + OBJECTION


def tidy_number(text: str) -> str:
    """A number as we keep it, however it was typed: capitals, no spaces, plain hyphens."""
    plain = unicodedata.normalize("NFKC", text)
    kept = ("-" if unicodedata.category(mark) == "Pd" else mark for mark in plain if not mark.isspace())
    return "".join(mark for mark in kept if unicodedata.category(mark) != "Cf").upper()


def is_number(text: str) -> bool:
    """Whether this can be an exam number, tidied."""
    return len(text) <= NUMBER_LENGTH and bool(_NUMBER.fullmatch(text)) and any(map(str.isdigit, text))
