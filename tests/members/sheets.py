"""Invented sheets for the tests of money documents; nobody in them exists."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from common import creditor_reference
from members.documents import (
    About,
    AccountEntry,
    AccountSheet,
    BilledTo,
    Credited,
    InvoiceLine,
    InvoiceSheet,
    Issuer,
    OpenItem,
)

ISSUER: Final = Issuer(
    name="SECO-Institute",
    address=("Voorbeeldkade 12", "1000 XX Utrecht", "The Netherlands"),
    registration_number="00000000",
    vat_number="NL000000000B00",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    help_email="help@seco-institute.example",
    help_phone="+31 00 000 0000",
)
NOOR: Final = About("Noor de Vries", "S-2026-00042")
AT_HOME: Final = BilledTo(name="Noor de Vries", address=("Lindelaan 8", "3500 AB Utrecht"), country="The Netherlands")
EMPLOYER: Final = BilledTo(
    name="Havenbedrijf Voorbeeld B.V.",
    attention="Accounts payable, to the attention of Ilse Bakker",
    address=("Gebouw De Wachter, 4e verdieping", "Postbus 1234", "Voorbeeldhaven 100", "3000 AA Rotterdam"),
    country="The Netherlands",
    vat_number="NL999999999B99",
    order_number="4500123456-A",
)
YEAR: Final = InvoiceLine("Membership from 1 July 2026 to 30 June 2027", Decimal("150.00"))
REASON: Final = "The membership ended before this year began."


def invoice(**changes: Any) -> InvoiceSheet:
    """An invoice of one line, VAT 0 %; what is given replaces the rest, and the sums follow the lines and the rate."""
    lines = changes.setdefault("lines", (YEAR,))
    rate = changes.setdefault("vat_rate", Decimal(0))
    total = sum((line.amount for line in lines), Decimal(0))
    net = (total * 100 / (100 + rate)).quantize(Decimal("0.01"))
    facts: dict[str, Any] = {
        "number": "2026-000123",
        "issued_on": date(2026, 5, 2),
        "due_on": date(2026, 7, 1),
        "issuer": ISSUER,
        "billed_to": AT_HOME,
        "member": NOOR,
        "net": net,
        "vat": total - net,
        "total": total,
        "reference": creditor_reference.make("2026000123"),
    }
    return InvoiceSheet(**(facts | changes))


def credit_note(**changes: Any) -> InvoiceSheet:
    """A credit note of the whole invoice."""
    credited = Credited(number="2026-000123", issued_on=date(2026, 5, 2), reason=REASON)
    facts = {"number": "C-2026-00007", "issued_on": date(2026, 8, 14), "due_on": None, "reference": ""}
    return invoice(**(facts | {"credited": credited} | changes))


def account(count: int = 3, **changes: Any) -> AccountSheet:
    """A statement of so many entries, each invoice of EUR 150.00 followed by its payment."""
    since = date(2016, 1, 1)
    entries, balance = [], Decimal(0)
    for number in range(count):
        charged, received = (Decimal(150), Decimal(0)) if number % 2 == 0 else (Decimal(0), Decimal(150))
        balance += charged - received
        entries.append(
            AccountEntry(
                on=since + timedelta(days=61 * number),
                text="Membership of one year" if charged else "Payment received, thank you",
                reference=f"Invoice 2016-{number // 2:06}" if charged else f"Bank statement {number}, line 3",
                charged=charged,
                received=received,
                balance=balance,
            )
        )
    facts: dict[str, Any] = {
        "issued_on": date(2026, 11, 30),
        "issuer": ISSUER,
        "member": NOOR,
        "address": ("Lindelaan 8", "3500 AB Utrecht", "The Netherlands"),
        "since": since,
        "until": date(2026, 10, 31),
        "opening": Decimal(0),
        "entries": tuple(entries),
        "closing": balance,
    }
    return AccountSheet(**(facts | changes))


def open_item(number: int = 123, due_on: date = date(2026, 7, 1), amount: Decimal = Decimal("150.00")) -> OpenItem:
    """An unpaid invoice."""
    reference = creditor_reference.make(f"2026{number:06}")
    return OpenItem(number=f"2026-{number:06}", due_on=due_on, reference=reference, amount=amount)
