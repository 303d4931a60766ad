"""A clerk publishes a version of a document; a member reads what is different, and agrees to it."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from common import duties
from members.models import Document, DocumentVersion
from tests.factories.money import MembershipFactory
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _looked_at(page: Page, name: str = "") -> None:
    assert findings_light_and_dark(page) == []
    if folder := os.environ.get("SHOTS"):
        for scheme, width in (("light", 1280), ("dark", 360)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def _publish(page: Page, text: str) -> None:
    page.get_by_label("Version", exact=True).fill("2027-1")
    page.get_by_label("In force from").fill(timezone.localdate().isoformat())
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Look how it reads").click()


def test_version_is_published_read_and_agreed_to(visit: Callable[..., Any]) -> None:
    member = MembershipFactory().member
    document = Document.objects.get(key="code-of-conduct")
    text = document.versions.get().text
    page = visit(f"/office/members/document/{document.pk}/change/", person("Bo", "back-office"))
    page.get_by_role("link", name="Publish a version").click()

    _publish(page, text + "\n#Slip")
    assert "A heading begins with one “#” and a space." in page.inner_text("main")
    _looked_at(page, "slip")
    new = text.replace("Keep your word.", "Keep the word you gave.").replace("# How to decide", "# Deciding")
    new = new.replace("12. You do what is right when nobody checks, and earn respect by it.\n\n", "")
    for number in range(13, 100):
        new = new.replace(f"\n{number}. ", f"\n{number - 1}. ")
    _publish(page, new)
    assert "1 person with a membership or a title is told by mail, once." in page.inner_text("main")
    _looked_at(page, "look")
    page.get_by_role("button", name="Publish", exact=True).click()
    assert "Version 2027-1 is published." in page.inner_text("main")
    _looked_at(page, "version")
    assert duties.perform("members.documents", now=timezone.now()).parts["code-of-conduct 2027-1"] == 1

    for script in (False, True):
        page = visit("/documents/code-of-conduct/", script=script)
        page.get_by_role("link", name="What is different from version 2026-1").click()
        assert page.locator("ins").first.inner_text().endswith("Deciding")
        assert page.locator("del").count() >= 3
        page.locator("summary").first.click()
        assert page.locator("details[open] .difference").first.is_visible()
    _looked_at(page, "differences")

    page = visit("/agreements/", member.user, second_factor=False)
    assert "“Code of Conduct”, version 2027-1" in page.inner_text("main")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Agree").click()
    assert member.user.agreements.filter(version=DocumentVersion.objects.get(label="2027-1")).exists()
    page.goto("/agreements/")
    _looked_at(page, "agreements")
