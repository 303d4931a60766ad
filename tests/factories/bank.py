"""What an invented bank said, and how its money is used."""

import datetime as dt
from decimal import Decimal

import factory

from members.models import Allocation, BankLine, BankStatement, BookClosing, Proposal
from tests.factories.accounts import UserFactory
from tests.factories.money import IBAN, InvoiceFactory

BOOKED_ON = dt.date(2026, 6, 30)
IMPORTED_AT = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)
PAYER = "NL30DEMO9876543210"


class BankStatementFactory(factory.django.DjangoModelFactory[BankStatement]):
    """A statement with one new line."""

    class Meta:
        model = BankStatement

    iban = IBAN
    ident = factory.Sequence(lambda n: f"2026-{n + 1}")
    first_day = BOOKED_ON
    last_day = BOOKED_ON
    file_name = "statement.xml"
    file_hash = factory.Sequence(lambda n: f"{n:064x}")
    entries = 1
    added = 1
    imported_at = IMPORTED_AT


class BankLineFactory(factory.django.DjangoModelFactory[BankLine]):
    """Money that came in and has no use yet."""

    class Meta:
        model = BankLine

    statement = factory.SubFactory(BankStatementFactory)
    position = 1
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
    amount = Decimal("150.00")
    booked_on = BOOKED_ON
    ledger_on = factory.SelfAttribute("booked_on")
    name = "N. Voorbeeld"
    iban = PAYER
    text = "Contribution"
    rest = factory.SelfAttribute("amount")


class AllocationFactory(factory.django.DjangoModelFactory[Allocation]):
    """A line all of whose money paid an invoice."""

    class Meta:
        model = Allocation

    line = factory.SubFactory(BankLineFactory, rest=Decimal("0.00"))
    use = "invoice"
    invoice = factory.SubFactory(InvoiceFactory, paid=True)
    amount = factory.SelfAttribute("line.amount")
    how = "exact"
    booked_on = factory.SelfAttribute("line.booked_on")
    ledger_on = factory.SelfAttribute("line.ledger_on")
    recorded_at = IMPORTED_AT


class ProposalFactory(factory.django.DjangoModelFactory[Proposal]):
    """A line that may be meant for an invoice, and waits for a person."""

    class Meta:
        model = Proposal

    line = factory.SubFactory(BankLineFactory)
    invoice = factory.SubFactory(InvoiceFactory)
    amount = factory.SelfAttribute("line.amount")
    ground = "name-and-amount"
    rank = 1
    made_at = IMPORTED_AT


class BookClosingFactory(factory.django.DjangoModelFactory[BookClosing]):
    """A month that is closed."""

    class Meta:
        model = BookClosing

    until = factory.Sequence(lambda n: dt.date(2025, 12, 31) - dt.timedelta(31 * n))
    closed_at = IMPORTED_AT
    closed_by = factory.SubFactory(UserFactory)
