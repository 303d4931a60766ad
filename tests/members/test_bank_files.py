"""Files of statements together: read before anything is locked, and whose money it is by any spelling."""

import datetime as dt
import json
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import services
from members.models import Allocation, BankLine, BankStatement
from members.services import StatementRefused
from tests.members.bank_office import bring, clerk, owed, text_of, upload
from tests.statements import Pay, document, entry, lines, statement, zipped

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


def test_faults_name_the_zip_and_the_file_in_it_on_the_page_and_in_json(tmp_path: Path) -> None:
    owed()
    foreign = document(statement(entry(Pay()), iban="NL20INGB0001234567"))
    no_day = document(statement(entry(Pay(), booked="")))
    files = {"01/s.xml": foreign, "02/s.xml": no_day, "pic.pdf": b"%PDF", "good.xml": lines([Pay()])}
    (tmp_path / "year.zip").write_bytes(zipped(files))
    (tmp_path / "y").write_bytes(b"")
    beginnings = [
        "year.zip: 02/s.xml, statement S-1, entry 1: There is no booking date.",
        "year.zip: pic.pdf: This file is no bank statement in XML: it is a PDF.",
        "year.zip: 01/s.xml: Statement S-1 is of account NL20INGB0001234567, which no invoice terms name.",
        "y: This file is empty.",
    ]
    page = text_of(upload(clerk(), *((name, (tmp_path / name).read_bytes()) for name in ("year.zip", "y"))))
    assert all(beginning in page for beginning in beginnings)
    written = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_statement", tmp_path / "year.zip", tmp_path / "y", stdout=written, stderr=StringIO())
    faults = json.loads(written.getvalue())["faults"]
    assert [fault[: len(beginning)] for fault, beginning in zip(faults, beginnings, strict=True)] == beginnings


def test_what_is_left_out_names_the_file_in_the_zip() -> None:
    owed()
    waits = document(statement(entry(Pay(), status="PDNG")))
    (told,) = services.import_statements([("a.zip", zipped({"in.xml": waits}))], by=None, at=AT)
    assert [sentence.partition(", entry")[0] for sentence in told.refused] == ["in.xml: Statement S-1"]
    (told,) = services.import_statements([("a.xml", waits)], by=None, at=AT)
    assert [sentence.partition(", entry")[0] for sentence in told.refused] == ["Statement S-1"]


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
