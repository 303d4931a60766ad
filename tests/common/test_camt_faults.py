"""What is refused in bank statements: each with its place and its sentence, all at once, and never an exception."""

import encodings.aliases
import gzip
import io
import struct
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.camt import Fault, FaultCode, Reading, files, read, reader
from common.camt.kinds import Kind
from members import statement_words as words
from tests import statements as bank
from tests.statements import Pay, document, entry, statement, zipped

GOOD = bank.lines([Pay(name="Zoë Voorbeeld"), Pay()])


def told(data: bytes, name: str = "") -> list[str]:
    return [words.fault(found) for found in read(data, name).faults]


ASK = "Download the statement again; if it is the same, ask the bank for a corrected one."
AGAIN = "Download it from the bank once more and upload that file."
CHOOSE = "In the bank's portal, choose statements in the format camt.053 (XML)."
ENTRIES: list[tuple[dict[str, Any], str]] = [
    ({"status": ""}, "The entry does not say whether it is booked: its status is missing."),
    ({"status": "BOOKED"}, "The entry has the status “BOOKED”, which we do not know."),
    ({"amount": "-5.00", "indicator": ""}, "It does not say whether money came in or went out."),
    ({"indicator": "CREDIT"}, "“CREDIT” does not say whether money came in (CRDT) or went out (DBIT)."),
    ({"booked": ""}, "There is no booking date."),
    ({"booked": "2026-02-30"}, "The booking date “2026-02-30” is no day we can read."),
    (
        {"booked": "0001-01-01T00:00:00+14:00", "moment": True},
        "The booking date “0001-01-01T00:00:00+14:00” is no day we can read.",
    ),
    ({"currency": "USD"}, "There is an amount in USD, while the account is in EUR."),
    ({"currency": ""}, "The amount has no currency."),
    ({"more": "<RvslInd>yes</RvslInd>"}, "“yes” does not say whether the entry is a reversal (true or false)."),
]  # fmt: skip


@pytest.mark.parametrize(("broken", "sentence"), ENTRIES, ids=[sentence for _broken, sentence in ENTRIES])
@pytest.mark.parametrize("version", [2, 8])
def test_entry_with_something_wrong_is_told_with_its_place(broken: dict[str, Any], sentence: str, version: int) -> None:
    pays = [] if "amount" in broken else [Pay()]
    wrong = entry(*pays, version=version, **{"amount": "150.00", **broken})
    data = document(statement(entry(Pay(), version=version), wrong, balances=("0.00", "1.00")), version=version)
    assert told(data) == [f"Statement S-1, entry 2: {sentence} {ASK}"]
    assert len(read(data).statements[0].lines) == 1


@pytest.mark.parametrize(
    "text", ["10.001", "-10.00", "+-1", "1e3", "1,50", "١٢", "NaN", "99999999999999.00", ".", "--", "1" * 500]
)
def test_amount_that_is_none_is_told(text: str) -> None:
    data = document(statement(entry(amount="1.00", details=False, reference="R1").replace("1.00", text)))
    assert told(data) == [
        (
            f"Statement S-1, entry 1 (R1): “{text[:40]}” is no amount we can book: it must be a "
            f"positive number with at "
            f"most two decimals. {ASK}"
        )
    ]


@pytest.mark.parametrize(("text", "amount"), [("10", "10"), ("10.5", "10.5"), ("10.50000", "10.5"), (".5", "0.5")])
def test_amount_that_is_one_is_read(text: str, amount: str) -> None:
    reading = read(document(statement(entry(amount="1.00", details=False).replace("1.00", text))))
    assert [line.amount for line in reading.statements[0].lines] == [Decimal(amount)]


def test_entry_without_anything_is_told_everything() -> None:
    reading = read(document(statement("<Ntry/>", "<Ntry><Sts>BOOK</Sts></Ntry>")))
    missing = [FaultCode.NO_AMOUNT, FaultCode.NO_SIGN, FaultCode.NO_BOOKING_DAY]
    assert [(found.entry, found.code) for found in reading.faults] == [
        (1, FaultCode.NO_STATUS), *((1, code) for code in missing), *((2, code) for code in missing),
    ]  # fmt: skip


PARTS: list[tuple[tuple[Pay, ...], dict[str, Any], str]] = [
    (
        (Pay(), Pay()),
        {"amount": "299.99"},
        "entry 1: The payments booked as one come to EUR 300.00, while EUR 299.99 was booked.",
    ),
    (
        (Pay(),),
        {"amount": "149.00"},
        "entry 1: The payments booked as one come to EUR 150.00, while EUR 149.00 was booked.",
    ),
    (
        (Pay(), Pay(own_amount=False)),
        {},
        "entry 1, payment 2 of it: Several payments are booked as one, and this one has no amount.",
    ),
    (
        (Pay(), Pay(currency="USD")),
        {},
        "entry 1, payment 2 of it: There is an amount in USD, while the account is in EUR.",
    ),
]


