"""What the bank took back and what we paid back is told with its day: the sums of every page explain themselves."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from members import selectors, services
from members.documents.papers import account_sheet
from members.enums import CreditWhy, Moved
from members.models import Allocation, BankLine, Invoice, InvoiceTerms, Proposal, Title
from members.services import payments
from members.services.statements import import_statement
from tests.factories.members import MemberFactory
from tests.people import person, signed_in
from tests.statements import OURS, Pay, document, entry, statement

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
E = Decimal
WHOLE = E("150.00")


@pytest.fixture(autouse=True)
def _november(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def clerk() -> User:
    return person("Frank", "finance")


@pytest.fixture
def invoice() -> Invoice:
    """Of somebody who was awarded an officer title: EUR 150.00, due on 2 December 2026."""
    InvoiceTerms.objects.create(effective_on=dt.date(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS)
    at = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
    services.award(MemberFactory(), Title.objects.get(code="S-CISO"), on=at.date(), by=None, at=at)
    return Invoice.objects.get()


def came(amount: str, day: int, *, reversal: bool = False, **told: Any) -> BankLine:
    """A bank line of a day of November 2026."""
    booked = f"2026-11-{day:02}"
    data = document(statement(entry(Pay(amount=amount, **told), reversal=reversal, booked=booked)))
    import_statement(data, name="s.xml", by=None, at=AT)
    return BankLine.objects.latest("pk")


def taken_back(invoice: Invoice, clerk: User) -> None:
    came("150.00", 3, reference=invoice.reference, end_to_end="E-1")
    came("-150.00", 5, reversal=True, end_to_end="E-1")


def too_much(invoice: Invoice) -> BankLine:
    line = came("160.00", 3, reference=invoice.reference, end_to_end="E-1")
    payments.confirm([Proposal.objects.get().pk], by=person("Fay", "finance"), at=AT)
    return line


def too_much_sent_back(invoice: Invoice, clerk: User) -> None:
    line = too_much(invoice)
    payments.offset(came("-10.00", 6).pk, line.pk, E("-10.00"), by=clerk, at=AT)


def too_much_taken_back(invoice: Invoice, clerk: User) -> None:
    too_much(invoice)
    came("-160.00", 6, reversal=True, end_to_end="E-1")


def too_much_kept(invoice: Invoice, clerk: User) -> None:
    too_much(invoice)


def credited_and_sent_back(invoice: Invoice, clerk: User) -> None:
    came("150.00", 3, reference=invoice.reference)
    services.credit([invoice.pk], CreditWhy.WAIVED, by=clerk, at=AT)
    payments.book(came("-150.00", 9, text="refund").pk, {invoice.pk: -WHOLE}, by=clerk, at=AT)


def sent_back_in_vain(invoice: Invoice, clerk: User) -> None:
    credited_and_sent_back(invoice, clerk)
    came("150.00", 12, reversal=True)


def booked_by_mistake(invoice: Invoice, clerk: User) -> None:
    came("150.00", 3, reference=invoice.reference)
    payments.undo(Allocation.objects.get().pk, reason="Somebody else's.", by=clerk, at=AT)


RECEIVED, CORRECTED, BACK, SENT = Moved.RECEIVED, Moved.CORRECTED, Moved.TAKEN_BACK, Moved.PAID_BACK
HAPPENED: list[tuple[Callable[[Invoice, User], None], list[tuple[int, Moved, str]]]] = [
    (taken_back, [(3, RECEIVED, "150.00"), (5, BACK, "-150.00")]),
    (too_much_kept, [(3, RECEIVED, "150.00"), (3, Moved.UNUSED, "10.00")]),
    (too_much_sent_back, [(3, RECEIVED, "150.00"), (3, RECEIVED, "10.00"), (6, SENT, "-10.00")]),
    (
        too_much_taken_back,
        [(3, RECEIVED, "150.00"), (3, RECEIVED, "10.00"), (6, BACK, "-150.00"), (6, BACK, "-10.00")],
    ),
    (credited_and_sent_back, [(3, RECEIVED, "150.00"), (9, SENT, "-150.00")]),
    (sent_back_in_vain, [(3, RECEIVED, "150.00"), (9, SENT, "-150.00"), (12, Moved.CAME_BACK, "150.00")]),
    (booked_by_mistake, [(3, RECEIVED, "150.00"), (20, CORRECTED, "-150.00")]),
]
NAMES = [happened.__name__ for happened, _moves in HAPPENED]


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(("happened", "moves"), HAPPENED, ids=NAMES)
def test_every_move_stands_on_its_day_under_its_name(invoice, clerk, happened, moves) -> None:
    happened(invoice, clerk)
    found = sorted((move.on.day, move.kind, move.amount) for move in selectors.moves_of(invoice.member))
    assert found == sorted((day, kind, E(amount)) for day, kind, amount in moves)


@pytest.mark.parametrize("happened", [happened for happened, _moves in HAPPENED], ids=NAMES)
def test_sums_of_every_paper_explain_themselves(invoice, clerk, happened) -> None:
    happened(invoice, clerk)
    member = invoice.member
    invoice.refresh_from_db()
    note = getattr(invoice, "credit_note", None)
    used = sum(move.amount for move in selectors.moves_on(invoice))
    assert invoice.total + (note.total if note else 0) - used == invoice.open
    page = selectors.membership_page(member, AT.date())
    asked = sum(row.total for row in page.account.documents)
    assert asked - page.together == invoice.open - page.unused
    sheet = account_sheet(member, dt.date(2026, 11, 1), AT.date(), issued_on=AT.date())
    assert sheet.closing == invoice.open - page.unused


def test_pages_tell_what_the_bank_took_back(invoice, clerk) -> None:
    taken_back(invoice, clerk)
    client = signed_in(invoice.member.user)
    page = _text(client.get("/membership/"))
    assert "5 Nov 2026 Taken back by the bank 2026-000001 EUR -150.00 3 Nov 2026 Payment received, thank you" in page
    assert "Together EUR 0.00" in page
    page = _text(client.get("/membership/invoices/2026-000001/"))
    told = "Payment received, thank you 3 November 2026 EUR 150.00 Taken back by the bank 5 November 2026 EUR -150.00"
    assert f"{told} Still open EUR 150.00" in page


def test_pages_tell_what_we_paid_back(invoice, clerk) -> None:
    credited_and_sent_back(invoice, clerk)
    client = signed_in(invoice.member.user)
    assert "9 Nov 2026 Paid back by us 2026-000001 EUR -150.00" in _text(client.get("/membership/"))
    page = _text(client.get("/membership/invoices/2026-000001/"))
    for told in (
        "Paid back by us 9 November 2026 EUR -150.00",
        "Credit note C2026-000001 20 November 2026 EUR -150.00 Still open EUR 0.00",
    ):
        assert told in page, told


def test_many_moves_take_as_many_statements_as_few(invoice, clerk) -> None:
    asked = []
    for _turn in range(2):
        for _line in range(1 if not asked else 5):
            line = came("20.00", 3 + _line, reference=invoice.reference, end_to_end=f"E-{len(asked)}-{_line}")
            payments.assign(line.pk, invoice.member, by=clerk, at=AT)
            sent = came("-20.00", 10 + _line, text=f"{len(asked)}-{_line}", end_to_end="")
            payments.offset(sent.pk, line.pk, E("-20.00"), by=clerk, at=AT)
        with CaptureQueriesContext(connection) as queries:
            selectors.moves_of(invoice.member)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 4
