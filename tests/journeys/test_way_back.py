"""Whoever goes back to a report in the browser finds what they typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cpe.reporting import YESTERDAY, holder, today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_was_typed_stands_there_after_going_back(visit: Callable[..., Page]) -> None:
    page = visit("/cpe/report/", holder().user, width=360)
    page.get_by_label("Activity").select_option("book")
    page.get_by_label("Completed on").fill((today() - YESTERDAY).isoformat())
    page.locator("#id_amount").fill("320")
    page.get_by_label("What it was").fill("Locks")
    expect(page.locator("#counts")).to_contain_text("3 credits")
    page.goto(page.url.replace("/cpe/report/", "/cpe/"))
    page.go_back()
    expect(page.get_by_label("What it was")).to_have_value("Locks")
    expect(page.locator("#id_amount")).to_have_value("320")
    expect(page.get_by_label("Completed on")).to_have_value((today() - YESTERDAY).isoformat())
