"""Money: brought in once, booked when certain, proposed otherwise; used, undone, set aside, and never lost."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from members import selectors, services
from members.enums import CreditWhy, How, ProposalState
from members.models import Allocation, BankLine, Invoice, InvoiceTerms, Proposal, Title
from members.services import payments
from members.services.statements import StatementRefused, import_statement, match
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


def test_what_a_person_declined_is_not_booked_by_itself_later(terms, clerk):
    invoice = officer()
    bring(Pay(amount="100.00", reference=invoice.reference))
    payments.decline([Proposal.objects.get().pk], by=clerk, at=AT)
    waits = BankLine.objects.get()
    bring(Pay(amount="50.00", name="Somebody Else", text="a part"))
    other = BankLine.objects.exclude(pk=waits.pk).get()
    payments.book(other.pk, {invoice.pk: Decimal("50.00")}, by=clerk, at=AT)
    match([waits.pk], at=AT)
    invoice.refresh_from_db()
    waits.refresh_from_db()
    assert (invoice.open, waits.rest) == (Decimal("100.00"), Decimal("100.00"))
    assert Proposal.objects.get(line=waits).state == ProposalState.DECLINED


def test_an_invoice_put_right_by_a_new_one_takes_its_money_along(terms, clerk):
    invoice = officer()
    bring(Pay(reference=invoice.reference))
    paid_on = BankLine.objects.get().booked_on
    later = AT + dt.timedelta(days=30)
    _note, new = services.put_right(invoice.pk, CreditWhy.MISTAKE, again=True, by=clerk, at=later)
    invoice.refresh_from_db()
    assert (invoice.open, new.open, new.closed_on) == (Decimal("0.00"), Decimal("0.00"), paid_on)
    assert [fee.booked_on for fee in selectors.fees_of([invoice.member_id])[invoice.member_id]] == [paid_on]
    assert BankLine.objects.get().rest == 0
    assert services.remind([new.pk], at=later + dt.timedelta(days=90)) == 0


def test_nobody_is_reminded_of_what_was_credited_when_its_money_is_taken_back(terms, clerk):
    invoice = officer()
    bring(Pay(reference=invoice.reference, end_to_end="E2E-1"))
    services.credit([invoice.pk], CreditWhy.WAIVED, by=clerk, at=AT)
    bring(Pay(amount="-150.00", end_to_end="E2E-2", text="refund"))
    refund = BankLine.objects.get(amount__lt=0)
    payments.book(refund.pk, {invoice.pk: Decimal("-150.00")}, by=clerk, at=AT)
    data = document(statement(entry(Pay(amount="-150.00", end_to_end="E2E-1"), reversal=True), ident="S-3"))
    import_statement(data, name="r.xml", by=None, at=AT)
    invoice.refresh_from_db()
    assert invoice.open == Decimal("150.00")
    assert list(Invoice.objects.missing()) == [invoice]
    assert not Invoice.objects.to_pay().exists()
    assert services.remind([invoice.pk], at=AT + dt.timedelta(days=120)) == 0
