"""The home in every state it has, on every width, light and dark."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.homes import homes
from tests.journeys.looking import LOOKS, WCAG, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")


def test_every_home_is_accessible_and_fits_every_screen(visit: Callable[..., Page]) -> None:
    faults = []
    for name, user in homes().items():
        page = visit("/", user)
        for scheme, width in (("light", 1280), ("dark", 768), ("dark", 360), ("light", 320)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found = findings(page, WCAG if width == 1280 else LOOKS)
            faults += [f"{name} {scheme} {width}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def test_a_member_on_a_phone_reads_the_numbers_and_goes_on_to_report(visit: Callable[..., Page]) -> None:
    page = visit("/", homes()["pressing"], width=360, script=False)
    rings = page.get_by_role("img")
    expect(rings.first).to_have_accessible_name("39 of 60 credits; 19 of 20 this year")
    expect(page.get_by_text("21 credits to go by").first).to_be_visible()
    expect(page.get_by_role("link", name="Report an activity")).to_have_attribute("href", "/cpe/report/")
    expect(page.get_by_role("link", name="Plan the rest")).to_have_attribute("href", "/cpe/planner/#plan-s-isp")


def test_a_printed_home_says_how_each_title_stands_and_leaves_out_what_only_a_screen_needs(
    visit: Callable[..., Page],
) -> None:
    page = visit("/", homes()["pressing"])
    page.emulate_media(media="print")
    for told in page.locator(".holding h2, .holding .lead, .holding .stands, .holding ul").all():
        expect(told).to_be_visible()
    expect(page.get_by_role("heading", name="Information Security Practitioner")).to_be_visible()
    expect(page.get_by_text("21 credits to go by").first).to_be_visible()
    expect(page.get_by_role("link", name="Report an activity")).to_be_hidden()
    if PICTURES:
        page.pdf(path=str(Path(PICTURES) / "home.pdf"), format="A4", print_background=True)
