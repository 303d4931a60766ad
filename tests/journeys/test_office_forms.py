"""A form of the back office that was refused says so in sight, on a phone too: its summary takes focus."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import with_app
from tests.factories.applications import answered, under_way
from tests.factories.assessment import declared
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("path", "button", "told"),
    [
        ("change/", "Declare", "Choose one of the two answers."),
        ("references/{last}/judge/", "Save", "Write why the answer is not genuine."),
    ],
)
def test_refused_form_says_so_in_sight(visit: Callable[..., Page], path: str, button: str, told: str) -> None:
    row = under_way("assessment")
    last = row.references.last()
    answered(last)
    anna = with_app(person("Anna", "assessor"))
    if "judge" in path:
        declared(row, anna)
    page = visit(f"/office/applications/application/{row.pk}/{path.format(last=last.pk)}", anna, width=360)
    if "judge" in path:
        page.locator("input[name=genuine][value=no]").check()
    page.get_by_role("button", name=button).click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(summary).to_contain_text(told)
    assert findings_light_and_dark(page) == []
