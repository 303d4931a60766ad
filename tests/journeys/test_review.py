"""A reviewer decides in a real browser, by keyboard alone: the queue, a denial with its letter, and on to the next."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cpe.models import Claim
from tests.cpe.test_review import reported
from tests.journeys.looking import Look
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
WORDS = "What belongs to a day's work brings no credits. You read it for your own firm's audit."


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}.")


def test_a_reviewer_decides_by_keyboard(visit: Visit, look: Look) -> None:
    first, second = reported(ago=4, proof=True), reported(ago=2)
    page = visit("/office/cpe/claim/?queue=waiting", person("Rev", "cpe-reviewer"))
    look(page)
    _tab_to(page, f'a[href*="/claim/{first.pk}/decide/"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Decide on claim {first.pk}")
    look(page)
    _tab_to(page, "input[name=verdict]")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    _tab_to(page, "select[name=why]")
    page.keyboard.type("Ordinary")
    _tab_to(page, "input[name=next]")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_contain_text("[…]")
    look(page)
    _tab_to(page, "textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type(WORDS)
    _tab_to(page, "input[name=next]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The letter, as its member would get it")).to_be_visible()
    look(page)
    _tab_to(page, "input[name=next]")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Decide on claim {second.pk}")
    expect(heading).to_be_focused()
    expect(page.get_by_text("its member is told by mail")).to_be_visible()
    states = dict(Claim.objects.values_list("pk", "state"))
    assert states == {first.pk: "denied", second.pk: "pending"}


def test_several_are_accepted_and_one_is_denied_after_all(visit: Visit, look: Look) -> None:
    claims = [reported(ago=ago, proof=True) for ago in (4, 3)]
    page = visit("/office/cpe/claim/?queue=waiting", person("Rev", "cpe-reviewer"))
    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.locator("select[name=action]").select_option("accept_together")
    page.get_by_role("button", name="Go").click()
    look(page)
    page.get_by_role("button", name="Accept all of these").click()
    expect(page.get_by_text("2 claims are accepted")).to_be_visible()
    page.goto(page.url.replace("?queue=waiting", f"{claims[0].pk}/change/"))
    look(page)
    page.get_by_role("link", name="Deny it after all").click()
    page.locator("input[name=verdict]").check()
    page.locator("select[name=why]").select_option("no-proof")
    page.locator("textarea").fill("On 1 July we asked you for proof of this activity, and received none.")
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_text("3 credits now, 0 then, of 60")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Yes, deny it after all").click()
    assert Claim.objects.get(pk=claims[0].pk).state == "denied"


def test_a_reviewer_asks_and_the_member_answers(visit: Visit, look: Look) -> None:
    claim = reported()
    page = visit(f"/office/cpe/claim/{claim.pk}/change/", person("Rev", "cpe-reviewer"))
    page.get_by_role("link", name="Ask the member").click()
    look(page)
    page.get_by_label("What we ask").fill("Please send us a photo of the book.")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("waits for the answer")).to_be_visible()
    theirs = visit(f"/cpe/claims/{claim.pk}/", claim.member.user, width=360)
    expect(theirs.get_by_text("Please send us a photo of the book.")).to_be_visible()
    look(theirs)
    theirs.get_by_role("link", name="Answer").click()
    look(theirs)
    theirs.get_by_label("Your answer").fill("It is the second edition.")
    theirs.get_by_role("button", name="Send the answer").click()
    expect(theirs.get_by_text("It is the second edition.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("It is the second edition.")).to_be_visible()
