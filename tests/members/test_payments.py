"""Money: brought in once, booked when certain, proposed otherwise; used, undone, set aside, and never lost."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from members import services
from members.enums import How
from members.models import Allocation, BankLine, Invoice, InvoiceTerms, Proposal, Title
from members.services import payments
from members.services.statements import StatementRefused, import_statement
from tests.factories.members import MemberFactory
from tests.people import person
from tests.statements import OURS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
D = dt.date


@pytest.fixture
def terms() -> InvoiceTerms:
    return InvoiceTerms.objects.create(
        effective_on=D(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS
    )


@pytest.fixture
def clerk() -> User:
    return person("Frank", "finance")


def officer(name: str = "Teun Proefpersoon", at: dt.datetime = AT) -> Invoice:
    """Somebody who was awarded an officer title, and so has an invoice of EUR 150.00."""
    given, family = name.split(" ", 1)
    member = MemberFactory(user__given_name=given, user__family_name=family)
    services.award(member, Title.objects.get(code="S-CISO"), on=at.date(), by=None, at=at)
    return Invoice.objects.get(member=member)


def bring(*pays: Pay, at: dt.datetime = AT, **more: str) -> dict:
    return import_statement(lines(pays, **more), name="s.xml", by=None, at=at).as_dict()


def test_an_award_makes_the_first_invoice(terms):
    invoice = officer()
    assert (invoice.number, invoice.total, invoice.open, invoice.due_on) == (
        "2026-000001", Decimal("150.00"), Decimal("150.00"), D(2026, 12, 2),
    )  # fmt: skip


def test_exact_payment_is_booked_by_itself_and_once(terms):
    invoice = officer()
    pay = Pay(reference=invoice.reference)
    told = bring(pay)
    invoice.refresh_from_db()
    assert (told["entries"], told["matched"], told["known"]) == (1, 1, 0)
    assert (invoice.open, invoice.closed_on) == (Decimal("0.00"), BankLine.objects.get().booked_on)
    assert Allocation.objects.get().how == How.EXACT
    assert BankLine.objects.get().member_id == invoice.member_id
    again = bring(pay)
    assert (again["matched"], again["known"], BankLine.objects.count(), Allocation.objects.count()) == (0, 1, 1, 1)


def test_part_payment_is_proposed_and_confirmed(terms, clerk):
    invoice = officer()
    assert bring(Pay(amount="100.00", reference=invoice.reference))["proposed"] == 1
    proposal = Proposal.objects.get()
    assert (proposal.amount, proposal.ground) == (Decimal("100.00"), "reference-other-amount")
    done = payments.confirm([proposal.pk], by=clerk, at=AT)
    invoice.refresh_from_db()
    assert (done.booked, done.refused, invoice.open) == (1, [], Decimal("50.00"))
    assert payments.confirm([proposal.pk], by=clerk, at=AT).booked == 0


def test_overpayment_keeps_its_rest_with_its_member(terms, clerk):
    invoice = officer()
    bring(Pay(amount="160.00", reference=invoice.reference))
    payments.confirm([Proposal.objects.get().pk], by=clerk, at=AT)
    line = BankLine.objects.get()
    assert (line.rest, line.member_id) == (Decimal("10.00"), invoice.member_id)


def test_reversal_opens_the_invoice_again(terms):
    invoice = officer()
    bring(Pay(reference=invoice.reference, end_to_end="E2E-1"))
    data = document(statement(entry(Pay(amount="-150.00", end_to_end="E2E-1"), reversal=True)))
    told = import_statement(data, name="r.xml", by=None, at=AT).as_dict()
    invoice.refresh_from_db()
    assert (told["matched"], invoice.open, invoice.closed_on) == (1, Decimal("150.00"), None)
    assert set(BankLine.objects.values_list("rest", flat=True)) == {Decimal("0.00")}
    assert Allocation.objects.count() == 4


def test_undone_money_is_there_again(terms, clerk):
    invoice = officer()
    bring(Pay(reference=invoice.reference))
    payments.undo(Allocation.objects.get().pk, reason="Somebody else's.", by=clerk, at=AT)
    invoice.refresh_from_db()
    assert (invoice.open, BankLine.objects.get().rest) == (Decimal("150.00"), Decimal("150.00"))
    with pytest.raises(payments.NotUsable, match="undone already"):
        payments.undo(Allocation.objects.earliest("pk").pk, reason="Twice.", by=clerk, at=AT)


def test_other_account_is_refused_whole(terms):
    with pytest.raises(StatementRefused, match="not ours"):
        import_statement(document(statement(entry(Pay()), iban="NL20INGB0001234567")), name="s.xml", by=None, at=AT)
    assert not BankLine.objects.exists()
