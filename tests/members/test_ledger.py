"""The books: every document comes to nothing, whatever was billed, banked, used and undone."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.enums import Account, Use
from members.rules import ledger
from members.rules.ledger import Banked, Billed, Document, Placed, balances, carried, entries, sums

DAY = dt.date(2026, 11, 2)
cents = st.integers(-(10**9), 10**9).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
billed = st.builds(
    lambda total, rate: Billed(day=DAY, name="1", total=total, vat=(total * rate / 100).quantize(Decimal("0.01"))),
    cents,
    st.integers(0, 50),
)
banked = st.builds(lambda amount: Banked(day=DAY, name="bank 1", amount=amount), cents)
placed = st.builds(
    lambda use, amount: Placed(day=DAY, name="use 1", use=use, amount=amount), st.sampled_from(Use), cents
)
documents = st.lists(st.one_of(billed, banked, placed), max_size=30)

TOLD = [
    (
        Billed(day=DAY, name="2026-000001", total=Decimal("121.00"), vat=Decimal("21.00")),
        [(Account.DEBTORS, "121.00"), (Account.CONTRIBUTIONS, "-100.00"), (Account.VAT, "-21.00")],
    ),
    (
        Billed(day=DAY, name="C2026-000001", total=Decimal("-150.00"), vat=Decimal("0.00")),
        [(Account.DEBTORS, "-150.00"), (Account.CONTRIBUTIONS, "150.00")],
    ),
    (Banked(day=DAY, name="bank 1", amount=Decimal("7.50")), [(Account.BANK, "7.50"), (Account.UNPLACED, "-7.50")]),
    (Banked(day=DAY, name="bank 2", amount=Decimal("-9.95")), [(Account.BANK, "-9.95"), (Account.UNPLACED, "9.95")]),
    (
        Placed(day=DAY, name="use 1", use=Use.INVOICE, amount=Decimal("150.00")),
        [(Account.UNPLACED, "150.00"), (Account.DEBTORS, "-150.00")],
    ),
    (
        Placed(day=DAY, name="use 2", use=Use.OTHER, amount=Decimal("-9.95")),
        [(Account.UNPLACED, "-9.95"), (Account.NOT_OURS, "9.95")],
    ),
    (
        Placed(day=DAY, name="use 3", use=Use.LINE, amount=Decimal("10.00")),
        [(Account.UNPLACED, "10.00"), (Account.UNPLACED, "-10.00")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "booked"), TOLD, ids=lambda told: getattr(told, "name", ""))
def test_document_books_what_the_table_says(document, booked):
    assert [(entry.account, f"{entry.amount:.2f}") for entry in entries(document)] == booked


def test_nothing_but_the_three_kinds_is_booked():
    with pytest.raises(TypeError):
        entries(Document(day=DAY, name="?"))


@given(st.one_of(billed, banked, placed))
def test_every_document_comes_to_nothing(document):
    made = entries(document)
    assert sum(entry.amount for entry in made) == 0
    assert all((entry.debit, entry.credit) in {(entry.amount, 0), (0, -entry.amount)} for entry in made)


@given(documents)
def test_debit_is_credit_and_the_accounts_come_to_nothing(rows):
    booked = sums(entry for row in rows for entry in entries(row))
    assert sum(debit for debit, _credit in booked.values()) == sum(credit for _debit, credit in booked.values())


def _summed(rows):
    uses = defaultdict(Decimal)
    for row in rows:
        if isinstance(row, Placed):
            uses[row.use] += row.amount
    bills = [row for row in rows if isinstance(row, Billed)]
    return balances(
        total=sum((row.total for row in bills), Decimal(0)),
        vat=sum((row.vat for row in bills), Decimal(0)),
        bank=sum((row.amount for row in rows if isinstance(row, Banked)), Decimal(0)),
        uses=uses,
    )


@given(documents, documents)
def test_closing_is_opening_and_all_that_was_booked(before, within):
    closing: ledger.Balances = {}
    list(carried(_summed(before), (entry for row in within for entry in entries(row)), closing))
    assert closing == _summed(before + within)
    assert sum(closing.values()) == 0
    assert list(closing) == list(Account)
