"""An application is signed: on a phone by keyboard alone until the confirmation, and on paper without JavaScript."""

from collections.abc import Callable
from typing import Final

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Application
from common.calendar import add_months
from comms.models import Message
from tests.factories.applications import PositionFactory, whole
from tests.factories.files import picture
from tests.journeys.looking import Look, findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED: Final = """() => {
    const focused = document.activeElement;
    const words = focused.labels?.length ? focused.labels[0].innerText : focused.innerText;
    return `${focused.type || "link"}: ${(words || "").trim()}`;
}"""
"""What the thing under the keyboard is, and what it is called."""
MOST_STOPS: Final = 60


def _tab_to(page: Page, name: str) -> None:
    passed = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if passed[-1].startswith(name):
            return
    pytest.fail(f"The keyboard does not reach {name!r}, only {passed}.")


def _press(page: Page, name: str, kind: str = "submit") -> None:
    _tab_to(page, f"{kind}: {name}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _look_both_ways(page: Page) -> None:
    assert findings_light_and_dark(page) == []
    page.set_viewport_size({"width": 360, "height": 800})


def test_application_is_signed_by_keyboard_on_a_phone_and_withdrawn(visit: Callable[..., Page], look: Look) -> None:
    draft = whole(person=person("Ada"))
    draft.positions.all().delete()
    PositionFactory(application=draft, begins_on=add_months(timezone.localdate().replace(day=1), -24))
    page = visit(f"/applications/{draft.reference.lower()}/check/", draft.person, width=360, second_factor=False)
    look(page)
    _press(page, "Continue to sign", "link")
    look(page)
    _press(page, "Sign and submit")
    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    _look_both_ways(page)
    _tab_to(page, "checkbox: I know that I do not meet the five years yet")
    page.keyboard.press("Space")
    for _document in range(3):
        _tab_to(page, "checkbox: I have read")
        page.keyboard.press("Space")
    _tab_to(page, "text: Your name, as your signature")
    page.keyboard.type("ada voorbeeld")
    page.keyboard.press("Tab")
    with page.expect_navigation(timeout=120_000):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We received your application")).to_be_visible()
    expect(page.get_by_text(draft.reference).first).to_be_visible()
    _look_both_ways(page)
    assert Message.objects.get().kind == "applications.submitted"
    _press(page, "See how it stands", "link")
    expect(page.get_by_text("It is our turn")).to_be_visible()
    look(page)
    _press(page, "Withdraw the application", "link")
    look(page)
    _press(page, "Withdraw the application")
    expect(page.get_by_text("You withdrew this application")).to_be_visible()
    assert Application.objects.get().state == "withdrawn"


def test_application_is_signed_on_paper_without_javascript(visit: Callable[..., Page]) -> None:
    draft = whole(person=person("Ada"))
    path = f"/applications/{draft.reference.lower()}/check/"
    page = visit(path, draft.person, width=360, second_factor=False, script=False)
    page.get_by_role("link", name="Continue to sign").click()
    page.get_by_role("link", name="Print it and sign by hand instead").click()
    with page.expect_navigation(timeout=120_000):
        page.get_by_role("button", name="Make the form").click()
    with page.expect_download() as printed:
        page.get_by_role("main").get_by_role("link", name="application A-").first.click()
    assert printed.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Choose the scan of the form you signed.").first).to_be_visible()
    scan = {"name": "signed.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("Scan of the signed form").set_input_files(scan)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="We received your application")).to_be_visible()
    assert Application.objects.get().signed_how == "scan"
