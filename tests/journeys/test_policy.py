"""Rules for next year: a clerk drafts them, an administrator sends them back and then publishes, anybody reads them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cpe.models import PolicyVersion
from tests.factories.accounts import UserFactory
from tests.journeys.looking import Look, findings_light_and_dark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_rules_go_from_a_draft_to_the_public_page(visit: Callable[..., Page], look: Look) -> None:
    clerk = visit("/office/cpe/policyversion/", UserFactory(roles=("back-office",)))
    _follow(clerk, "First version")
    _follow(clerk, "Copy as a new draft")
    look(clerk)
    _press(clerk, "Copy as a new draft")
    name = clerk.locator("h1").inner_text()
    clerk.get_by_label("What is new").fill("Podcasts bring a credit more.")
    _press(clerk, "Save and continue editing")
    _follow(clerk, "Listen to podcasts")
    clerk.get_by_label("Most credits a year").fill("6")
    look(clerk)
    _press(clerk, "Save")
    draft = PolicyVersion.objects.drafts().get()
    _follow(clerk, "Put forward")
    expect(clerk.get_by_text("Listen to podcasts: at most 6 credits a year, was 5.")).to_be_visible()
    look(clerk)
    _press(clerk, "Put forward")

    second = visit("/office/", UserFactory(roles=("administrator",)))
    _follow(second, "Policy versions waiting for a second person")
    _follow(second, name)
    _follow(second, "Take back")
    _press(second, "Take back")
    assert second.title().startswith("Error: ")
    assert findings_light_and_dark(second) == []
    second.get_by_label("Why").fill("The name says too little.")
    _press(second, "Take back")

    clerk.goto(f"/office/cpe/policyversion/{draft.pk}/history/")
    expect(clerk.get_by_text("The name says too little.")).to_be_visible()
    clerk.goto(f"/office/cpe/policyversion/{draft.pk}/change/")
    clerk.get_by_label("Name", exact=True).first.fill("Podcasts first")
    _press(clerk, "Save and continue editing")
    _follow(clerk, "Put forward")
    _press(clerk, "Put forward")

    second.goto(f"/office/cpe/policyversion/{draft.pk}/publish/")
    look(second)
    _press(second, "Publish")
    expect(second.get_by_text("“Podcasts first” is published.")).to_be_visible()

    visitor = visit("/", width=360, script=False)
    _follow(visitor, "CPE rules")
    visitor.get_by_label("Rules of which day?").fill(f"{draft.effective_on:%Y-%m-%d}")
    _press(visitor, "Show")
    expect(visitor.locator("tr", has_text="Listen to podcasts")).to_contain_text("At most 6 credits a year.")
    _follow(visitor, "First version")
    expect(visitor.locator("tr", has_text="Listen to podcasts")).to_contain_text("At most 5 credits a year.")
    assert visitor.context.cookies() == []
