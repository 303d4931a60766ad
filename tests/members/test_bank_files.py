"""Files of statements together: read before anything is locked, and whose money it is by any spelling."""

import datetime as dt
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import services
from members.models import Allocation, BankLine, BankStatement
from members.services import StatementRefused
from tests.members.bank_office import bring, clerk, owed
from tests.statements import Pay, lines

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)


def test_every_file_is_read_before_the_books_are_locked() -> None:
    owed()
    files = [("good.xml", lines([Pay()])), ("bad.xml", b"no statement")]
    with CaptureQueriesContext(connection) as asked, pytest.raises(StatementRefused) as refused:
        services.import_statements(files, by=None, at=AT)
    assert [fault.startswith("bad.xml") for fault in refused.value.faults] == [True]
    assert all(query["sql"].startswith("SELECT") and "advisory" not in query["sql"] for query in asked)
    assert not BankStatement.objects.exists()


@pytest.mark.parametrize("gap", ["", " ", ".", " . "])
def test_money_for_what_is_paid_already_is_known_as_the_members_however_it_is_quoted(gap: str) -> None:
    invoice = owed(paid=True)
    digits = invoice.reference[2:]
    quoted = gap.join(["RF" + digits[:2], digits[2:6], digits[6:10], digits[10:]])
    (line,) = bring(clerk(), Pay(text=f"Betaling {quoted} bedankt"))
    assert line.member == invoice.member


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_payments_that_differ_in_their_reference_alone_are_each_brought_in(order: tuple[int, ...]) -> None:
    """An employer pays alike for several on one day, and the bank gives no number of its own."""
    pays = [Pay(reference=owed().reference) for _number in range(6)]
    files = [lines(pays[:4]), lines(pays[2:]), lines(list(reversed(pays)))]
    for number in order:
        services.import_statement(files[number], name="s.xml", by=None, at=AT)
    assert BankLine.objects.count() == Allocation.objects.count() == 6
