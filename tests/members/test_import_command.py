"""The command that brings in statements, and several files at once: all or none, in JSON and in sentences."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from members.models import BankLine, BankStatement, InvoiceTerms
from tests.factories.money import InvoiceFactory, InvoiceTermsFactory
from tests.statements import OURS, Pay, document, entry, lines, statement, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]


@pytest.fixture(autouse=True)
def terms() -> InvoiceTerms:
    return InvoiceTermsFactory(iban=OURS)


def _run(*files: Path) -> tuple[int, dict, str]:
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_statement", *map(str, files), stdout=out, stderr=err)
    except SystemExit as ended:
        status = ended.code
    return status, json.loads(out.getvalue()), err.getvalue()


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_one_file_is_told_as_its_summary(tmp_path, terms):
    invoice = InvoiceFactory(terms=terms)
    file = _file(tmp_path, "s.xml", lines([Pay(reference=invoice.reference), Pay(amount="10.00", end_to_end="E-2")]))
    status, told, err = _run(file)
    assert (status, err) == (0, "")
    assert told == {
        "statements": 1, "entries": 2, "credits": 2, "matched": 1, "proposed": 0, "unmatched": 1, "known": 0,
        "refused": [], "sums": {"EUR": "160.00"},
    }  # fmt: skip
    assert _run(file)[1] == {**told, "matched": 0, "unmatched": 0, "known": 2}


def test_several_files_are_summed_and_told_one_by_one(tmp_path):
    first = _file(tmp_path, "a.xml", lines([Pay(end_to_end="E-1")]))
    second = _file(tmp_path, "b.zip", zipped({"c.xml": lines([Pay(amount="-5.00", end_to_end="E-2")])}))
    status, told, _err = _run(first, second)
    assert status == 0
    assert (told["entries"], told["sums"]) == (2, {"EUR": "145.00"})
    assert [(one["file"], one["entries"]) for one in told["files"]] == [("a.xml", 1), ("b.zip", 1)]
    assert set(BankStatement.objects.values_list("file_name", flat=True)) == {"a.xml", "c.xml"}


def test_one_bad_file_keeps_all_out_and_every_fault_is_told(tmp_path):
    good = _file(tmp_path, "good.xml", lines([Pay()]))
    foreign = _file(tmp_path, "foreign.xml", document(statement(entry(Pay()), iban="NL20INGB0001234567")))
    status, told, err = _run(good, foreign, _file(tmp_path, "empty.xml", b""), _file(tmp_path, "x.txt", b"hello"))
    assert status == 2
    assert len(told["faults"]) == 3
    assert told["faults"][0].startswith("foreign.xml: Statement S-1 is of account NL20INGB0001234567")
    assert told["faults"][1].startswith("empty.xml: This file is empty.")
    assert err.strip().splitlines() == told["faults"]
    assert not BankLine.objects.exists()
    assert not BankStatement.objects.exists()


@pytest.mark.parametrize("name", ["missing.xml", ".", "no\x00thing.xml"])
def test_file_that_cannot_be_read_is_a_sentence(tmp_path, name):
    status, told, err = _run(tmp_path / name)
    assert status == 2
    assert "cannot be read: " in told["faults"][0]
    assert told["faults"][0].endswith(".")
    assert "Traceback" not in err


def test_entry_not_booked_is_told_as_left_out(tmp_path):
    data = document(statement(entry(Pay(), status="PDNG"), entry(Pay(end_to_end="E-2"))))
    status, told, _err = _run(_file(tmp_path, "s.xml", data))
    assert (status, told["entries"], len(told["refused"])) == (0, 1, 1)
