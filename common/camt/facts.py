"""What a bank statement says, and what is wrong with one: frozen facts, amounts as signed ``Decimal``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

TEXT_LENGTH: Final = 140
"""No name and no reference of ours is longer; ISO 20022 allows none that is, and what is longer is cut."""
REMITTANCE_LENGTH: Final = 10_000


class FaultCode(StrEnum):
    """What can be wrong with a file, a statement or an entry."""

    EMPTY = "empty"
    NOT_XML = "not-xml"
    NOT_STATEMENTS = "not-statements"
    OLD_VERSION = "old-version"
    DOCUMENT_TYPE = "document-type"
    ENCODING = "encoding"
    UNKNOWN_ENCODING = "unknown-encoding"
    BROKEN = "broken"
    TRUNCATED = "truncated"
    TOO_DEEP = "too-deep"
    TOO_LARGE = "too-large"
    TOO_MANY_LINES = "too-many-lines"
    ZIP_BROKEN = "zip-broken"
    ZIP_EMPTY = "zip-empty"
    ZIP_ENCRYPTED = "zip-encrypted"
    ZIP_IN_ZIP = "zip-in-zip"
    ZIP_TOO_MANY = "zip-too-many"
    ZIP_BOMB = "zip-bomb"
    NO_STATEMENT = "no-statement"
    NO_IBAN = "no-iban"
    OTHER_ACCOUNT = "other-account"
    BAD_IBAN = "bad-iban"
    NO_STATUS = "no-status"
    UNKNOWN_STATUS = "unknown-status"
    NO_AMOUNT = "no-amount"
    BAD_AMOUNT = "bad-amount"
    NO_CURRENCY = "no-currency"
    OTHER_CURRENCY = "other-currency"
    NO_SIGN = "no-sign"
    UNKNOWN_SIGN = "unknown-sign"
    BAD_REVERSAL = "bad-reversal"
    NO_BOOKING_DAY = "no-booking-day"
    BAD_DAY = "bad-day"
    PART_WITHOUT_AMOUNT = "part-without-amount"
    PARTS_DIFFER = "parts-differ"
    BALANCES_DIFFER = "balances-differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong, and where.

    ``file`` is empty for a file that came alone, ``statement`` is the bank's number of it, or its place. ``entry``
    counts from 1 within the statement, 0 when no entry is meant; ``facts`` are what its sentence needs.
    """

    code: FaultCode
    file: str = ""
    statement: str = ""
    entry: int = 0
    reference: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the account held on a day; negative when overdrawn."""

    amount: Decimal
    currency: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An entry that is not booked: expected, or for information only. Nothing else about it is judged."""

    entry: int
    status: str
    amount: Decimal | None
    bank_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One booking, or one part of a batch that was booked as one.

    ``position`` counts from 1 through the statement's lines, ``entry`` through its entries, ``part`` through the
    parts of an entry; ``ordinal`` counts from 0 the lines of the statement that cannot be told apart otherwise.
    ``amount`` is negative for money that left. Ids a bank fills with words for "none" are empty.
    """

    position: int
    entry: int
    part: int
    amount: Decimal
    currency: str
    booked_on: date
    value_on: date | None
    reversal: bool
    bank_reference: str = ""
    end_to_end: str = ""
    transactions: tuple[str, ...] = ()
    name: str = ""
    iban: str = ""
    bic: str = ""
    remittance: str = ""
    references: tuple[str, ...] = ()
    batch: str = ""
    description: str = ""
    ordinal: int = 0

    def identity(self) -> tuple[str, ...]:
        """What tells this booking from others of its account: the bank's own reference, else all it says."""
        told = (self.booked_on.isoformat(), f"{self.amount:.2f}")
        if self.bank_reference:
            return ("reference", self.bank_reference, str(self.part), *told)
        mark = "reversal" if self.reversal else "booking"
        return ("content", *told, mark, self.end_to_end, self.iban, self.name, self.remittance, *self.references)

    def fingerprint(self, iban: str) -> str:
        """64 hexadecimal digits, the same whenever this booking of that account comes again, in whatever file."""
        return _digest((iban, *self.identity(), str(self.ordinal)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of one account; ``ident`` and ``sequence`` are the bank's, ``iban`` is as it stands there.

    ``lines`` hold only entries without a fault, so they are for use when the reading has none.
    """

    file: str
    iban: str
    currency: str
    ident: str
    sequence: int | None
    created_at: datetime | None
    opening: Balance | None
    closing: Balance | None
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All statements that were found, and every fault; with faults it is better to use none of them."""

    statements: tuple[Statement, ...] = ()
    faults: tuple[Fault, ...] = ()


def _digest(parts: Iterable[str]) -> str:
    """A hash over texts, each with its length before it, so that no two rows of texts run into one another."""
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
