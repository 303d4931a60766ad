"""A register from outside: a file is tried, mended, read and brought in, and its people are invited."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from common import duties
from comms.models import Message
from members.models import Member, RegisterImport
from tests.factories.accounts import UserFactory
from tests.journeys.looking import Look, findings_light_and_dark
from tests.members.importing import ADA, row, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def _choose(page: Page, *rows: dict[str, str]) -> None:
    file: Any = {"name": "register.csv", "mimeType": "text/csv", "buffer": table(*rows, delimiter=";")}
    page.get_by_label("File", exact=True).set_input_files(file)
    _press(page, "Try the file")


def _work(page: Page) -> None:
    duties.perform("members.imports", now=timezone.now())
    _follow(page, "Look again")


def test_a_register_is_tried_mended_brought_in_and_its_people_invited(visit: Callable[..., Page], look: Look) -> None:
    today = timezone.localdate()
    begun = (today - timedelta(days=100)).isoformat()
    ada = row(ADA, awarded_on=begun, cycle_first_day=begun, credits_year_2="", fees_paid_until=today.isoformat())
    page = visit("/office/", UserFactory(roles=("administrator",)))
    _follow(page, "Imports of the register")
    _follow(page, "Bring a register in")
    _press(page, "Try the file")
    assert page.title().startswith("Error: ")
    assert findings_light_and_dark(page) == []

    _choose(page, row(ada, title="S-IPS"))
    look(page)
    _work(page)
    expect(page.get_by_text("1 thing is to be mended before the file can be brought in.")).to_be_visible()
    expect(page.get_by_text("The catalogue has no title “S-IPS”.")).to_be_visible()
    look(page)

    _follow(page, "Try another file")
    _choose(page, ada)
    _work(page)
    expect(page.get_by_text("People: 1 new, 0 changed, 0 unchanged.")).to_be_visible()
    look(page)
    _press(page, "Bring it in")
    assert not Member.objects.exists()
    _work(page)
    run = RegisterImport.objects.get()
    assert page.url.endswith(f"/office/members/registerimport/{run.pk}/change/")
    expect(
        page.get_by_text("1 person who came with this import never signed in and was not invited yet.")
    ).to_be_visible()
    look(page)

    _follow(page, "Invite those who never signed in")
    look(page)
    _press(page, "Invite them")
    expect(page.get_by_text("We mail 1 person.")).to_be_visible()
    assert Message.objects.get().recipient == "ada@voorbeeld.example"
