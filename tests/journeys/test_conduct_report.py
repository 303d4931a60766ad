"""Somebody reports a member without an account: from the public page to confirming, and taking it back."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from common.private_links import secret_of
from conduct.models import Report
from tests.factories.files import picture
from tests.journeys.looking import findings_light_and_dark, path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")
WIDTHS = (320, 360, 768, 1280)


def _look(page: Page, name: str) -> None:
    """Nothing is wrong with the page, light and dark; a picture of it, where somebody wants to look at them."""
    assert findings_light_and_dark(page) == [], name
    if PICTURES:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"), full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 360, "height": 800})


def _fill(page: Page, **boxes: str) -> None:
    for name, value in boxes.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name="Save and go on", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_report_from_the_public_page_to_confirming_and_taking_it_back(
    script: bool, visit: Callable[..., Page], tmp_path: Path
) -> None:
    look = _look if script else lambda _page, _name: None
    page = visit("/conduct/report/", script=script)
    look(page, "start")
    page.get_by_role("button", name="Begin a report").click()
    look(page, "tasks-empty")
    page.get_by_role("link", name="Whom it is about").click()
    look(page, "whom")
    _fill(page, about="Iris Voorbeeld", about_number="m4pd w2h8 6cvy 4")
    _fill(page, acted_from="2099-01-01", account="She handed a client's list on.\n\nTwice.", knows_by="I saw the mail.")
    expect(page.locator(".error-summary")).to_contain_text("This lies ahead")
    expect(page.locator("#id_account")).to_have_value("She handed a client's list on.\n\nTwice.")
    look(page, "what-wrong")
    _fill(page, acted_from=timezone.localdate().isoformat())
    look(page, "files-empty")
    sent = tmp_path / "mail.png"
    sent.write_bytes(picture())
    page.locator("#id_papers").set_input_files(sent)
    page.get_by_role("button", name="Send the files").click()
    expect(page.locator("main")).to_contain_text("mail.png")
    look(page, "files")
    page.get_by_role("link", name="Remove mail.png").click()
    look(page, "file-remove")
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Go on", exact=True).click()
    look(page, "you")
    _fill(page, name="Quirijn Melder", email="quirijn@people.example", relation="We worked in one team.")
    look(page, "tasks")
    page.get_by_role("link", name="Throw this draft away").click()
    look(page, "throw-away")
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Check and send").click()
    look(page, "check")
    page.get_by_label("What I wrote is true").check()
    page.get_by_role("button", name="Send the report").click()
    assert path_of(page) == "/conduct/report/draft/sent/"
    look(page, "sent")

    report = Report.objects.get()
    page.goto(page.url.replace("/conduct/report/draft/sent/", f"/conduct/report/open/{secret_of(report.seed)}/"))
    look(page, "opening")
    page.get_by_role("button", name="Open your report").click()
    look(page, "held-sent")
    page.get_by_role("button", name="Confirm this report").click()
    expect(page.locator("main")).to_contain_text("You confirmed this report")
    page.get_by_role("link", name="Add to it, or correct it").click()
    look(page, "add")
    page.locator("#id_text").fill("There was a third mail.")
    page.get_by_role("button", name="Put it with the report").click()
    expect(page.locator("main")).to_contain_text("There was a third mail.")
    look(page, "held")
    page.get_by_role("link", name="Give another address").click()
    look(page, "address")
    page.locator("#id_email").fill("melder@people.example")
    page.get_by_role("button", name="Mail the new link").click()
    expect(page.locator("main")).to_contain_text("The new link went to melder@people.example.")
    look(page, "held-moved")
    page.get_by_role("link", name="Take it back").click()
    look(page, "withdraw")
    page.get_by_role("button", name="Take the report back").click()
    expect(page.locator("main")).to_contain_text("You took this report back")
    look(page, "held-withdrawn")
    assert Report.objects.get().state == "withdrawn"
    page.goto(page.url.replace(report.reference.lower(), "r-nothing"))
    look(page, "sorry")
