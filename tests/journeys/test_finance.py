"""A bank file comes in: 18 of 20 lines are booked, two wait with a word why; the same file again brings 0 new."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.models import Allocation, BankLine, Invoice
from tests.factories.accounts import UserFactory
from tests.factories.money import InvoiceFactory, InvoiceTermsFactory
from tests.journeys.looking import Look, findings_light_and_dark
from tests.statements import OURS, PAYERS, Pay, lines

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def _file(folder: Path, invoices: list[Invoice]) -> Path:
    """Eighteen payments with reference and amount, one of a part, and one that nobody knows."""
    pays = [Pay(reference=invoice.reference, end_to_end=f"E{invoice.pk}") for invoice in invoices[:18]]
    pays.append(Pay(amount="100.00", reference=invoices[18].reference, end_to_end="PART"))
    pays.append(Pay(amount="42.00", name="Zomaar Iemand", iban=PAYERS[3], end_to_end="NOBODY"))
    path = folder / "november.xml"
    path.write_bytes(lines(pays))
    return path


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_bank_file_is_brought_in_and_placed(
    script: bool, visit: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    terms = InvoiceTermsFactory(iban=OURS)
    invoices = InvoiceFactory.create_batch(19, terms=terms)
    file = _file(tmp_path, invoices)
    page = visit("/office/members/bankstatement/", UserFactory(roles=["finance"]), script=script)
    _follow(page, "Bring in statements")
    _press(page, "Bring in")
    expect(page.get_by_text("Choose at least one file.")).to_be_visible()
    page.get_by_label("Bank statements").set_input_files(file)
    _press(page, "Bring in")
    expect(page.get_by_text("20 lines: 20 new, 0 known before.")).to_be_visible()
    expect(page.get_by_text("18 booked, 1 proposed for you to confirm, 1 that nobody knows yet.")).to_be_visible()
    if script:
        assert findings_light_and_dark(page) == []

    _follow(page, "Go to the money to place")
    expect(page.get_by_text("2 lines wait")).to_be_visible()
    part = page.get_by_role("group", name=re.compile("EUR 100.00"))
    expect(part.get_by_role("radio").first).to_be_checked()
    said = page.get_by_text("together EUR")
    expect(said).to_contain_text("lines to be booked 1, together EUR 100.00")
    expect(said).to_contain_text("Chosen now:" if script else "Chosen when the page was opened:")
    if script:
        part.get_by_label("Leave it for later").check()
        expect(said).to_contain_text("lines to be booked 0, together EUR 0.00")
        part.get_by_role("radio").first.check()
    _press(page, "Confirm what is chosen")
    expect(page.get_by_text("1 payment is booked.")).to_be_visible()
    assert Invoice.objects.get(pk=invoices[18].pk).open == Decimal("50.00")

    _follow(page, "Place it by hand")
    page.get_by_label("Invoice number, payment reference, name or member number").fill(invoices[18].number)
    _press(page, "Find")
    expect(page.get_by_label(f"Amount for {invoices[18].number}")).to_have_value("42.00")
    page.get_by_label(f"Amount for {invoices[18].number}").fill("60")
    _press(page, "Book")
    expect(page.get_by_text("EUR 60.00 cannot be used: EUR 50.00 is open on")).to_be_visible()
    if script:
        assert page.title().startswith("Error: ")
        assert findings_light_and_dark(page) == []
    page.get_by_label(f"Amount for {invoices[18].number}").fill("42")
    _press(page, "Book")
    expect(page.get_by_text("All of it has its place.")).to_be_visible()
    assert not BankLine.objects.waiting().exists()

    _follow(page, "Undo")
    page.get_by_label("Why").fill("It was a gift.")
    _press(page, "Undo it")
    expect(page.get_by_text("It was a gift.")).to_be_visible()

    page.goto("/office/members/bankstatement/upload/")
    page.get_by_label("Bank statements").set_input_files(file)
    _press(page, "Bring in")
    expect(page.get_by_text("20 lines: 0 new, 20 known before.")).to_be_visible()
    assert (BankLine.objects.count(), Allocation.objects.count()) == (20, 21)


def test_page_of_money_fits_a_phone_and_the_dark(visit: Callable[..., Page], tmp_path: Path) -> None:
    terms = InvoiceTermsFactory(iban=OURS)
    two = InvoiceFactory.create_batch(2, terms=terms)
    file = tmp_path / "s.xml"
    file.write_bytes(
        lines([
            Pay(amount="300.00", text=" ".join(invoice.reference for invoice in two)),
            Pay(amount="1.00", name="W" * 70, text="x" * 300, iban=PAYERS[3], end_to_end="E2"),
        ])
    )  # fmt: skip
    page = visit("/office/members/bankstatement/upload/", UserFactory(roles=["finance"]))
    page.get_by_label("Bank statements").set_input_files(file)
    _press(page, "Bring in")
    page.goto("/office/members/bankline/place/")
    assert findings_light_and_dark(page) == []
