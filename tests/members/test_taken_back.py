"""What the bank takes back is told once to who is billed, as long as the invoice is open because of it."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from comms.delivery import deliver_waiting
from comms.models import Message
from members import services
from members.enums import CreditWhy, How
from members.models import Allocation, BankLine, Billing, Invoice, InvoiceTerms, Title
from members.services import payments
from members.services.statements import import_statement
from tests.factories.members import MemberFactory
from tests.members.money import EMPLOYER
from tests.people import person
from tests.statements import OURS, PAYERS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
WHOLE = Decimal("150.00")
KINDS = ("members.payment_taken_back", "members.payment_taken_back_copy")


@pytest.fixture(autouse=True)
def terms() -> InvoiceTerms:
    return InvoiceTerms.objects.create(
        effective_on=dt.date(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS
    )


@pytest.fixture
def clerk() -> User:
    return person("Frank", "finance")


def officer(*, employer: bool = False) -> Invoice:
    """Somebody who was awarded an officer title, and so has an invoice of EUR 150.00, due on 2 December 2026."""
    member = MemberFactory(user__given_name="Teun", user__family_name="Proefpersoon")
    if employer:
        Billing.objects.create(member=member, **EMPLOYER)
    services.award(member, Title.objects.get(code="S-CISO"), on=AT.date(), by=None, at=AT)
    return Invoice.objects.get(member=member)


def pay(invoice: Invoice, amount: str = "150.00", **told: str) -> None:
    """An exact payment of an invoice comes in."""
    data = lines([Pay(amount=amount, reference=invoice.reference, end_to_end="E-1", **told)])
    import_statement(data, name="s.xml", by=None, at=AT)


def take_back(*, at: dt.datetime = AT, **told: str) -> bytes:
    """The bank takes it back; the file."""
    day = at.date().isoformat()
    data = document(statement(entry(Pay(amount="-150.00", **told), reversal=True, booked=day), ident="S-2"))
    import_statement(data, name="r.xml", by=None, at=at)
    return data


def told() -> list[Message]:
    return list(Message.objects.filter(kind__in=KINDS).order_by("pk"))


def test_who_is_billed_is_told_once_what_is_open_again_and_how_to_pay(mailoutbox):
    invoice = officer()
    pay(invoice)
    Message.objects.all().delete()
    again = take_back(at=AT + dt.timedelta(days=3), end_to_end="E-1")
    import_statement(again, name="r.xml", by=None, at=AT + dt.timedelta(days=4))
    (message,) = told()
    assert (message.recipient, message.about) == (invoice.member.user.email, invoice.number)
    deliver_waiting(at=AT + dt.timedelta(days=4))
    (mail,) = mailoutbox
    assert mail.subject == "Open again: the bank took a payment back on 5 November 2026"
    words = " ".join(mail.body.split())
    for sentence in (
        "On 5 November 2026 the bank took EUR 150.00 back that we had received for invoice 2026-000001",
        "EUR 150.00 of EUR 150.00 is open on it again, to be paid by 2 December 2026.",
        "Pay by: 2 December 2026 Account: NL91 ABNA 0417 1643 00",
        "/membership/invoices/2026-000001/",
    ):
        assert sentence in words, sentence


def test_what_is_late_by_then_is_called_overdue(mailoutbox):
    pay(officer())
    Message.objects.all().delete()
    later = dt.datetime(2026, 12, 14, 10, 0, tzinfo=dt.UTC)
    take_back(at=later, end_to_end="E-1")
    deliver_waiting(at=later)
    (mail,) = mailoutbox
    assert mail.subject == "Overdue again: the bank took a payment back on 14 December 2026"
    assert "It was to be paid by 2 December 2026, so it is overdue: please pay it now." in " ".join(mail.body.split())


def test_an_employer_who_is_billed_is_told_by_a_private_link():
    invoice = officer(employer=True)
    pay(invoice)
    take_back(end_to_end="E-1")
    to_member, to_payer = told()
    assert (to_member.kind, to_member.facts["billed_to"]) == (KINDS[0], EMPLOYER["name"])
    assert (to_payer.kind, to_payer.recipient) == (KINDS[1], EMPLOYER["copy_to"])
    assert to_payer.facts["private_link"].endswith(f"/invoices/{invoice.link}/")


def test_a_person_who_finds_the_payment_that_was_taken_back_lets_it_be_told(clerk):
    pay(officer(), iban=PAYERS[1])
    take_back(iban=PAYERS[3], end_to_end="OTHER")
    assert told() == []
    paid, reversal = BankLine.objects.order_by("pk")
    payments.offset(reversal.pk, paid.pk, -WHOLE, by=clerk, at=AT)
    assert [message.facts["taken_back"] for message in told()] == ["150.00"]
    undoing = Allocation.objects.get(undoes__isnull=False)
    assert (undoing.how, undoing.recorded_by) == (How.REVERSAL, clerk)


def test_a_mistake_that_a_person_undoes_is_no_money_taken_back(clerk):
    pay(officer())
    payments.undo(Allocation.objects.get().pk, reason="Somebody else's.", by=clerk, at=AT)
    assert told() == []


def test_nothing_is_told_of_what_was_credited_or_is_paid_all_the_same(clerk):
    invoice = officer()
    pay(invoice)
    services.credit([invoice.pk], CreditWhy.WAIVED, by=clerk, at=AT)
    take_back(end_to_end="E-1")
    assert told() == []


def test_a_mail_that_other_money_overtook_is_not_sent(clerk):
    invoice = officer()
    pay(invoice)
    take_back(end_to_end="E-1")
    (message,) = told()
    import_statement(lines([Pay(reference=invoice.reference, end_to_end="E-2")]), name="n.xml", by=None, at=AT)
    deliver_waiting(at=AT)
    message.refresh_from_db()
    assert message.state == "dropped"


def test_a_payment_taken_back_twice_is_two_events(clerk):
    invoice = officer()
    pay(invoice)
    take_back(end_to_end="E-1")
    import_statement(lines([Pay(reference=invoice.reference, end_to_end="E-2")]), name="n.xml", by=None, at=AT)
    take_back(end_to_end="E-2")
    assert len({message.period for message in told()}) == len(told()) == 2
