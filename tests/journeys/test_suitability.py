"""From a first look at a title to a draft: by keyboard on a phone, with and without script."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Application
from common.calendar import DAY, add_months
from comms import delivery
from tests.factories.accounts import PASSWORD
from tests.journeys.looking import SEEN_WITH_ANSWERS, Look, findings_light_and_dark, path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED: Final = """() => {
    const focused = document.activeElement;
    const words = focused.labels?.length ? focused.labels[0].innerText : focused.innerText;
    return [focused.type || "", (words || "").replace(/\\s+/g, " ").trim(), focused.id];
}"""
"""What the thing under the keyboard is, and what it is called."""
MOST_STOPS: Final = 60


def _tab_to(page: Page, name: str, id_: str = "") -> None:
    passed = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        _type, words, found = page.evaluate(FOCUSED)
        passed.append(words)
        if words.startswith(name) and id_ in found:
            return
    pytest.fail(f"The keyboard does not reach {name!r}, only {passed}.")


def _press(page: Page, name: str) -> None:
    _tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _choose(page: Page, name: str) -> None:
    """Choose an answer of the one group of radio buttons on the page, and go on."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)[0] == "radio":
            break
    if page.evaluate(FOCUSED)[1].startswith(name):
        page.keyboard.press("Space")
    while not page.evaluate(FOCUSED)[1].startswith(name):
        page.keyboard.press("ArrowDown")
    _press(page, "Go on")


def _type_day(page: Page, which: str, month: str, year: str, day: str = "") -> None:
    for label, typed in (("Day", day), ("Month", month), ("Year", year)):
        if typed:
            _tab_to(page, label, f"{which}_")
            page.keyboard.press("ControlOrMeta+A")
            page.keyboard.type(typed)


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def _first_questions(page: Page) -> None:
    """From the front page to the page on which the first period is written."""
    _press(page, "Officer titles, and whether one suits you")
    _press(page, "S-CISO")
    assert "EUR 150.00 a year" in page.locator("main").inner_text()
    _press(page, "Check whether it suits you")
    _choose(page, "Yes, it is or was my work")
    assert _heading(page) == "When did you work in the field?"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_visitor_checks_makes_an_account_and_finds_the_answers_in_the_draft(
    visit: Callable[..., Page], look: Look, script: bool
) -> None:
    shown = look if script else (lambda page: None)  # axe is a script
    page = visit("/", width=360, script=script)
    _first_questions(page)
    _type_day(page, "from", "13", "2018")
    _press(page, "Add this period")
    assert page.title().startswith("Error: ")
    expect(page.get_by_text("Write the month as a number from 1 to 12.").first).to_be_visible()
    if script:
        assert findings_light_and_dark(page) == []
        page.set_viewport_size({"width": 360, "height": 900})
    _type_day(page, "from", "1", "2018")
    _type_day(page, "until", "12", "2020")
    if script:
        expect(page.locator("#sum")).to_contain_text("3 years in the field")
    _press(page, "Add this period")
    _press(page, "Add another period")
    _type_day(page, "from", "1", "2020")
    _type_day(page, "until", "6", "2022")
    if script:
        expect(page.locator("#sum")).to_contain_text("4 years 6 months in the field")
    _press(page, "Add this period")
    expect(page.get_by_text("4 years 6 months")).to_be_visible()
    shown(page)
    _press(page, "Change January 2020")
    shown(page)
    page.go_back()
    _press(page, "Add another period")
    _type_day(page, "from", "7", "2023")
    _tab_to(page, "I still work there")
    page.keyboard.press("Space")
    _press(page, "Add this period")
    _press(page, "Go on")
    _choose(page, "From outside")
    _choose(page, "Yes, I can name something")
    _choose(page, "Three people or more, from at least two")
    _tab_to(page, "A résumé")
    page.keyboard.press("Space")
    _press(page, "Go on")
    assert _heading(page) == "Look at your answers"
    shown(page)
    _press(page, "See what they come to")
    assert _heading(page) == "You can begin"
    shown(page)

    _press(page, "Begin the application")
    assert _heading(page) == "Create an account"
    for label, typed in (
        ("Given name", "Ada"),
        ("Family name", "Nergens"),
        ("E-mail address", "ada@people.example"),
        ("Password", PASSWORD),
    ):
        _tab_to(page, label)
        page.keyboard.type(typed)
    _press(page, "Create the account")
    delivery.deliver_waiting(at=timezone.now())
    found = re.search(r"http://localhost:\d+/\S+", str(mail.outbox[-1].body))
    assert found
    page.goto(found.group())
    _press(page, "Confirm this address")
    for label, typed in (("E-mail address", "ada@people.example"), ("Password", PASSWORD)):
        _tab_to(page, label)
        page.keyboard.type(typed)
    _press(page, "Sign in")
    assert path_of(page) == "/officer-titles/s-ciso/begin/"
    expect(page.get_by_text("January 2018 until December 2020")).to_be_visible()
    shown(page)
    _press(page, "Begin the application")
    draft = Application.objects.get()
    assert path_of(page) == f"/applications/{draft.reference.lower()}/"
    assert list(draft.positions.values_list("standpoint", "organisation")) == [("outside", "")] * 3
    page.goto(f"/applications/{draft.reference.lower()}/positions/")
    expect(page.get_by_text("To be completed: organisation and role")).to_have_count(3)
    page.goto("/officer-titles/s-ciso/")
    _press(page, "Go on with your application")
    assert path_of(page) == f"/applications/{draft.reference.lower()}/"
    if script:
        assert look.seen >= SEEN_WITH_ANSWERS


def test_whoever_is_not_there_yet_takes_the_first_day_along(visit: Callable[..., Page], look: Look) -> None:
    met = timezone.localdate() + 300 * DAY
    began = add_months(met, -60)
    page = visit("/", width=360)
    _first_questions(page)
    _type_day(page, "from", str(began.month), str(began.year))
    _tab_to(page, "I still work there")
    page.keyboard.press("Space")
    _press(page, "Add this period")
    _press(page, "Go on")
    _choose(page, "Inside an organisation")
    _choose(page, "Yes, I can name something")
    _choose(page, "Three people or more, all from one")
    _press(page, "Go on")
    _press(page, "See what they come to")
    assert "is the first day you meet the term" in _heading(page)
    expect(page.get_by_text("One of the three comes from another organisation")).to_be_visible()
    look(page)
    _tab_to(page, "Put the day in your calendar")
    with page.expect_download() as sent:
        page.keyboard.press("Enter")
    assert sent.value.suggested_filename.endswith(".ics")
    _press(page, "Look at your answers and change them")
    _press(page, "Change What say did you have")
    _choose(page, "Neither so far")
    _press(page, "See what they come to")
    assert _heading(page) == "Another title is nearer"
    look(page)
    _press(page, "Forget my answers and start over")
    assert _heading(page) == "Do you work in this field, or did you?"
