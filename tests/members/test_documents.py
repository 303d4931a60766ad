"""Invoices, credit notes and statements of account, as they are read on paper and aloud."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from common.pdf import unbroken
from members.documents import About, BilledTo, InvoiceLine, account_pdf, invoice_pdf
from tests import papers
from tests.members.sheets import EMPLOYER, ISSUER, NOOR, REASON, YEAR, account, credit_note, invoice, open_item

PAYLOAD = "BCD\n002\n1\nSCT\n\nSECO-Institute\nNL91ABNA0417164300\nEUR{amount}\n\nRF462026000123"


def rows(pdf: bytes) -> str:
    """The text with what stands side by side on one line."""
    return papers.text(pdf, "-layout")


# Invoices -------------------------------------------------------------------------------------------------


def test_invoice_says_what_for_until_when_and_how_to_pay() -> None:
    made = invoice_pdf(invoice(vat_note="No VAT: this is how the reason would stand."))
    said = rows(made)
    for words in (
        "Invoice 2026-000123",
        "Please pay EUR 150.00 by 1 July 2026.",
        "Membership from 1 July 2026 to 30 June 2027 150.00",
        "Amount without VAT 150.00",
        "VAT, 0 % 0.00",
        "Total 150.00",
        "No VAT: this is how the reason would stand.",
        "NL91 ABNA 0417 1643 00",
        "RF46 2026 0001 23",
        "Without an app that scans it, copy the lines above",
        "Questions? Write to help@seco-institute.example or call +31 00 000 0000.",
        "Registration no. 00000000 · VAT no. NL000000000B00",
        "Page 1 of 1",
    ):
        assert words in said, words
    facts = papers.facts(made)
    assert (facts["Title"], facts["Tagged"], facts["Pages"]) == ("Invoice 2026-000123", "yes", "1")
    assert facts["CreationDate"].startswith("2026-05-02")
    assert all(papers.fonts(made).values())


def test_code_on_the_invoice_is_what_its_lines_say(tmp_path: Path) -> None:
    assert papers.codes(invoice_pdf(invoice()), tmp_path) == [PAYLOAD.format(amount="150")]


def test_code_can_be_read_from_a_poor_print(tmp_path: Path) -> None:
    assert papers.codes(invoice_pdf(invoice()), tmp_path, resolution=80) == [PAYLOAD.format(amount="150")]


def test_employers_invoice_carries_their_numbers_and_the_vat_in_it(tmp_path: Path) -> None:
    lines = (
        InvoiceLine("Membership of Noor de Vries", Decimal("1150.00")),
        InvoiceLine("Difference", Decimal("75.25")),
    )
    made = invoice_pdf(invoice(billed_to=EMPLOYER, vat_rate=Decimal(21), lines=lines))
    said = rows(made)
    for words in ("EUR, VAT included", "Amount without VAT 1,012.60", "VAT, 21 % 212.65", "Total 1,225.25"):
        assert words in said, words
    margin = papers.text(made)
    for words in (EMPLOYER.name, EMPLOYER.attention, *EMPLOYER.address, "4500123456-A", "NL999999999B99", NOOR.name):
        assert words in margin, words
    assert papers.codes(made, tmp_path) == [PAYLOAD.format(amount="1225.25")]


def test_forty_lines_flow_over_pages_with_their_heads_and_one_payment_part(tmp_path: Path) -> None:
    lines = tuple(
        InvoiceLine(f"Membership of invented person {number} in a year", Decimal(150)) for number in range(1, 41)
    )
    made = invoice_pdf(invoice(lines=lines))
    pages = int(papers.facts(made)["Pages"])
    assert pages > 1
    each = [papers.text(made, "-layout", "-f", str(page), "-l", str(page)) for page in range(1, pages + 1)]
    for number, page in enumerate(each, start=1):
        assert f"Page {number} of {pages}" in page
        assert ("SECO-Institute Invoice 2026-000123 · 2 May 2026" in page) == (number > 1)
        assert ("What for" in page) == ("invented person" in page)
    found = [int(number) for number in re.findall(r"invented person (\d+) in a year 150.00", "\n".join(each))]
    assert found == list(range(1, 41))
    assert sum("How to pay" in page and "RF46 2026 0001 23" in page for page in each) == 1
    assert papers.codes(made, tmp_path) == [PAYLOAD.format(amount="6000")]


def test_credit_note_says_what_it_puts_right_and_asks_for_nothing(tmp_path: Path) -> None:
    made = invoice_pdf(credit_note())
    said = rows(made)
    assert "Credit note C-2026-00007" in said
    assert "We credit EUR 150.00 of invoice 2026-000123 of 2 May 2026." in said
    assert REASON in said
    assert "Total credited 150.00" in said
    assert not {"How to pay", "To be paid by", "Payment reference"} & set(said.splitlines())
    assert "Please pay" not in said
    assert papers.codes(made, tmp_path) == []
    assert papers.facts(made)["Title"] == "Credit note C-2026-00007"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"paid": "Paid on 3 June 2026, with thanks."}, "Paid on 3 June 2026, with thanks."),
        ({"lines": (YEAR, InvoiceLine("Carried by the institute", Decimal(-150)))}, "There is nothing to pay."),
    ],
)
def test_where_nothing_is_to_pay_there_is_no_code(changes: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    made = invoice_pdf(invoice(**changes))
    assert sentence in rows(made)
    assert "How to pay" not in rows(made)
    assert papers.codes(made, tmp_path) == []


def test_invoice_is_read_aloud_in_order_with_heads_and_the_code_in_words() -> None:
    read = papers.structure(invoice_pdf(invoice()))
    order = [read.index(words) for words in ("Noor de Vries", "H1", "Please pay", "Table", "How to pay")]
    assert order == sorted(order)
    assert read.count("TH") >= 2
    assert "Page 1" not in read  # what repeats on every page is no part of the text


def test_code_has_its_words() -> None:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(invoice_pdf(invoice()))) as opened:
        words = [str(item.Alt) for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert words == ["Payment code for your bank’s app. It holds the same facts as the lines beside it."]


@pytest.mark.parametrize(
    "name",
    [
        "Ελένη Παπαδοπούλου-Κωνσταντινοπολίτου",
        "Сергей Ђорђевић",
        "Nguyễn Thị Ước",
        "W" * 120,
        "word " * 40,
        "王小明",
        "O'Brien & <b>",
    ],
)
def test_no_name_breaks_the_page(name: str) -> None:
    address = tuple(f"{line} {'Averylongwordwithoutaspace' * 5}" for line in range(1, 7))
    to = BilledTo(name=name, attention=name, address=address, country="Greece", order_number="X" * 60)
    made = invoice_pdf(invoice(billed_to=to, member=About(name, "S-1")))
    assert papers.facts(made)["Pages"] in {"1", "2"}
    boxes = re.findall(r'<word xMin="([\d.-]+)"[^>]*xMax="([\d.-]+)"', papers.text(made, "-bbox"))
    assert len(boxes) > 50
    assert all(float(left) >= 50 and float(right) <= 595.3 - 40 for left, right in boxes)
    read = "".join(papers.text(made).split())
    assert "".join(name.split()) in read or name == "王小明"


def test_arabic_name_is_set_from_right_to_left_and_embedded() -> None:
    made = invoice_pdf(invoice(member=About("فاطمة الزهراء", "S-1"), billed_to=BilledTo(name="فاطمة الزهراء")))
    assert "فاطمة" in papers.text(made)
    assert all(papers.fonts(made).values())


def test_labels_are_in_the_language_of_the_sheet_whatever_the_reader_of_the_page_speaks() -> None:
    with translation.override("nl"):
        assert "1 July 2026" in rows(invoice_pdf(invoice()))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"total": Decimal(149), "net": Decimal(149)}, "lines do not add up"),
        ({"lines": (), "total": Decimal(0), "net": Decimal(0), "vat": Decimal(0)}, "lines do not add up"),
        ({"vat": Decimal(1)}, "Net amount and VAT"),
        ({"lines": (InvoiceLine("x", Decimal(-1)),)}, "at least 0.00"),
        ({"due_on": None}, "until when"),
        ({"reference": "RF47 2026 0001 23"}, "with which reference"),
    ],
)
def test_an_invoice_that_does_not_add_up_is_never_drawn(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        invoice(**changes)


@pytest.mark.parametrize("changes", [{"due_on": date(2026, 7, 1)}, {"reference": "RF462026000123"}, {"paid": "Paid."}])
def test_a_credit_note_asks_for_no_money(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Nobody pays a credit note"):
        credit_note(**changes)


# Statements of account --------------------------------------------------------------------------------------


def test_statement_leads_from_one_balance_to_the_other() -> None:
    made = account_pdf(account(3, still_open=(open_item(), open_item(130, date(2026, 12, 31), Decimal("75.50")))))
    said = rows(made)
    for words in (
        "Statement of account",
        "On 31 October 2026 you owed us EUR 150.00.",
        "1 Jan 2016 Balance brought forward 0.00",
        "1 Jan 2016 Membership of one year 150.00 150.00",
        "Invoice 2016-000000",
        "2 Mar 2016 Payment received, thank you 150.00 0.00",
        "31 Oct 2026 Balance 300.00 150.00 150.00",
        "Still to be paid on 30 November 2026",
        "2026-000123 Was due 1 July 2026 RF46 2026 0001 23 150.00",
        "2026-000130 31 December 2026 RF",
        "75.50",
    ):
        assert words in said, words
    facts = papers.facts(made)
    assert (facts["Title"], facts["Tagged"]) == ("Statement of account S-2026-00042", "yes")


def test_sixty_entries_flow_over_pages() -> None:
    made = account_pdf(account(60))
    pages = int(papers.facts(made)["Pages"])
    assert pages > 1
    each = [papers.text(made, "-layout", "-f", str(page), "-l", str(page)) for page in range(1, pages + 1)]
    assert all("Charged Received Balance, EUR" in page for page in each)
    assert all("SECO-Institute Statement of account S-2026-00042" in page for page in each[1:])
    assert sum(len(re.findall(r"Membership of one year|Payment received", page)) for page in each) == 60
    assert "On 31 October 2026 everything was settled." in each[0]
    assert "Still to be paid" not in each[-1]


def test_what_we_owe_is_said_without_a_minus() -> None:
    said = rows(account_pdf(account(0, opening=Decimal(-1250), closing=Decimal(-1250))))
    assert "On 31 October 2026 we owed you EUR 1,250.00." in said
    assert "Balance brought forward -1,250.00" in said


def test_a_statement_that_does_not_add_up_is_never_drawn() -> None:
    with pytest.raises(ValueError, match="from the opening to the closing"):
        account(2, closing=Decimal(1))
    with pytest.raises(ValueError, match="does not follow"):
        account(2, opening=Decimal(1))
    with pytest.raises(ValueError, match="balance or day"):
        account(1, until=date(2015, 12, 31))


def test_paper_is_of_the_issuer_given() -> None:
    assert ISSUER.name == papers.facts(account_pdf(account()))["Author"]


CODES = ("S-CDPO", "2026-000123", "RF58 2026 0000 04")


@pytest.mark.parametrize("before", range(30, 70))
def test_codes_numbers_and_references_stay_on_one_line(before: int) -> None:
    told = [f"{'x ' * (before // 2)}{'i ' * (before % 2)}{code} after it" for code in CODES]
    made = invoice_pdf(invoice(lines=tuple(InvoiceLine(text, Decimal(50)) for text in told)))
    said = papers.text(made)
    assert all(code in said for code in CODES)


def test_codes_are_wrapped_and_nothing_else_is() -> None:
    assert unbroken("<b> of S-CDPO, well-known, 2026-000123.") == (
        '&lt;b&gt; of <span class="whole">S-CDPO</span>, well-known, <span class="whole">2026-000123</span>.'
    )
    assert unbroken("A-" * 30 + "A") == "A-" * 30 + "A"


def test_reference_in_a_statement_is_not_broken() -> None:
    said = rows(account_pdf(account(still_open=(open_item(),))))
    assert re.search(r"RF\d\d( \w{1,4})+", said)
