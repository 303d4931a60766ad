"""A member on a phone: sees what is due, opens the invoice, changes who pays, cancels, and takes that back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from common.calendar import local_day
from members.models import Invoice, Membership
from tests.journeys.looking import Look, findings_light_and_dark
from tests.members.money import EMPLOYER, holder
from tests.papers import text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _today() -> date:
    return local_day(datetime.now(UTC))


def _download(page: Page, name: str, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


@pytest.mark.also_sqlite
def test_a_member_pays_changes_who_pays_cancels_and_stays(
    visit: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    member = holder("S-CISO", on=_today() - timedelta(days=1))
    page = visit("/", member.user, width=360, script=False)
    number = Invoice.objects.get().number
    page.get_by_role("link", name="Pay EUR 150.00 by").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {number}")
    expect(page.get_by_role("img", name="Code for the app of your bank")).to_be_visible()
    assert f"Invoice {number}" in text(_download(page, "Download it as PDF", tmp_path))

    page.get_by_role("link", name="Does your employer pay?").click()
    page.get_by_role("button", name="Bill this employer").click()
    expect(page.get_by_role("alert")).to_contain_text("Organisation")
    for label, typed in (
        ("Organisation", EMPLOYER["name"]),
        ("Address", EMPLOYER["address"]),
        ("Country", EMPLOYER["country"]),
        ("Copy to", EMPLOYER["copy_to"]),
    ):
        page.get_by_label(label).first.fill(typed)
    page.get_by_label("Bill open invoices to them too").check()
    page.get_by_role("button", name="Bill this employer").click()
    expect(page.get_by_role("status")).to_contain_text("We credited 1 open invoice and made it anew.")
    invoice = Invoice.objects.to_pay().get()
    assert invoice.bill_name == EMPLOYER["name"]

    page.get_by_role("link", name="See what cancelling brings").click()
    page.get_by_role("button", name="Cancel it as of").click()
    expect(page.get_by_role("status")).to_contain_text("Your membership is cancelled")
    assert not Membership.objects.open().exists()
    page.get_by_role("button", name="Take the cancellation back").click()
    expect(page.get_by_role("status")).to_contain_text("You took the cancellation back.")
    assert Membership.objects.open().exists()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the statement as PDF").click()
    statement = tmp_path / "account.pdf"
    download.value.save_as(statement)
    assert invoice.number in text(statement.read_bytes())

    outside = visit(f"/invoices/{invoice.link}/", width=360)
    look(outside)
    expect(outside.get_by_text(f"{member.user} is the member it is for.")).to_be_visible()
    expect(outside.get_by_role("link", name="Sign in")).to_have_count(0)


def test_every_page_of_the_money_is_accessible_in_its_states(visit: Callable[..., Page]) -> None:
    member = holder("S-ISP", "S-CISO", on=_today() - timedelta(days=500))
    number = Invoice.objects.earliest("pk").number
    page = visit("/membership/", member.user)
    faults = []
    for path in (
        "/",
        "/membership/",
        f"/membership/invoices/{number}/",
        "/membership/who-pays/",
        "/membership/cancel/",
        "/membership/account/?since=2030-02-02&until=x",
    ):
        page.goto(path)
        faults += [f"{path} {finding}" for finding in findings_light_and_dark(page)]
    page.goto("/membership/who-pays/")
    page.get_by_role("button", name="Bill this employer").click()
    faults += [f"who pays, wrong: {finding}" for finding in findings_light_and_dark(page)]
    page.goto("/membership/cancel/")
    page.get_by_role("button", name="Cancel it as of").click()
    faults += [f"cancelled: {finding}" for finding in findings_light_and_dark(page)]
    assert not faults, "\n".join(faults)
