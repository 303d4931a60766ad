"""What money documents show, as frozen sheets: facts of the day a document was issued, nothing looked up later.

Pure. Amounts are euros, days are calendar dates in Europe/Amsterdam. A sheet that does not add up is refused with
``ValueError``: no document leaves the house whose total is not the sum of its lines. Source: S0; decided.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common import creditor_reference
from members.rules.membership import NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Whose paper it is. ``address`` is up to six lines; without ``vat_number`` or ``bic`` those are not shown."""

    name: str
    address: tuple[str, ...]
    registration_number: str
    vat_number: str = ""
    iban: str
    bic: str = ""
    help_email: str
    help_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledTo:
    """Who pays: the member, or an employer with somebody to hand it to and an order number of its own."""

    name: str
    attention: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    vat_number: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The member whom a document is about: name as written by the person, and number in the register."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """What is paid for, and its amount with VAT."""

    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """The invoice that a credit note puts right, and why, as a sentence."""

    number: str
    issued_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSheet:
    """An invoice, or with ``credited`` a credit note, whose amounts are positive too.

    ``vat_rate`` is in per cent; ``vat_note`` says why there is none. ``paid`` is a sentence that stands in place of
    how to pay. ``due_on`` and ``reference`` (ISO 11649) are an invoice's.
    """

    number: str
    issued_on: date
    issuer: Issuer
    billed_to: BilledTo
    member: About
    lines: tuple[InvoiceLine, ...]
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    total: Decimal
    vat_note: str = ""
    due_on: date | None = None
    reference: str = ""
    credited: Credited | None = None
    paid: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.lines or sum(line.amount for line in self.lines) != self.total:
            raise ValueError("The lines do not add up to the total.")
        if self.net + self.vat != self.total or self.total < NOTHING:
            raise ValueError("Net amount and VAT do not add up to a total of at least 0.00.")
        if self.credited and (self.due_on or self.reference or self.paid):
            raise ValueError("Nobody pays a credit note.")
        if not self.credited and not (self.due_on and creditor_reference.is_whole(self.reference)):
            raise ValueError("An invoice says until when it is paid, and with which reference.")

    @property
    def to_pay(self) -> bool:
        """Whether the document asks for money, and so says how to pay."""
        return not self.credited and not self.paid and self.total > NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """A line of the account: ``charged`` raises what is owed, ``received`` lowers it; a credit note is received."""

    on: date
    text: str
    reference: str = ""
    charged: Decimal = NOTHING
    received: Decimal = NOTHING
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What is left to pay of an invoice, until when, and the reference (ISO 11649) to quote."""

    number: str
    due_on: date
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSheet:
    """A statement of account of the days ``since`` to ``until``, both included.

    Balances are what the member owes; below zero it is owed to the member. ``still_open`` is what is unpaid on the
    day of issue.
    """

    issued_on: date
    issuer: Issuer
    member: About
    address: tuple[str, ...] = ()
    since: date
    until: date
    opening: Decimal
    entries: tuple[AccountEntry, ...]
    closing: Decimal
    still_open: tuple[OpenItem, ...] = ()
    language: str = "en"

    def __post_init__(self) -> None:
        balance = self.opening
        for entry in self.entries:
            balance += entry.charged - entry.received
            if entry.balance != balance or not self.since <= entry.on <= self.until:
                raise ValueError("An entry's balance or day does not follow from those before.")
        if balance != self.closing:
            raise ValueError("The entries do not lead from the opening to the closing balance.")

    @property
    def charged(self) -> Decimal:
        """All that was charged in these days."""
        return sum((entry.charged for entry in self.entries), NOTHING)

    @property
    def received(self) -> Decimal:
        """All that was received in these days."""
        return sum((entry.received for entry in self.entries), NOTHING)
