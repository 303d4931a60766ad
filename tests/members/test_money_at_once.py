"""Several at once: each line once, no cent twice, no number left out; whoever comes second hears a sentence."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from accounts.models import User
from common.errors import DomainError
from members import services
from members.enums import CreditWhy
from members.models import Allocation, BankLine, Contribution, Invoice, InvoiceTerms, Level, Membership, Proposal, Title
from members.services import Bill, payments
from members.services.differences import ask_differences
from members.services.statements import import_statement
from tests.factories.members import CredentialFactory, MemberFactory
from tests.people import person
from tests.statements import OURS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
WHOLE = Decimal("150.00")


@pytest.fixture
def clerk() -> User:
    return person("Frank", "finance")


@pytest.fixture
def invoices() -> list[Invoice]:
    """Six officers with an invoice of EUR 150.00 each."""
    InvoiceTerms.objects.create(effective_on=dt.date(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS)
    title = Title.objects.get(code="S-CISO")
    for _person in range(6):
        services.award(MemberFactory(), title, on=AT.date(), by=None, at=AT)
    return list(Invoice.objects.order_by("pk"))


def at_once(*acts: Callable[[], object]) -> list[str]:
    """All acts at the same moment, a thread each: what each came to."""
    ready = Barrier(len(acts))

    def once(act: Callable[[], object]) -> str:
        try:
            ready.wait(timeout=30)
            act()
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(once, acts))


def all_money_has_its_place() -> None:
    for line in BankLine.objects.all():
        assert line.rest == line.amount - (line.allocations.aggregate(sum=Sum("amount"))["sum"] or 0)
    notes = dict(Invoice.objects.filter(kind="credit-note").values_list("credits", "total"))
    for invoice in Invoice.objects.filter(kind="invoice"):
        paid = invoice.allocations.aggregate(sum=Sum("amount"))["sum"] or 0
        assert invoice.open == invoice.total - paid + notes.get(invoice.pk, 0)
    for kind in ("invoice", "credit-note"):
        drawn = sorted(Invoice.objects.filter(kind=kind).values_list("sequence", flat=True))
        assert drawn == list(range(1, len(drawn) + 1))


def test_one_file_brought_in_by_four(invoices):
    data = lines([Pay(reference=invoice.reference) for invoice in invoices])
    came = [import_statement] * 4
    assert at_once(*(lambda act=act: act(data, name="s.xml", by=None, at=AT) for act in came)) == ["done"] * 4
    assert (BankLine.objects.count(), Allocation.objects.count()) == (6, 6)
    assert not Invoice.objects.to_pay().exists()
    all_money_has_its_place()


def test_overlapping_files_at_once(invoices):
    pays = [Pay(reference=invoice.reference) for invoice in invoices]
    files = [lines(pays[:4]), lines(pays[2:]), lines(list(reversed(pays)))]
    at_once(*(lambda data=data: import_statement(data, name="s.xml", by=None, at=AT) for data in files))
    assert BankLine.objects.count() == Allocation.objects.count() == 6
    all_money_has_its_place()


def test_two_clerks_confirm_the_same(invoices, clerk):
    import_statement(
        lines([Pay(amount="100.00", reference=row.reference) for row in invoices]), name="s.xml", by=None, at=AT
    )
    proposals = list(Proposal.objects.values_list("pk", flat=True))
    booked = []
    at_once(*[lambda: booked.append(payments.confirm(proposals, by=clerk, at=AT).booked)] * 3)
    assert sorted(booked) == [0, 0, 6]
    all_money_has_its_place()


def test_one_confirms_what_another_declines_and_puts_right(invoices, clerk):
    import_statement(
        lines([Pay(amount="100.00", reference=row.reference) for row in invoices]), name="s.xml", by=None, at=AT
    )
    proposals = list(Proposal.objects.values_list("pk", flat=True))
    pks = [row.pk for row in invoices]
    told = at_once(
        lambda: payments.confirm(proposals, by=clerk, at=AT),
        lambda: payments.decline(proposals, by=clerk, at=AT),
        lambda: services.credit(pks, CreditWhy.MISTAKE, by=clerk, at=AT),
    )
    assert told == ["done"] * 3
    assert not Proposal.objects.filter(state="open").exists()
    all_money_has_its_place()


def test_a_clerk_books_while_a_file_comes(invoices, clerk):
    import_statement(lines([Pay(name="Somebody else")]), name="s.xml", by=None, at=AT)
    line, invoice = BankLine.objects.get(), invoices[0]
    data = lines([Pay(reference=row.reference) for row in invoices])
    at_once(
        lambda: import_statement(data, name="t.xml", by=None, at=AT),
        lambda: payments.book(line.pk, {invoice.pk: WHOLE}, by=clerk, at=AT),
        lambda: payments.set_aside([line.pk], reason="A gift.", by=clerk, at=AT),
    )
    invoice.refresh_from_db()
    assert invoice.open == 0
    all_money_has_its_place()


def test_money_is_undone_while_the_bank_takes_it_back(invoices, clerk):
    import_statement(lines([Pay(reference=invoices[0].reference, end_to_end="E-1")]), name="s.xml", by=None, at=AT)
    use = Allocation.objects.get()
    back = document(statement(entry(Pay(amount="-150.00", end_to_end="E-1"), reversal=True)))
    at_once(
        lambda: payments.undo(use.pk, reason="It was wrong.", by=clerk, at=AT),
        lambda: import_statement(back, name="r.xml", by=None, at=AT),
    )
    assert Allocation.objects.filter(undoes=use).count() == 1
    assert set(BankLine.objects.values_list("rest", flat=True)) == {Decimal("0.00")}
    invoices[0].refresh_from_db()
    assert (invoices[0].open, invoices[0].closed_on) == (WHOLE, None)
    all_money_has_its_place()


def test_an_invoice_is_put_right_once_and_no_number_is_lost(invoices, clerk):
    pks = [row.pk for row in invoices]
    rows = list(Contribution.objects.select_related("membership__member__user"))

    def fails() -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
            services.issue([Bill([row]) for row in rows], by=None, at=AT)
            raise ZeroDivisionError

    told = at_once(
        *[lambda: services.credit(pks, CreditWhy.MISTAKE, by=clerk, at=AT)] * 2,
        *[fails] * 2,
        lambda: services.issue([Bill([row]) for row in rows], by=None, at=AT),
    )
    assert sorted(told) == ["NotToBeCredited", *["done"] * 4]
    assert Invoice.objects.filter(kind="credit-note").count() == 6
    all_money_has_its_place()


def test_a_period_closes_while_money_is_undone(invoices, clerk):
    import_statement(lines([Pay(reference=invoices[0].reference)], booked="2026-10-30"), name="s.xml", by=None, at=AT)
    use = Allocation.objects.get()
    told = at_once(
        lambda: payments.undo(use.pk, reason="It was wrong.", by=clerk, at=AT),
        lambda: services.close_books(dt.date(2026, 10, 31), by=clerk, at=AT),
    )
    assert told[1] == "done"
    assert Allocation.objects.filter(undoes=use).exists() is (told[0] == "done")
    assert not Allocation.objects.filter(undoes=use, ledger_on__lte=dt.date(2026, 10, 31)).exists()
    all_money_has_its_place()


def test_year_is_asked_by_an_amount_that_is_being_set(invoices: list[Invoice], clerk: User) -> None:
    """Who asks waits for who sets: no year is fixed by an amount that held a moment ago."""
    level, later = Level.objects.get(key="officer"), dt.datetime(2027, 9, 20, 10, 0, tzinfo=dt.UTC)
    everybody = list(Membership.objects.values_list("pk", flat=True))
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            services.set_amount(level, first_day=dt.date(2027, 10, 1), amount=Decimal("175.00"), by=clerk, at=later)
            asking = other.submit(at_once, lambda: services.ask_years(everybody, at=later))
            time.sleep(0.5)
        assert asking.result() == ["done"]
    asked = Contribution.objects.filter(due_on=dt.date(2027, 11, 2)).values_list("amount", flat=True)
    assert list(asked) == [Decimal("175.00")] * 6


def test_difference_is_asked_by_an_amount_that_is_being_set(invoices: list[Invoice], clerk: User) -> None:
    level, title, on = Level.objects.get(key="officer"), Title.objects.get(code="S-CISO"), AT.date()
    member = CredentialFactory(title=Title.objects.get(code="S-ISP"), awarded_on=dt.date(2024, 7, 1)).member
    services.begin_brought({member.pk: dt.date(2028, 6, 30)})
    CredentialFactory(member=member, title=title, awarded_on=on)
    running = Membership.objects.get(member=member)

    def ask() -> None:
        with transaction.atomic():
            ask_differences({member.pk: running}, [(member, title)], on=on, by=None, at=AT)

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            services.set_amount(level, first_day=dt.date(2027, 7, 1), amount=Decimal("175.00"), by=clerk, at=AT)
            asking = other.submit(at_once, ask)
            time.sleep(0.5)
        assert asking.result() == ["done"]
    asked = Contribution.objects.filter(reason="difference").order_by("due_on").values_list("amount", flat=True)
    assert list(asked) == [WHOLE, Decimal("175.00")]
