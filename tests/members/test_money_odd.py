"""Odd and hostile money: nothing of it is lost, used twice, or answered by an exception."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import User
from comms.models import Message
from members import services
from members.enums import CreditWhy, Ground, OutcomeKind, ProposalState
from members.models import Allocation, BankLine, BankStatement, Invoice, InvoiceTerms, Proposal, Title
from members.services import payments
from members.services.statements import import_statement
from tests.factories.members import MemberFactory
from tests.people import person
from tests.statements import OURS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
D = dt.date
WHOLE = Decimal("150.00")
NONE = Decimal("0.00")


@pytest.fixture(autouse=True)
def terms() -> InvoiceTerms:
    return InvoiceTerms.objects.create(
        effective_on=D(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS
    )


@pytest.fixture
def clerk() -> User:
    return person("Frank", "finance")


def officer(name: str = "Teun Proefpersoon") -> Invoice:
    """Somebody who was awarded an officer title, and so has an invoice of EUR 150.00."""
    given, family = name.split(" ", 1)
    member = MemberFactory(user__given_name=given, user__family_name=family)
    services.award(member, Title.objects.get(code="S-CISO"), on=AT.date(), by=None, at=AT)
    return Invoice.objects.get(member=member)


def bring(*entries: str, at: dt.datetime = AT, name: str = "s.xml") -> dict:
    return import_statement(document(statement(*entries)), name=name, by=None, at=at).as_dict()


def taken_back(amount: str = "-150.00", **told: str) -> str:
    more = {"booked": told.pop("booked", "2026-11-02"), "reference": told.pop("reference", "")}
    return entry(Pay(amount=amount, **told), reversal=True, **more)


def now(invoice: Invoice) -> tuple[Decimal, dt.date | None]:
    invoice.refresh_from_db()
    return invoice.open, invoice.closed_on


def rests() -> list[Decimal]:
    return list(BankLine.objects.order_by("pk").values_list("rest", flat=True))


def test_statement_without_lines_is_kept_and_changes_nothing():
    assert bring()["entries"] == 0
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 0)


@pytest.mark.parametrize("amount", ["0.00", "-0.00", "0"])
def test_line_of_nothing_is_left_out_and_said(amount):
    invoice = officer()
    told = bring(entry(Pay(amount=amount, reference=invoice.reference)), entry(Pay(reference=invoice.reference)))
    assert (told["entries"], told["matched"], len(told["refused"])) == (1, 1, 1)
    assert "0.00" in told["refused"][0]
    assert now(invoice)[0] == NONE
    assert BankLine.objects.count() == 1


def test_nothing_within_a_batch_is_left_out():
    invoice = officer()
    told = bring(entry(Pay(reference=invoice.reference), Pay(amount="0.00"), reference="B-1"))
    assert (told["matched"], BankLine.objects.count()) == (1, 1)


def test_largest_amount_and_long_texts_are_kept_as_far_as_they_fit():
    long = "Ł" * 5000
    told = bring(
        entry(
            Pay(amount="999999999.99", name=long, text=long, iban="X" * 200, end_to_end=long, reference="R" * 200),
            reference=long,
        )
    )
    assert (told["unmatched"], told["sums"]) == (1, {"EUR": "999999999.99"})
    assert BankLine.objects.get().rest == Decimal("999999999.99")


def test_long_names_make_an_invoice():
    assert officer(f"{'A' * 150} {'B' * 150}").bill_name == f"{'A' * 150}"[:150]


@pytest.mark.parametrize("first", [False, True])
def test_reversal_in_the_same_file_leaves_nothing_of_either(first):
    invoice = officer()
    both = [entry(Pay(reference=invoice.reference, end_to_end="E-1")), taken_back(end_to_end="E-1")]
    told = bring(*(reversed(both) if first else both))
    assert (told["entries"], told["matched"], told["unmatched"]) == (2, 2, 0)
    assert (now(invoice), rests()) == ((WHOLE, None), [NONE, NONE])


def test_two_identical_lines_are_two_payments():
    invoice = officer()
    pay = entry(Pay(reference=invoice.reference))
    told = bring(pay, pay)
    assert (told["matched"], BankLine.objects.count(), now(invoice)[0]) == (1, 2, NONE)
    assert BankLine.objects.get(rest=WHOLE).member_id == invoice.member_id
    assert bring(pay, pay)["known"] == 2


def test_reversal_of_one_part_of_a_batch():
    one, other = officer("Anna Een"), officer("Bas Twee")
    parts = [Pay(reference=row.reference, end_to_end=row.number) for row in (one, other)]
    bring(entry(*parts, reference="BATCH-1"))
    assert now(one)[0] == now(other)[0] == NONE
    bring(taken_back(end_to_end=other.number, reference="R-1"))
    assert (now(one)[0], now(other)[0]) == (NONE, WHOLE)


def test_reversal_of_money_that_was_set_aside(clerk):
    bring(entry(Pay(end_to_end="E-1")))
    payments.set_aside([BankLine.objects.get().pk], reason="Not ours.", by=clerk, at=AT)
    assert bring(taken_back(end_to_end="E-1"))["matched"] == 1
    assert rests() == [NONE, NONE]
    assert sum(Allocation.objects.filter(use="other").values_list("amount", flat=True)) == 0


def test_reversal_of_money_that_was_sent_back_waits_for_a_person(clerk):
    bring(entry(Pay(end_to_end="E-1")), entry(Pay(amount="-150.00", iban="BE68539007547034")))
    received, sent = BankLine.objects.order_by("pk")
    payments.offset(received.pk, sent.pk, WHOLE, by=clerk, at=AT)
    assert bring(taken_back(end_to_end="E-1", booked="2026-11-02"))["unmatched"] == 1
    assert rests() == [NONE, NONE, -WHOLE]


def test_account_of_older_terms_written_with_spaces_is_ours():
    InvoiceTerms.objects.create(
        effective_on=D(2019, 1, 1), name="Before", address="Nergens 1", iban="nl20 ingb 0001 2345 67"
    )
    data = document(statement(entry(Pay()), iban="NL20INGB0001234567"))
    assert import_statement(data, name="s.xml", by=None, at=AT).entries == 1


def test_two_uses_of_one_moment_are_undone_one_by_one(clerk):
    bring(entry(Pay()), entry(Pay(amount="-150.00", iban="BE68539007547034")))
    received, sent = BankLine.objects.order_by("pk")
    for _turn in range(2):
        payments.offset(received.pk, sent.pk, Decimal("10.00"), by=clerk, at=AT)
    for use in list(Allocation.objects.filter(line=received)):
        payments.undo(use.pk, reason="Wrong.", by=clerk, at=AT)
    assert rests() == [WHOLE, -WHOLE]


def test_undone_money_follows_whom_it_is_booked_for_next(clerk):
    wrong, right = officer("Anna Een"), officer("Bas Twee")
    bring(entry(Pay(reference=wrong.reference)))
    payments.undo(Allocation.objects.get().pk, reason="It is Bas's.", by=clerk, at=AT)
    payments.book(BankLine.objects.get().pk, {right.pk: WHOLE}, by=clerk, at=AT)
    assert BankLine.objects.get().member_id == right.member_id


def test_what_was_waived_meanwhile_is_not_billed_anew(clerk):
    member = officer().member
    services.ask_years(list(member.memberships.values_list("pk", flat=True)), at=AT + dt.timedelta(days=330))
    later = AT + dt.timedelta(days=331)
    services.cancel(member, by=member.user, at=later)
    services.take_cancellation_back(member, by=member.user, at=later)
    again = Invoice.objects.filter(kind="invoice").latest("pk")
    services.credit([again.pk], CreditWhy.WAIVED, by=None, at=later)
    services.cancel(member, by=member.user, at=later + dt.timedelta(hours=1))
    services.take_cancellation_back(member, by=member.user, at=later + dt.timedelta(hours=2))
    assert Invoice.objects.filter(kind="invoice").latest("pk") == again


def test_credited_invoice_open_again_ends_with_the_membership_undisturbed(clerk):
    invoice = officer()
    bring(
        entry(Pay(reference=invoice.reference, end_to_end="E-1")), entry(Pay(amount="-150.00", iban="BE68539007547034"))
    )
    services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=AT)
    payments.book(BankLine.objects.get(amount__lt=0).pk, {invoice.pk: -WHOLE}, by=clerk, at=AT)
    bring(taken_back(end_to_end="E-1"))
    assert now(invoice) == (WHOLE, None)
    services.bill_to(invoice.member, None, anew=True, by=invoice.member.user, at=AT)
    credential = invoice.member.credentials.get()
    ruling = services.Ruling(
        credential=credential.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=AT.date()
    )
    services.record_outcomes([ruling], at=AT)
    assert Invoice.objects.count() == 2


@pytest.mark.parametrize(("paid", "owed"), [(False, "0.00"), (True, "150.00")])
def test_credit_note_tells_what_is_owed_back(paid, owed):
    invoice = officer()
    if paid:
        bring(entry(Pay(reference=invoice.reference)))
    services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=AT)
    facts = Message.objects.get(kind="members.credit_note").facts
    assert Decimal(facts["open"]) == -Decimal(owed)


def test_proposal_whose_invoice_is_put_right_lapses():
    invoice = officer()
    bring(entry(Pay(amount="100.00", reference=invoice.reference)))
    services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=AT)
    assert Proposal.objects.get().state == ProposalState.LAPSED


def test_many_alike_reversals_are_read_in_seconds():
    pays = [Pay(end_to_end=f"E-{n}") for n in range(1500)]
    import_statement(lines(pays), name="s.xml", by=None, at=AT)
    bring(*(taken_back(end_to_end=f"E-{n}") for n in range(1500)))
    assert not BankLine.objects.exclude(rest=0).exists()
