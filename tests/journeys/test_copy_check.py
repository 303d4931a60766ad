"""A masked copy is checked in a real browser: opened twice, a third time with a reason, and verified."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications import copies_vault
from applications.models import IdentityCopy
from seco_portal.demonstration_cards import card
from tests.factories.applications import ApplicationFactory
from tests.factories.assessment import IdentityCopyFactory
from tests.journeys.looking import Look, findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_copy_is_opened_twice_then_with_a_reason_and_verified(visit: Callable[..., Page], look: Look) -> None:
    now = timezone.now()
    row = ApplicationFactory(
        submitted=True, submitted_at=now, identity_way="copy", given_name="Noor", family_name="Voorbeeld"
    )
    content = copies_vault.seal(card(row.name), row.reference)
    copy = IdentityCopyFactory(application=row, sent_at=now, content=content, width=640, height=404)
    page = visit("/office/applications/identitycopy/?state=waiting", person("Ivo", "identity-checker"))
    page.get_by_role("link", name=row.reference).click()
    picture = page.locator(".copy img")
    expect(page.get_by_role("button", name="Record the verdict")).to_have_count(0)

    page.get_by_role("button", name="Open the copy").click()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 640
    assert findings_light_and_dark(page) == []
    page.goto(page.url)
    expect(picture).to_have_count(0)
    page.get_by_role("button", name="Open the copy again").click()
    expect(picture).to_have_count(1)
    page.goto(page.url)
    page.get_by_role("button", name="Open the copy again").click()
    expect(page.locator(".error-summary")).to_contain_text("Write why it has to be opened once more.")
    expect(picture).to_have_count(0)
    look(page)
    page.get_by_label("Why it has to be opened once more").fill("I was called away, and saw only half of it.")
    page.get_by_role("button", name="Open the copy again").click()
    expect(picture).to_have_count(1)

    page.get_by_role("button", name="Record the verdict").click()
    expect(page.locator(".error-summary")).to_contain_text("Say whether the identity is verified.")
    page.locator("input[name=document][value=identity-card]").check()
    page.locator("input[name=verdict][value=verified]").check()
    page.get_by_role("button", name="Record the verdict").click()
    expect(page.get_by_text("It is recorded: verified.")).to_be_visible()
    assert row.identity_checks.get().verdict == "verified"
    told = [opening.reason for opening in IdentityCopy.objects.get(pk=copy.pk).openings.all()]
    assert told == ["", "", "I was called away, and saw only half of it."]