@pytest.mark.parametrize(("pays", "more", "sentence"), PARTS, ids=[sentence for _pays, _more, sentence in PARTS])
@pytest.mark.parametrize("version", [2, 4, 8])
def test_batch_that_does_not_fit_is_told(
    pays: tuple[Pay, ...], more: dict[str, Any], sentence: str, version: int
) -> None:
    data = document(statement(entry(*pays, version=version, **more)), version=version)
    assert told(data) == [f"Statement S-1, {sentence} {ASK}"]


STATEMENTS: list[tuple[dict[str, Any], str]] = [
    ({"iban": ""}, f"The statement does not say of which account it is: the IBAN is missing. {ASK}"),
    (
        {"iban": "", "other": "123"},
        (
            "The statement names its account by another number than an IBAN (123), so we cannot know it is ours. "
            "Ask the bank for statements that name the IBAN."
        ),
    ),
    (
        {"iban": "NL92ABNA0417164300"},
        f"The statement's account, NL92ABNA0417164300, is no IBAN: its check digits do not fit. {ASK}",
    ),
    (
        {"balances": ("10.00", "170.00")},
        (
            "The statement does not add up: EUR 10.00 at the beginning and all bookings come to EUR 160.00, while the "
            f"balance at the end is EUR 170.00. {ASK}"
        ),
    ),
    (
        {"balances": ("-200.00", "50.00")},
        (
            "The statement does not add up: EUR -200.00 at the beginning and all bookings come to EUR "
            "-50.00, while the "
            f"balance at the end is EUR 50.00. {ASK}"
        ),
    ),
]


@pytest.mark.parametrize(("more", "sentence"), STATEMENTS, ids=[sentence for _more, sentence in STATEMENTS])
def test_statement_with_something_wrong_is_told(more: dict[str, Any], sentence: str) -> None:
    assert told(document(statement(entry(Pay()), **more))) == [f"Statement S-1: {sentence}"]


def test_balance_with_something_wrong_is_told() -> None:
    data = document(statement(entry(Pay()), balances=("0.00", "150.00")))
    assert told(data.replace(b'<Amt Ccy="EUR">0.00<', b'<Amt Ccy="USD">0.00<')) == [
        f"Statement S-1, balance OPBD: There is an amount in USD, while the account is in EUR. {ASK}"
    ]


def test_one_balance_alone_is_not_compared() -> None:
    assert told(document(statement(bank.balance("OPBD", "10.00"), entry(Pay())))) == []
    assert told(document(statement(bank.balance("CLBD", "10.00"), entry(Pay())))) == []


def test_balances_of_every_day_are_compared_first_with_last() -> None:
    days = [
        bank.balance("OPBD", "150.00", "2026-11-02"), bank.balance("CLBD", "300.00", "2026-11-02"),
        bank.balance("OPBD", "0.00", "2026-11-01"), bank.balance("CLBD", "150.00", "2026-11-01"),
    ]  # fmt: skip
    assert told(document(statement(*days, entry(Pay()), entry(Pay())))) == []


def office() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def marked(data: bytes, offset: int, value: bytes) -> bytes:
    """A ZIP with something written into the directory entry of its first member."""
    start = data.index(b"PK\x01\x02") + offset
    return data[:start] + value + data[start + len(value) :]


def bomb() -> bytes:
    return zipped({"s.xml": b" " * 20_000_000})


