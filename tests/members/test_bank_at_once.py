"""Two clerks at once with the same money: one effect, and a sentence for the second."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from common.errors import DomainError
from members import selectors, services
from members.models import Allocation, BankLine, BookClosing, Proposal
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceFactory, InvoiceTermsFactory
from tests.statements import OURS, Pay, lines

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
E = Decimal


def _four_times(act: Callable[[], Any]) -> list[Any]:
    """The act by four threads at once: what each came to, refusals by their kind."""

    def once(_turn: int) -> Any:
        try:
            return act()
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        return list(people.map(once, range(4)))


def _bring(*pays: Pay) -> None:
    services.import_statement(lines(pays), name="s.xml", by=None, at=AT)


def test_the_same_file_four_times_at_once_brings_every_line_once() -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    data = lines([Pay(reference=invoice.reference), Pay(amount="1.00", end_to_end="E2")])
    told = _four_times(lambda: services.import_statement(data, name="s.xml", by=None, at=AT))
    assert sorted((one.matched, one.known) for one in told) == [(0, 2), (0, 2), (0, 2), (1, 0)]
    assert (BankLine.objects.count(), Allocation.objects.count()) == (2, 1)


def test_the_same_page_confirmed_four_times_books_once() -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    _bring(Pay(amount="100.00", reference=invoice.reference))
    by, keys = UserFactory(roles=["finance"]), list(Proposal.objects.values_list("pk", flat=True))
    told = _four_times(lambda: services.place(keys, declined=[], by=by, at=AT))
    assert sorted(one.booked for one in told) == [0, 0, 0, 1]
    assert sum(len(one.refused) for one in told) == 3
    invoice.refresh_from_db()
    assert invoice.open == E("50.00")


def test_confirmed_and_declined_at_once_is_one_of_them() -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    _bring(Pay(amount="100.00", reference=invoice.reference))
    by, key = UserFactory(roles=["finance"]), Proposal.objects.get().pk
    turns = iter([True, False, True, False])

    def act() -> None:
        confirms = next(turns)
        services.place([key] if confirms else [], declined=[] if confirms else [key], by=by, at=AT)

    _four_times(act)
    state, booked = Proposal.objects.get().state, Allocation.objects.count()
    assert (state, booked) in {("taken", 1), ("declined", 0)}


@pytest.mark.parametrize("do", ["book", "set_aside", "assign"])
def test_one_form_sent_four_times_at_once_has_one_effect(do: str) -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    _bring(Pay(amount="200.00", name="Somebody"))
    line, by, member = BankLine.objects.get(), UserFactory(roles=["finance"]), MemberFactory()
    seen = selectors.edition(line)
    acts: dict[str, Callable[[], Any]] = {
        "book": lambda: services.book(line.pk, {invoice.pk: E("20.00")}, by=by, at=AT, as_read=seen) and "done",
        "set_aside": lambda: (
            services.set_aside([line.pk], reason="x", by=by, at=AT, as_read={line.pk: seen}) and "done"
        ),
        "assign": lambda: services.assign(line.pk, member, by=by, at=AT, as_read=seen) or "done",
    }
    assert sorted(_four_times(acts[do])) == ["NotUsable", "NotUsable", "NotUsable", "done"]
    line.refresh_from_db()
    used = line.allocations.aggregate(sum=Sum("amount"))["sum"] or E(0)
    assert line.rest == line.amount - used
    assert line.allocations.count() == (0 if do == "assign" else 1)


def test_two_lines_for_one_invoice_at_once_overpay_nothing() -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    _bring(*(Pay(amount="100.00", name="Somebody", end_to_end=f"E{number}") for number in range(4)))
    by, keys = UserFactory(roles=["finance"]), iter(BankLine.objects.values_list("pk", flat=True))
    told = _four_times(lambda: services.book(next(keys), {invoice.pk: E("100.00")}, by=by, at=AT) and "done")
    assert sorted(told) == ["NotUsable", "NotUsable", "NotUsable", "done"]
    invoice.refresh_from_db()
    assert invoice.open == E("50.00")


def test_use_is_undone_once() -> None:
    invoice = InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS))
    _bring(Pay(reference=invoice.reference))
    by, key = UserFactory(roles=["finance"]), Allocation.objects.get().pk
    told = _four_times(lambda: services.undo(key, reason="No.", by=by, at=AT) or "done")
    assert sorted(told) == ["NotUsable", "NotUsable", "NotUsable", "done"]
    assert Allocation.objects.count() == 2


def test_period_is_closed_once() -> None:
    by = UserFactory(roles=["finance"])
    told = _four_times(lambda: services.close_books(dt.date(2026, 10, 31), by=by, at=AT) and "done")
    assert sorted(told) == ["NotUsable", "NotUsable", "NotUsable", "done"]
    assert BookClosing.objects.count() == 1
