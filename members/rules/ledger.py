"""The books: what every document books on which account, debit above zero and credit below. Pure.

Amounts are euros. Every document's entries come to nothing, so that all accounts together always do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from members.enums import Account, Use
from members.rules.membership import NOTHING

Balances = dict[Account, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is booked at once: ``name`` is what people find it by, ``member`` a number of the register, 0 for nobody's.

    ``about`` is what it is, for the words beside it (``bank_words.DOCUMENTS``), and ``detail`` what those name.
    """

    day: date
    name: str
    member: int = 0
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed(Document):
    """An invoice, or below zero a credit note; ``vat`` is what of the total is VAT."""

    total: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Banked(Document):
    """A bank line, below zero for money that left."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Document):
    """A use of a line's money, or with the opposite sign its undoing."""

    use: Use
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on one account: debit above zero, credit below."""

    document: Document
    account: Account
    amount: Decimal

    @property
    def debit(self) -> Decimal:
        """What is booked on the left."""
        return max(self.amount, NOTHING)

    @property
    def credit(self) -> Decimal:
        """What is booked on the right."""
        return max(-self.amount, NOTHING)


PLACE: Final = {Use.INVOICE: Account.DEBTORS, Use.LINE: Account.UNPLACED, Use.OTHER: Account.NOT_OURS}
"""Where money goes that is used; two lines set against each other stay among the money without a place."""


def entries(document: Document) -> list[Entry]:
    """What a document books; accounts on which it books nothing are left out."""
    match document:
        case Billed(total=total, vat=vat):
            booked = [(Account.DEBTORS, total), (Account.CONTRIBUTIONS, vat - total), (Account.VAT, -vat)]
        case Banked(amount=amount):
            booked = [(Account.BANK, amount), (Account.UNPLACED, -amount)]
        case Placed(amount=amount, use=use):
            booked = [(Account.UNPLACED, amount), (PLACE[use], -amount)]
        case _:
            raise TypeError(document)
    return [Entry(document, account, amount) for account, amount in booked if amount]


def sums(booked: Iterable[Entry]) -> Mapping[Account, tuple[Decimal, Decimal]]:
    """Debit and credit of every account that something was booked on."""
    found: dict[Account, tuple[Decimal, Decimal]] = defaultdict(lambda: (NOTHING, NOTHING))
    for entry in booked:
        debit, credit = found[entry.account]
        found[entry.account] = (debit + entry.debit, credit + entry.credit)
    return found


def balances(*, total: Decimal, vat: Decimal, bank: Decimal, uses: Mapping[Use, Decimal]) -> Balances:
    """The balance of every account, from what was billed, VAT in it, what the bank said, and how it was used."""
    return {
        Account.BANK: bank,
        Account.DEBTORS: total - uses.get(Use.INVOICE, NOTHING),
        Account.CONTRIBUTIONS: vat - total,
        Account.VAT: -vat,
        Account.UNPLACED: uses.get(Use.INVOICE, NOTHING) + uses.get(Use.OTHER, NOTHING) - bank,
        Account.NOT_OURS: -uses.get(Use.OTHER, NOTHING),
    }


@dataclass(frozen=True, slots=True)
class Balance:
    """What one account comes to where a period begins or ends: debit above zero, credit below."""

    document: Document
    account: Account
    amount: Decimal


def balance_sheet(document: Document, of: Balances) -> list[Balance]:
    """The balance of every account, also where it is nothing."""
    return [Balance(document, account, of[account]) for account in Account]


def carried(opening: Balances, booked: Iterable[Entry], closing: Balances) -> Iterator[Entry]:
    """Hand entries on, one by one, and write into ``closing`` what the accounts come to after the last."""
    closing.update(opening)
    for entry in booked:
        closing[entry.account] += entry.amount
        yield entry
