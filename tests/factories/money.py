"""Amounts beside the migrations', invoice terms of an invented institute, years, invoices and credit notes."""

import datetime as dt
from decimal import Decimal

import factory

from common import creditor_reference
from members.models import (
    Billing,
    Contribution,
    ContributionAmount,
    Invoice,
    InvoiceLine,
    InvoiceTerms,
    Level,
    Membership,
    Revocation,
)
from tests.factories.members import MemberFactory

ISSUED_ON = dt.date(2026, 5, 2)
ISSUED_AT = dt.datetime(2026, 5, 2, 3, 0, tzinfo=dt.UTC)
YEAR_FROM, YEAR_UNTIL = dt.date(2026, 7, 1), dt.date(2027, 6, 30)
IBAN = "NL93DEMO0123456789"
"""Right check digits, and a bank that does not exist."""


class ContributionAmountFactory(factory.django.DjangoModelFactory[ContributionAmount]):
    """A new amount for officers, from a day that is far away."""

    class Meta:
        model = ContributionAmount

    level = factory.LazyFunction(lambda: Level.objects.get(key="officer"))
    effective_on = factory.Sequence(lambda n: dt.date(2100, 1, 1) + dt.timedelta(n))
    amount = Decimal("160.00")


class InvoiceTermsFactory(factory.django.DjangoModelFactory[InvoiceTerms]):
    """Terms in force since the beginning of 2020; asked for again, the same."""

    class Meta:
        model = InvoiceTerms
        django_get_or_create = ("effective_on",)

    effective_on = dt.date(2020, 1, 1)
    name = "SECO-Institute (invented)"
    address = "Nergenslaan 1\n0000 AA Nergenshuizen"
    registration = "00000000"
    iban = IBAN


class RevocationFactory(factory.django.DjangoModelFactory[Revocation]):
    """A membership that was revoked."""

    class Meta:
        model = Revocation

    member = factory.SubFactory(MemberFactory)
    effective_on = dt.date(2026, 11, 16)
    recorded_at = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A membership since July 2025 whose second year was asked for."""

    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    since = dt.date(2025, 7, 1)
    first_day = factory.SelfAttribute("since")
    next_year_on = dt.date(2027, 7, 1)


class ContributionFactory(factory.django.DjangoModelFactory[Contribution]):
    """What the second year asks of an officer."""

    class Meta:
        model = Contribution

    membership = factory.SubFactory(MembershipFactory)
    reason = "year"
    due_on = YEAR_FROM
    last_day = YEAR_UNTIL
    level = factory.LazyFunction(lambda: Level.objects.get(key="officer"))
    amount = Decimal("150.00")
    made_at = ISSUED_AT


class InvoiceFactory(factory.django.DjangoModelFactory[Invoice]):
    """An invoice for that year, with its line, unpaid; ``paid`` on the day before its last.

    ``contribution`` says which one it is for. Numbers begin far above those that acts draw.
    """

    class Meta:
        model = Invoice
        skip_postgeneration_save = True

    class Params:
        paid = factory.Trait(open=Decimal("0.00"), closed_on=dt.date(2026, 6, 30))
        employer = factory.Trait(
            to_employer=True,
            bill_name="Voorbeeld B.V. (invented)",
            bill_address="Fabriekspad 2\n0000 BB Nergenshuizen\nNederland",
            order_number="PO-0001",
            copy_to="invoices@employer.example",
        )

    kind = "invoice"
    year = 2026
    sequence = factory.Sequence(lambda n: 500_001 + n)
    number = factory.LazyAttribute(lambda invoice: f"{invoice.year}-{invoice.sequence:06}")
    member = factory.SubFactory(MemberFactory)
    terms = factory.SubFactory(InvoiceTermsFactory)
    issued_on = ISSUED_ON
    issued_at = ISSUED_AT
    due_on = YEAR_FROM
    reference = factory.LazyAttribute(lambda invoice: creditor_reference.make(f"{invoice.year}{invoice.sequence:06}"))
    link = factory.LazyAttribute(lambda invoice: f"link-{invoice.number}")
    bill_name = factory.LazyAttribute(lambda invoice: str(invoice.member.user))
    language = "en"
    total = Decimal("150.00")
    vat = Decimal("0.00")
    open = factory.SelfAttribute("total")

    @factory.post_generation
    def contribution(self, create: bool, given: Contribution | None) -> None:
        if create:
            _line(self, given or _asked(self), self.total)


class CreditNoteFactory(factory.django.DjangoModelFactory[Invoice]):
    """The credit note of an invoice on which nothing was paid and nothing is open any more."""

    class Meta:
        model = Invoice
        skip_postgeneration_save = True

    credits = factory.SubFactory(InvoiceFactory, open=Decimal("0.00"), closed_on=ISSUED_ON)
    kind = "credit-note"
    year = 2026
    sequence = factory.Sequence(lambda n: 500_001 + n)
    number = factory.LazyAttribute(lambda note: f"C{note.year}-{note.sequence:06}")
    member = factory.SelfAttribute("credits.member")
    terms = factory.SelfAttribute("credits.terms")
    issued_on = ISSUED_ON
    issued_at = ISSUED_AT
    due_on = ISSUED_ON
    link = factory.LazyAttribute(lambda note: f"link-{note.number}")
    why = "mistake"
    bill_name = factory.SelfAttribute("credits.bill_name")
    language = "en"
    total = factory.LazyAttribute(lambda note: -note.credits.total)
    vat = Decimal("0.00")
    open = Decimal("0.00")
    closed_on = ISSUED_ON

    @factory.post_generation
    def lines_taken_back(self, create: bool, _given: None) -> None:
        if create:
            for line in self.credits.lines.select_related("contribution"):
                _line(self, line.contribution, -line.amount)


class InvoiceLineFactory(factory.django.DjangoModelFactory[InvoiceLine]):
    """A second line."""

    class Meta:
        model = InvoiceLine

    invoice = factory.SubFactory(InvoiceFactory)
    position = 2
    text = "Contribution for S-CISO, 1 September 2026 – 30 June 2027: the difference"
    contribution = factory.LazyAttribute(
        lambda line: ContributionFactory(membership=_membership(line.invoice), reason="difference", amount=line.amount)
    )
    amount = Decimal("50.00")


class BillingFactory(factory.django.DjangoModelFactory[Billing]):
    """An employer who pays."""

    class Meta:
        model = Billing

    member = factory.SubFactory(MemberFactory)
    name = "Voorbeeld B.V. (invented)"
    address = "Fabriekspad 2"
    postal_code = "0000 BB"
    town = "Nergenshuizen"
    country = "Nederland"
    order_number = "PO-0001"
    copy_to = "invoices@employer.example"


def _membership(invoice: Invoice) -> Membership:
    found = Membership.objects.filter(member=invoice.member).first()
    return found or MembershipFactory(member=invoice.member)


def _asked(invoice: Invoice) -> Contribution:
    """What the member's year asks: one contribution, however many invoices."""
    membership = _membership(invoice)
    found = membership.contributions.filter(reason="year", due_on=YEAR_FROM).first()
    return found or ContributionFactory(membership=membership, amount=invoice.total)


def _line(invoice: Invoice, contribution: Contribution, amount: Decimal) -> None:
    InvoiceLine.objects.create(
        invoice=invoice,
        position=1,
        text="Contribution for the membership year 1 July 2026 – 30 June 2027 (S-CISO)",
        contribution=contribution,
        amount=amount,
    )
