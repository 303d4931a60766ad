"""Members who owe something, made by the acts that would make them; nobody in here exists."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common.duties import perform
from members import services
from members.enums import RecheckWhy
from members.models import Allocation, BankLine, BankStatement, Invoice, InvoiceTerms, Member, Title
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

IBAN = "NL93DEMO0123456789"
EMPLOYER = {
    "name": "Voorbeeld & Zonen B.V.",
    "attention": "Crediteuren",
    "address": "Fabriekspad 2",
    "postal_code": "0000 BB",
    "town": "Nergenshuizen",
    "country": "Nederland",
    "order_number": "PO-17",
    "vat_number": "",
    "copy_to": "crediteuren@voorbeeld.example",
}


def moment(day: dt.date) -> dt.datetime:
    """A working hour of a day."""
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


def terms(**changes: Any) -> InvoiceTerms:
    """Terms in force for as long as anybody remembers."""
    facts = {
        "effective_on": dt.date(2016, 1, 1),
        "name": "SECO-Institute",
        "address": "Nergenslaan 1\n0000 AA Nergenshuizen",
        "registration": "00000000",
        "iban": IBAN,
    }
    return InvoiceTerms.objects.create(**(facts | changes))


def holder(*codes: str, on: dt.date, **member: Any) -> Member:
    """A member who was awarded these titles on a day; what they ask is billed."""
    if not InvoiceTerms.objects.exists():
        terms()
    clerk = UserFactory(roles=("back-office",))
    made: Member = MemberFactory(registered_on=on, **member)
    for code in codes:
        services.award(made, Title.objects.get(code=code), on=on, by=clerk, at=moment(on))
    return made


def pay(invoice: Invoice, *, on: dt.date, amount: Decimal | None = None, rest: Decimal = Decimal("0.00")) -> None:
    """Money for an invoice came in at the bank on a day; ``rest`` more than is used, known to be the member's."""
    used = amount or invoice.open
    statement = BankStatement.objects.create(
        iban=IBAN, file_name="s.xml", file_hash="0" * 64, entries=1, added=1, imported_at=moment(on)
    )
    line = BankLine.objects.create(
        statement=statement,
        position=1,
        fingerprint=f"{statement.pk:064}",
        amount=used + rest,
        rest=rest,
        booked_on=on,
        ledger_on=on,
        member=invoice.member,
    )
    Allocation.objects.create(
        line=line,
        use="invoice",
        invoice=invoice,
        amount=used,
        how="exact",
        booked_on=on,
        ledger_on=on,
        recorded_at=moment(on),
    )
    services.settle_invoices([invoice.pk], RecheckWhy.PAYMENT, at=moment(on))
    invoice.refresh_from_db()


def night(day: dt.date) -> None:
    """What the two duties of the money do in a night."""
    for name in ("members.years", "members.reminders"):
        perform(name, now=moment(day))