NOT_XML = f"This file is no bank statement in XML: it is %s. {CHOOSE}"
MT940 = "a statement in the older format MT940"
OTHER = f"This file is XML, but no bank statement: it holds %s. {CHOOSE}"
DAY_SO_FAR = "bookings of the day so far (camt.052), which may still change"
LIES = f"This file says that its characters are written in %s, but they are not, so names could come out wrong. {ASK}"
UNHEARD = f"This file says that its characters are written in %s, which we cannot read. {ASK}"
HALF = f"This file ends in the middle, in line 1: its end is missing. {AGAIN}"
DAMAGED = f"This file is damaged: line 1, character %d cannot be read as XML. {AGAIN}"
DEEP = (
    f"In this file more than 64 elements stand in one another, which no bank statement needs, so we "
    f"stopped reading it. {AGAIN}"
)
ZIP_EMPTY = "There is no file in this ZIP file. Put the statements into it, or upload them one by one."
ZIP_DAMAGED = f"This ZIP file is damaged and cannot be unpacked. {AGAIN}"
ZIP_BOMB = (
    "A file in this ZIP file would become more than 250 times as large, which no bank statement does, so we did not "
    "unpack it. Unpack it yourself and upload the statements themselves."
)
PERIOD = "Choose a shorter period and upload several files."
DTD = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DTD_TOLD = (
    "This file declares a document type of its own (DOCTYPE), which no bank statement does and which can be used to do "
    "harm, so we did not read it. Download it from the bank yourself, and tell us if it is the same."
)
HOSTILE: list[tuple[str, bytes, str]] = [
    ("empty", b"", f"This file is empty. {AGAIN}"),
    ("blank", b" \n", f"This file is empty. {AGAIN}"),
    ("MT940", b":20:STMT\r\n:25:NL91ABNA0417164300\r\n:60F:C261101EUR0,00\r\n", NOT_XML % MT940),
    ("MT940 in its envelope", b"{1:F01ABNANL2AXXXX}{2:}", NOT_XML % MT940),
    ("CSV", b'"Date";"Amount"\r\n"20261102";"1,50"\r\n', NOT_XML % "a table (CSV)"),
    ("PDF", b"%PDF-1.7\n", NOT_XML % "a PDF"),
    ("web page", b"<!DOCTYPE html><html></html>", NOT_XML % "a web page"),
    ("JSON", b'{"a": 1}', NOT_XML % "data in JSON"),
    ("gzip", gzip.compress(GOOD), NOT_XML % "a packed file (gzip)"),
    ("text", b"Dear bank", NOT_XML % "plain text"),
    ("noise", bytes(range(128, 256)), NOT_XML % "something we do not know"),
    ("spreadsheet", office(), NOT_XML % "a spreadsheet or another office document"),
    ("camt.052", document(message="camt.052", body="BkToCstmrAcctRpt"), OTHER % DAY_SO_FAR),
    (
        "camt.054",
        document(message="camt.054", body="BkToCstmrDbtCdtNtfctn"),
        OTHER % "notices of single bookings (camt.054)",
    ),
    ("pain.001", document(message="pain.001", body="CstmrCdtTrfInitn"), OTHER % "payment orders (pain.001)"),
    ("pacs.008", document(message="pacs.008", body="FIToFICstmrCdtTrf"), OTHER % "another kind of message (pacs.008)"),
    ("other XML", b"<svg xmlns='http://www.w3.org/2000/svg'/>", OTHER % "something we do not know"),
    ("camt.053 in camt.052", document(statement(entry(Pay())), message="camt.052"), OTHER % DAY_SO_FAR),
    (
        "version 1",
        document(statement(), version=1),
        (
            "This statement is in version 1 of camt.053; we read version 2 and later. In the bank's "
            "portal, choose a later version."
        ),
    ),
    ("no statement", document(), f"This file is of the right kind, but there is no statement in it. {AGAIN}"),
    ("entity bomb", document(statement(entry(Pay(name="x"))), head=DTD), DTD_TOLD),
    ("external entity", document(head=EXTERNAL), DTD_TOLD),
    ("document type", document(head="<!DOCTYPE Document SYSTEM 'http://example.com/x.dtd'>"), DTD_TOLD),
    ("unknown entity", document(statement(ident="&amp;x")).replace(b"&amp;amp;", b"&a;"), DAMAGED % 202),
    (
        "Latin 1 declared as UTF-8",
        document(statement(entry(Pay(name="Zoë"))), encoding="iso-8859-1", declared="utf-8"),
        LIES % "utf-8",
    ),
    ("UTF-8 declared as UTF-16", document(statement(), declared="utf-16"), LIES % "utf-16"),
    ("many bytes a character", document(statement(), declared="shift_jis"), UNHEARD % "shift_jis"),
    ("unheard-of encoding", document(statement(), declared="klingon"), UNHEARD % "klingon"),
    ("half a file", GOOD[:700], HALF),
    ("half a tag", GOOD[: GOOD.index(b"<Ntry>") + 3], HALF),
    ("two roots", GOOD + b"<x/>", DAMAGED % (len(GOOD.decode()) + 1)),
    ("depth", document("<a>" * 100_000), DEEP),
    ("ZIP cut off", zipped({"s.xml": GOOD})[:-30], ZIP_DAMAGED),
    ("ZIP without files", zipped({}), ZIP_EMPTY),
    ("ZIP of a Mac's leavings", zipped({"__MACOSX/._s.xml": b"x"}), ZIP_EMPTY),
    ("ZIP bomb", bomb(), ZIP_BOMB),
    (
        "ZIP of too many",
        zipped({f"{number}.xml": b"" for number in range(201)}),
        "There are more than 200 files in this ZIP file, which is too much. Make several smaller ones.",
    ),
    (
        "ZIP in a ZIP",
        zipped({"in.zip": zipped({"s.xml": GOOD})}),
        (
            "in.zip: This is a ZIP file inside a ZIP file, which we do not unpack. Unpack it and "
            "upload the statements themselves."
        ),
    ),
    (
        "ZIP with a password",
        marked(zipped({"s.xml": GOOD}), 8, b"\x01"),
        "s.xml: This file is locked with a password. Unpack it with the password and upload the statements themselves.",
    ),
    ("ZIP of an unknown method", marked(zipped({"s.xml": GOOD}), 10, b"\x63"), f"s.xml: {ZIP_DAMAGED}"),
    ("ZIP that lies about a size", marked(zipped({"s.xml": GOOD}), 24, struct.pack("<I", 50)), f"s.xml: {ZIP_DAMAGED}"),
    (
        "ZIP too large",
        marked(zipped({"s.xml": GOOD}), 24, struct.pack("<I", 300_000_000)),
        f"This is more than 200 MB of statements at once, which is too much. {PERIOD}",
    ),
]


