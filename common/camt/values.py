"""Single values of a statement, as banks write them: texts, amounts, days, account numbers."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from stdnum import iban as ibans

from common.calendar import HERE
from common.camt.facts import TEXT_LENGTH

BIGGEST: Final = Decimal(10_000_000_000)
"""An amount or balance as large as this, in any currency, is a mistake."""
YEARS: Final = range(1990, 2101)
NONE_AT_ALL: Final = frozenset({"NOTPROVIDED", "NONREF", "NOREF", "NOTAVAILABLE", "NONE", "NA", "NULL", "UNKNOWN"})
"""What banks write, letters only, where there is nothing to write."""

_AMOUNT: Final = re.compile(r"\+?(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def tidy(text: str, length: int = TEXT_LENGTH) -> str:
    """A text on one line, single spaces between its words, of at most so many characters."""
    return " ".join(text.split())[:length].rstrip()


def identifier(text: str) -> str:
    """A reference as the bank gave it; empty when it is only a word for none, or only zeros and signs."""
    found = tidy(text)
    letters = "".join(char for char in found if char.isalnum()).upper()
    return "" if letters in NONE_AT_ALL or not letters.strip("0") else found


def account_number(text: str) -> str:
    """An IBAN without spaces, in capitals; not judged."""
    return "".join(text.split()).upper()[:TEXT_LENGTH]


def is_iban(number: str) -> bool:
    """Whether country, length and check digits fit."""
    return number.isascii() and bool(ibans.is_valid(number))


def amount(text: str) -> Decimal | None:
    """An amount without sign, to the cent; ``None`` for what is none, has parts of a cent, or is absurd."""
    found = _AMOUNT.fullmatch(text.strip()[:40])
    if found is None or len((found[2] or "").rstrip("0")) > 2:
        return None
    value = Decimal(f"{found[1] or 0}.{(found[2] or '')[:2]:0<2}")
    return value if value < BIGGEST else None


def day(text: str) -> date | None:
    """The day a text names; a moment with a time zone is the day it falls on in Amsterdam. ``None`` for none."""
    text = text.strip()
    try:
        plain = _DAY.fullmatch(text)
        found = date.fromisoformat(plain[1]) if plain else _local(datetime.fromisoformat(text)).date()
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def moment(text: str) -> datetime | None:
    """The moment a text names, taken as Amsterdam's time when it does not say; ``None`` for none."""
    try:
        found = _local(datetime.fromisoformat(text.strip())).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def number(text: str) -> int | None:
    """A whole number of up to 18 digits, else ``None``."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _local(found: datetime) -> datetime:
    return found.astimezone(HERE) if found.tzinfo else found.replace(tzinfo=HERE)
