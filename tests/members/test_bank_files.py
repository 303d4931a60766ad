"""Files of statements together: read before anything is locked, and whose money it is by any spelling."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import services
from members.models import BankStatement
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