@pytest.mark.parametrize(("data", "sentence"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_file_that_is_no_statement_is_told(data: bytes, sentence: str) -> None:
    assert told(data) == [sentence]


def test_file_that_stands_alone_goes_by_its_name() -> None:
    assert told(b"", "november.xml") == [f"november.xml: This file is empty. {AGAIN}"]


def test_every_fault_in_every_file_is_told() -> None:
    wrong = document(statement(entry(Pay(), booked=""), entry(Pay(), status="")), statement(ident="S-2", iban=""))
    reading = read(zipped({"a.xml": wrong, "b.pdf": b"%PDF", "c.xml": GOOD, "d.xml": b""}))
    assert [(found.file, found.statement, found.entry, found.code) for found in reading.faults] == [
        ("a.xml", "S-1", 1, FaultCode.NO_BOOKING_DAY),
        ("a.xml", "S-1", 2, FaultCode.NO_STATUS),
        ("a.xml", "S-2", 0, FaultCode.NO_IBAN),
        ("b.pdf", "", 0, FaultCode.NOT_XML),
        ("d.xml", "", 0, FaultCode.EMPTY),
    ]
    assert [one.file for one in reading.statements] == ["a.xml", "a.xml", "c.xml"]


def test_too_many_lines_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST", 10)
    sentence = (
        "These are more than 10 bookings at once, which is too much, so we stopped reading. "
        "Choose a shorter period and upload several files."
    )
    batch = document(statement(entry(*[Pay()] * 12)))
    entries = document(statement(*[entry(Pay())] * 12))
    several = zipped({"a.xml": document(statement(*[entry(Pay())] * 6)), "b.xml": entries, "c.xml": entries})
    assert told(batch) == told(entries) == [sentence]
    assert told(several) == [f"b.xml: {sentence}"]


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    assert [found.code for found in read(GOOD).faults] == [FaultCode.TOO_LARGE]
    assert [found.code for found in read(zipped({"s.xml": GOOD})).faults] == [FaultCode.TOO_LARGE]


def test_every_code_has_words() -> None:
    assert set(words.FAULTS) == set(FaultCode)
    assert set(words.KINDS) >= set(Kind) - {Kind.XML, Kind.ZIP}


@pytest.mark.parametrize("codec", sorted(set(encodings.aliases.aliases.values()) | {"idna", "punycode", "undefined"}))
def test_any_encoding_of_python_gives_a_reading(codec: str) -> None:
    assert isinstance(read(document(statement(entry(Pay())), declared=codec)), Reading)


def said(reading: Reading) -> None:
    """Every fault has a sentence."""
    for found in reading.faults:
        assert isinstance(found, Fault)
        assert words.fault(found)


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"<")
@example(b"\xff\xfe<")
def test_any_bytes_give_a_reading(data: bytes) -> None:
    said(read(data))


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=0, max_size=8), st.integers(0, 30))
def test_any_damage_gives_a_reading(place: int, other: bytes, gone: int) -> None:
    said(read(GOOD[:place] + other + GOOD[place + gone :]))


ZIPPED = zipped({"s.xml": GOOD, "t.xml": GOOD})


@given(st.integers(0, len(ZIPPED) - 1), st.binary(min_size=0, max_size=8), st.integers(0, 30))
def test_any_damage_to_a_zip_gives_a_reading(place: int, other: bytes, gone: int) -> None:
    said(read(ZIPPED[:place] + other + ZIPPED[place + gone :]))


@given(
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
    st.integers(0, 500),
    st.binary(max_size=4),
)
def test_other_ways_of_packing_give_a_reading(method: int, place: int, other: bytes) -> None:
    data = zipped({"s.xml": GOOD}, method)
    assert [len(one.lines) for one in read(data).statements] == [2]
    said(read(data[:place] + other + data[place + len(other) :]))
    assert zipfile.is_zipfile(io.BytesIO(data))
