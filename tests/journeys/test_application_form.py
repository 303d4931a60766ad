"""The form of an application at 360 px by keyboard alone, with and without JavaScript; interrupted and resumed."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from applications.models import Application, Position
from tests.factories.applications import ApplicationFactory
from tests.journeys.looking import Look, findings_light_and_dark
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "box => box === document.activeElement"


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus."""
        for _step in range(80):
            if target.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by keyboard")

    def write(self, label: str, text: str) -> None:
        """Type into a box in place of what is in it."""
        self.reach(self.page.get_by_role("textbox", name=label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def date(self, legend: str, month: str, year: str) -> None:
        """Write a month and a year into the boxes below a legend."""
        group = self.page.get_by_role("group", name=legend)
        for label, text in (("Month", month), ("Year", year)):
            self.reach(group.get_by_label(label))
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)

    def tick(self, target: Locator) -> None:
        """Choose or tick."""
        self.reach(target)
        self.page.keyboard.press("Space")

    def answer(self, legend: str, choice: str) -> None:
        """Choose one of several: Tab leads to the first one, arrows to the others."""
        group = self.page.get_by_role("group", name=legend)
        wanted = group.get_by_label(choice, exact=True)
        self.reach(group.get_by_role("radio").first)
        for _step in range(4):
            if wanted.evaluate(FOCUSED):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def go(self, role: str, name: str) -> None:
        """Follow a link or press a button, and wait for its page."""
        self.reach(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_first_parts_are_filled_in_by_keyboard_on_a_phone(visit: Callable[..., Page], look: Look, script: bool) -> None:
    draft = ApplicationFactory(person=person("Ada"))
    page = visit("/", draft.person, width=360, script=script, second_factor=False)
    keys = Keyboard(page)

    def looked_at() -> None:
        if script:
            assert findings_light_and_dark(page) == []
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 360, "height": 800})
            look(page)

    keys.go("link", "Go on with S-CISO Certified Information Security Officer")
    looked_at()
    keys.go("link", "About you")
    keys.write("Given name", "Ada")
    keys.write("Telephone", "ring me")
    keys.go("button", "Save and go on")
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Given name").input_value() == "Ada"
    looked_at()
    keys.write("Family name", "Voorbeeld")
    keys.write("Address", "Nergensstraat 1")
    keys.write("Town or city", "Nergenshuizen")
    keys.write("Country", "Nederland")
    keys.write("Telephone", "+31 00 000 00 00")
    keys.go("button", "Save and go on")

    expect(page.get_by_role("heading", name="Work history")).to_be_visible()
    looked_at()
    keys.go("link", "Add a job")
    keys.write("Organisation", "Alfa")
    keys.write("Your role", "Officer")
    keys.answer("You worked", "inside the organisation")
    keys.date("From", "13", "2019")
    keys.go("button", "Save the job")
    expect(page.get_by_text("Write the month as a number from 1 to 12.").first).to_be_visible()
    looked_at()
    keys.date("From", "3", "2019")
    keys.tick(page.get_by_label("I still work there"))
    keys.answer("Was this work in the field “Information Security Management”?", "Yes")
    keys.answer("Did you carry responsibility for governance and decisions there?", "Yes")
    keys.write("What you were responsible for there", "The security budget.")
    keys.go("button", "Save the job")
    expect(page.get_by_text("The five years are met.")).to_be_visible()
    looked_at()
    keys.go("link", "Your role and results")
    keys.reach(page.get_by_text("An example, invented").first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("housing association")).to_be_visible()
    looked_at()
    keys.write("What you were responsible for", "I decided.")
    keys.write("What you brought about yourself", "Fewer findings.")
    keys.go("button", "Save")
    expect(page.get_by_text("3 of 7 complete")).to_be_visible()
    looked_at()
    keys.go("link", "Work history")
    keys.go("link", f"Remove {Position.objects.get()}, since March 2019")
    looked_at()
    keys.go("button", "Remove it")
    expect(page.get_by_text("No job yet.")).to_be_visible()
    keys.go("link", "Back to the task list")
    keys.go("link", "Throw this draft away")
    looked_at()
    keys.go("button", "Throw it away")
    expect(page.get_by_text("You have not applied for an officer title.")).to_be_visible()
    looked_at()
    assert not Application.objects.exists()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_session_that_ends_in_mid_form_loses_nothing(visit: Callable[..., Page], script: bool) -> None:
    draft = ApplicationFactory(person=person("Ada"))
    path = f"/applications/{draft.reference.lower()}/role-and-results/"
    page = visit(path, draft.person, width=360, script=script, second_factor=False)
    page.get_by_label("What you brought about yourself").fill("A page of text.")
    Session.objects.all().delete()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You were signed out meanwhile.")).to_be_visible()
    page.get_by_label("E-mail").fill(draft.person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("It is not saved yet")).to_be_visible()
    assert page.get_by_label("What you brought about yourself").input_value() == "A page of text."
    assert Application.objects.get().accomplishment == ""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("We saved “Your role and results”.")).to_be_visible()
    assert Application.objects.get().accomplishment == "A page of text."
