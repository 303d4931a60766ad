"""What a number on a certificate says to everybody, on a day and by what was known at a moment; and names as typed.

Pure. A title is shown with its holder's name while it stands, and without name or reason once it does not: also for a
past day on which it still did, so that nobody reads a name back by asking about yesterday.
Source: S0, S1; decided.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from common import references
from common.calendar import DAY, local_day
from members.enums import StandingValue
from members.rules.standing import CredentialFact, OutcomeFact, Standing, standing

_BEFORE: Final = re.compile(r"\s*(?:n[or]\s*[.:]|#)\s*", re.IGNORECASE | re.ASCII)
"""“No.”, “Nr.” or “#”; without its full stop, NO and NR may be the beginning of a number."""
_AROUND: Final = " \t\r\n.,;:()[]\"'“”„‟‘’‚‹›«»`´"
"""What a sentence puts around a number; none of it is in one."""
SYMBOLS: Final = 13
"""Characters of a number without its hyphens: 60 bits, and the check character."""


class NumberFault(StrEnum):
    """Why something typed cannot be a number of ours."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    SHORT = "short"
    LONG = "long"
    CHECK = "check"


class Said(StrEnum):
    """What is said of a title on a day."""

    VALID = "valid"
    RENEWING = "renewing"
    NOT_VALID = "not-valid"
    NOT_YET = "not-yet"

    @property
    def stands(self) -> bool:
        """Whether the title may be used."""
        return self in {Said.VALID, Said.RENEWING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the register holds behind a number: the title, and the certificate that is current today.

    ``own_name`` is the name on the certificate of the number itself, which nobody outside is told.
    """

    number: str
    current: str
    name: str
    own_name: str
    code: str
    title: str
    level: str
    track: str
    fact: CredentialFact
    outcomes: tuple[OutcomeFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for the day ``on``, known at ``known_at``.

    ``since`` and ``since_today``: the first day of the time without a break in which it is not valid, on the day asked
    for and today. ``name``, ``first`` and ``until`` (of the cycle the day stands in) are there only while the title
    stands on both; one without cycles is ``endless`` and has no ``until``, unless an ending is announced.
    ``renamed``: whether the certificate of the number has another name than the current one, where that is shown.
    ``renewal_until``: the last day to report and pay, while it lies ahead of a title whose cycle is over.
    """

    number: str
    current: str
    code: str
    title: str
    level: str
    track: str
    on: date
    known_at: datetime
    said: Said
    today: Said
    awarded_on: date
    since: date | None = None
    since_today: date | None = None
    name: str = ""
    renamed: bool = False
    first: date | None = None
    until: date | None = None
    renewal_until: date | None = None
    endless: bool = False

    @property
    def asked_on(self) -> date:
        """The day of the asking, here."""
        return local_day(self.known_at)

    @property
    def is_today(self) -> bool:
        """Whether the day asked for is that of the asking."""
        return self.on == self.asked_on

    @property
    def replaced(self) -> bool:
        """Whether a newer certificate took the place of the one with this number."""
        return self.number != self.current


def plain(typed: str) -> str:
    """What was typed as a number, without the address it may stand in, which is the text of a QR code, and without the
    word before it, without the quotation marks, parentheses and stops around it; characters of other widths become
    ours."""
    inside = unicodedata.normalize("NFKC", typed.replace("№", "#")).strip(_AROUND).partition("?")[0].rstrip("/")
    return _BEFORE.sub("", inside.rpartition("/")[2].strip(_AROUND), count=1).strip(_AROUND)


def fault_of(typed: str) -> tuple[NumberFault, str] | None:
    """Why this cannot be a number of ours, however it is spaced, and what shows it; ``None`` for one that can be.

    Spaces, hyphens, case and look-alikes (O for 0, I and L for 1) do not matter.
    """
    symbols = references.tidy(typed).replace("-", "")
    foreign = next((symbol for symbol in symbols if symbol not in references.ALPHABET), "")
    if not symbols:
        return NumberFault.EMPTY, ""
    if foreign:
        return NumberFault.FOREIGN, foreign
    if len(symbols) != SYMBOLS:
        return (NumberFault.SHORT if len(symbols) < SYMBOLS else NumberFault.LONG), str(len(symbols))
    return None if references.is_whole(symbols) else (NumberFault.CHECK, "")


def answer(found: Found, on: date, known_at: datetime) -> Answer:
    """What is said of a title on a day, by what was known at a moment that does not lie before the day."""
    on_day = standing(found.fact, found.outcomes, on, known_at)
    today = standing(found.fact, found.outcomes, local_day(known_at), known_at)
    said, now = (Said(stood.public) if stood else Said.NOT_YET for stood in (on_day, today))
    shown = now.stands and said.stands
    cycle = on_day.cycle if on_day else None
    begun = cycle.first if cycle else found.fact.awarded_on
    return Answer(
        number=found.number,
        current=found.current,
        code=found.code,
        title=found.title,
        level=found.level,
        track=found.track,
        on=on,
        known_at=known_at,
        said=said,
        today=now,
        awarded_on=found.fact.awarded_on,
        since=on_day.over_since if on_day else None,
        since_today=today.over_since if today else None,
        name=found.name if shown else "",
        renamed=shown and found.own_name != found.name,
        first=begun if shown else None,
        until=on_day.last_valid_day if shown and on_day else None,
        renewal_until=_renewal_until(on_day) if shown and on_day else None,
        endless=found.fact.first_cycle is None,
    )


def _renewal_until(stood: Standing) -> date | None:
    """The last day to report and pay while it lies ahead; none where the end is announced, whatever is reported."""
    if stood.value is not StandingValue.GRACE or stood.last_day is None or stood.announced:
        return None
    return min(stood.last_day, stood.ends_on - DAY) if stood.ends_on else stood.last_day


# Names ------------------------------------------------------------------------------------------------

_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n", "ŧ": "t"}
)
"""Letters that are written without their stroke where a keyboard has none, and that no table of accents knows."""
_MARKS: Final = (range(0x300, 0x370), range(0x591, 0x5C8), range(0x64B, 0x660), range(0x670, 0x671))
"""Accents of Latin, Greek and Cyrillic letters, and the vowel signs that Hebrew and Arabic may leave out.

Those of other scripts make another letter, and count.
"""
_BETWEEN: Final = "'’ʼʻ`´.·,،、・ـ"
"""Marks within a name that many leave out, as in D'Angelo, O’Neill and St. John, and what only makes it longer."""


def matches(typed: str, name: str) -> bool:
    """Whether a name as typed is the one on a certificate: every word of it, and no other.

    Case, accents, spaces, hyphens, apostrophes and full stops do not matter. The order of the words does, for Paul
    Simon is not Simon Paul; only a comma turns it round, as lists write it: ``Vries, Noor de``.
    """
    before, _comma, after = typed.partition(",")
    wanted = _folded(name)
    return bool(wanted) and wanted in {_folded(typed), _folded(after) + _folded(before)}


def _folded(text: str) -> str:
    """The letters that count, without what is between them."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (char for char in parts.translate(_LETTERS) if not _is_left_out(char))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_left_out(char: str) -> bool:
    between = char.isspace() or char in _BETWEEN or unicodedata.category(char) in {"Pd", "Cf", "Cc"}
    return between or any(ord(char) in marks for marks in _MARKS)
