"""What is read from bank statements: every version, batches, reversals, gaps; and that a booking is known again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.camt import Line, Reading, read
from tests import statements as bank
from tests.statements import OURS, PAYERS, VERSIONS, Pay, document, entry, statement, zipped

D = dt.date


def lines(reading: Reading) -> tuple[Line, ...]:
    assert reading.faults == ()
    return tuple(line for one in reading.statements for line in one.lines)


def prints(data: bytes) -> list[str]:
    reading = read(data)
    assert reading.faults == ()
    return [line.fingerprint(one.iban) for one in reading.statements for line in one.lines]


FULL = Pay(
    name="Zoë  Voorbeeld",
    text=("Contribution 2026", "member 10001"),
    reference="RF18539007547034",
    end_to_end="E2E-1",
    transaction="T-1",
)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_says_the_same(version: int) -> None:
    data = document(
        statement(entry(FULL, version=version, reference="REF1", batch="B-1"), balances=("10.00", "160.00")),
        version=version,
    )
    reading = read(data)
    [line] = lines(reading)
    assert line == Line(
        position=1,
        entry=1,
        part=1,
        amount=Decimal("150.00"),
        currency="EUR",
        booked_on=D(2026, 11, 2),
        value_on=D(2026, 11, 2),
        reversal=False,
        bank_reference="REF1",
        end_to_end="E2E-1",
        transactions=("T-1",),
        name="Zoë Voorbeeld",
        iban=PAYERS[0],
        bic="INGBNL2A",
        remittance="Contribution 2026 member 10001",
        references=("RF18539007547034",),
        batch="B-1",
        description="586",
    )
    [one] = reading.statements
    assert (one.iban, one.currency, one.ident, one.sequence) == (OURS, "EUR", "S-1", 1)
    assert one.created_at == dt.datetime(2026, 11, 3, 5, tzinfo=dt.UTC)
    assert one.opening is not None
    assert one.closing is not None
    assert (one.opening.amount, one.opening.day) == (Decimal("10.00"), D(2026, 11, 1))
    assert (one.closing.amount, one.closing.day) == (Decimal("160.00"), D(2026, 11, 2))


@pytest.mark.parametrize("version", VERSIONS)
def test_payee_of_what_left_is_the_other_side(version: int) -> None:
    [line] = lines(read(bank.lines([Pay(amount="-12.50", name="Drukkerij Voorbeeld")], version)))
    assert (line.amount, line.name, line.iban) == (Decimal("-12.50"), "Drukkerij Voorbeeld", PAYERS[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_reversed_credit_leaves_again_with_its_payer(version: int) -> None:
    data = document(statement(entry(Pay(amount="-150.00"), version=version, reversal=True)), version=version)
    [line] = lines(read(data))
    assert (line.amount, line.reversal, line.name) == (Decimal("-150.00"), True, "J. Voorbeeld")


def test_reversal_whose_sides_were_turned_still_names_the_other() -> None:
    turned = entry(Pay(amount="-150.00"), reversal=True).replace("Dbtr", "Cdtr")
    ours = f"<DbtrAcct><Id><IBAN>{OURS}</IBAN></Id></DbtrAcct>"
    [line] = lines(read(document(statement(turned.replace("</RltdPties>", f"{ours}</RltdPties>")))))
    assert (line.name, line.iban) == ("J. Voorbeeld", PAYERS[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_batch_is_one_line_for_each_payment(version: int) -> None:
    pays = [Pay(amount="150.00", name="Een"), Pay(amount="75.50", name="Twee"), Pay(amount="0.01", name="Drie")]
    batch = entry(*pays, version=version, reference="REF1")
    found = lines(read(document(statement(batch, entry(Pay(amount="1.00"), version=version)), version=version)))
    assert [(line.position, line.entry, line.part, line.name, line.amount) for line in found] == [
        (1, 1, 1, "Een", Decimal("150.00")),
        (2, 1, 2, "Twee", Decimal("75.50")),
        (3, 1, 3, "Drie", Decimal("0.01")),
        (4, 2, 1, "J. Voorbeeld", Decimal("1.00")),
    ]


@pytest.mark.parametrize(
    ("pays", "told"),
    [
        ([], {"amount": "150.00", "details": False}),
        ([Pay(own_amount=False)], {"amount": "150.00"}),
        ([Pay(amount="163.20", currency="USD")], {"amount": "150.00"}),
    ],
    ids=["no details", "details without an amount", "ordered in another currency"],
)
def test_one_payment_without_an_amount_of_its_own_is_what_was_booked(pays: list[Pay], told: dict[str, Any]) -> None:
    for version in (2, 8):
        data = document(statement(entry(*pays, version=version, **told)), version=version)
        assert [line.amount for line in lines(read(data))] == [Decimal("150.00")]


def test_what_is_not_booked_is_left_out_and_no_fault() -> None:
    for version in (2, 8):
        entries = [entry(Pay(), version=version, status=status) for status in ("PDNG", "INFO", "FUTR", "BOOK")]
        unread = entry(Pay(), version=version, status="PDNG", amount="", booked="", indicator="", currency="")
        data = document(statement(*entries, unread, balances=("0.00", "150.00")), version=version)
        reading = read(data)
        assert len(lines(reading)) == 1
        told = [(one.entry, one.status, one.amount) for one in reading.statements[0].left_out]
        amount = Decimal("150.00")
        assert told == [(1, "PDNG", amount), (2, "INFO", amount), (3, "FUTR", amount), (5, "PDNG", None)]


@pytest.mark.parametrize(
    ("booked", "moment", "day"),
    [
        ("2026-11-02", False, D(2026, 11, 2)),
        ("2026-11-02Z", False, D(2026, 11, 2)),
        ("2026-11-02+01:00", False, D(2026, 11, 2)),
        ("2026-11-02T23:30:00", True, D(2026, 11, 2)),
        ("2026-11-02T23:30:00Z", True, D(2026, 11, 3)),
        ("2026-07-01T22:30:00.123Z", True, D(2026, 7, 2)),
        ("2026-11-03T00:30:00+02:00", True, D(2026, 11, 2)),
    ],
)
def test_booking_day_is_the_day_in_amsterdam(booked: str, moment: bool, day: dt.date) -> None:
    [line] = lines(read(document(statement(entry(Pay(), booked=booked, moment=moment)))))
    assert line.booked_on == day


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_encodings_banks_use_are_read(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    data = document(statement(entry(FULL)), encoding=encoding, declared=declared)
    assert [line.name for line in lines(read(data))] == ["Zoë Voorbeeld"]


def test_gaps_and_strangers_are_tolerated() -> None:
    bare = (
        "<Stmt><Acct><Id><IBAN>NL91 ABNA 0417 1643 00</IBAN></Id></Acct><Ntry><Amt Ccy='EUR'>5</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-01</Dt></BookgDt></Ntry></Stmt>"
    )
    strange = (
        "<SplmtryData><Envlp><Ntry/><x:BkToCstmrStmt xmlns:x='urn:x'><x:Stmt/></x:BkToCstmrStmt></Envlp></SplmtryData>"
    )
    plain = document(bare)
    variants = [
        plain,
        document(bare, prefix="ns2", version=8),
        document(bare.replace("<Ntry>", f"{strange}<Ntry><Unknown><Amt Ccy='XXX'>1</Amt></Unknown>")),
        b" \r\n" + plain,
        plain.replace(
            b"<Document", b"<Envelope><AppHdr xmlns='urn:iso:std:iso:20022:tech:xsd:head.001.001.01'/><Document"
        )
        + b"</Envelope>",
        plain.replace(b' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', b""),
        document(bare, version=99),
    ]
    for data in variants:
        [line] = lines(read(data))
        assert (line.amount, line.currency, line.name, line.remittance) == (Decimal("5.00"), "EUR", "", "")
        assert read(data).statements[0].iban == OURS


def test_zip_holds_the_same_bookings() -> None:
    first, second = bank.lines([FULL]), bank.lines([Pay()], 8)
    data = zipped({"a/../one.xml": first, "two.xml": second, "__MACOSX/._one.xml": b"\0", "folder/": b""})
    assert [one.file for one in read(data).statements] == ["one.xml", "two.xml"]
    assert prints(data) == prints(first) + prints(second)


WORDS_FOR_NONE = ["NOTPROVIDED", "NONREF", "not provided", "000000", "N/A", "-", ""]


@pytest.mark.parametrize("word", WORDS_FOR_NONE)
def test_words_for_no_reference_are_none(word: str) -> None:
    [line] = lines(read(document(statement(entry(Pay(end_to_end=word), reference=word)))))
    assert (line.bank_reference, line.end_to_end) == ("", "")


def test_identical_lines_keep_apart_and_are_known_again() -> None:
    for word in (*WORDS_FOR_NONE, "REUSED"):
        same = [entry(Pay(), reference=word) for _number in range(3)]
        found = prints(document(statement(*same)))
        assert len(set(found)) == 3
        assert prints(document(statement(*same[:2], ident="S-0"))) == found[:2]


def test_reference_makes_a_booking_known_whatever_else_is_said() -> None:
    told = [
        prints(document(statement(entry(Pay(name=name, text=name), version=8, reference="R1")), version=8))
        for name in ("Jan", "J")
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "other",
    [
        {"pay": Pay(amount="150.01")},
        {"pay": Pay(amount="-150.00")},
        {"pay": Pay(name="K. Voorbeeld")},
        {"pay": Pay(iban=PAYERS[1])},
        {"pay": Pay(text="x")},
        {"pay": Pay(end_to_end="E2E")},
        {"booked": "2026-11-03"},
        {"reversal": True},
        {"reference": "R1"},
        {"iban": "NL20INGB0001234567"},
    ],
    ids=str,
)
def test_another_booking_is_another(other: dict[str, Any]) -> None:
    plain = prints(document(statement(entry(Pay()))))
    told = dict(other)
    account = told.pop("iban", OURS)
    assert prints(document(statement(entry(told.pop("pay", Pay()), **told), iban=account))) != plain


texts = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"]), max_size=40)
pays = st.builds(
    Pay,
    amount=st.integers(1, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02}"),
    name=texts,
    iban=st.sampled_from(PAYERS),
    text=texts,
    end_to_end=st.sampled_from(["NOTPROVIDED", "E1", "E2"]),
)
batches = st.lists(st.lists(pays, min_size=1, max_size=4), min_size=1, max_size=5)


@given(batches=batches, one=st.sampled_from(VERSIONS), other=st.sampled_from(VERSIONS), referred=st.booleans())
def test_same_bookings_in_another_version_or_file_are_known_again(
    batches: list[list[Pay]], one: int, other: int, referred: bool
) -> None:
    def written(version: int, count: int) -> bytes:
        entries = [
            entry(*batch, version=version, reference=f"R{place}" if referred else "")
            for place, batch in enumerate(batches[:count])
        ]
        return document(statement(*entries, ident=f"S-{version}"), version=version)

    whole = written(one, len(batches))
    found = prints(whole)
    assert len(set(found)) == len(found) == sum(map(len, batches))
    assert prints(written(other, len(batches))) == found
    assert prints(zipped({"s.xml": whole})) == found
    part = prints(written(other, 1))
    assert part == found[: len(part)]
    for place, batch in enumerate(batches, 1):
        total = sum(Decimal(pay.amount) for pay in batch)
        assert sum(line.amount for line in lines(read(whole)) if line.entry == place) == total
