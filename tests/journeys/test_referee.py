"""A reference answers on a phone, by keyboard alone and without JavaScript; every page and end is looked at."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.enums import Criterion
from applications.models import Application, Reference, ReferenceAnswer
from common.private_links import secret_of
from tests.factories.applications import PositionFactory, ReferenceDraftFactory, answered, under_way
from tests.journeys.looking import findings_light_and_dark, path_of
from tests.journeys.test_signing import _press, _tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")
PICTURE_WIDTHS = (360, 1280)


@pytest.fixture
def person() -> Reference:
    """Somebody whose answer is awaited today."""
    application = under_way()
    PositionFactory(
        application=application,
        organisation="Stichting Beveiliging en Vertrouwen",
        begins_on=dt.date(2014, 9, 1),
        ends_on=dt.date(2018, 12, 31),
        at_level=False,
    )
    application.references.update(asked_at=timezone.now(), ends_on=timezone.localdate() + dt.timedelta(days=20))
    found: Reference = application.references.earliest("pk")
    return found


def _link(person: Reference) -> str:
    return f"/reference/open/{secret_of(person.links.latest('pk').seed)}/"


def _picture(page: Page, name: str) -> None:
    """A picture of the page at two widths, where somebody wants to look at them."""
    if PICTURES:
        for width in PICTURE_WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": 360, "height": 800})


def _focus_is_seen(page: Page) -> None:
    shown = page.evaluate(
        """() => { const box = document.activeElement.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight + 1 || box.height > innerHeight; }"""
    )
    assert shown, page.url


def test_reference_answers_by_keyboard_on_a_phone_without_javascript(
    visit: Callable[..., Page], person: Reference
) -> None:
    page = visit(_link(person), width=360, script=False)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Voorbeeld")
    assert page.context.cookies() == []
    _press_plain(page, "Open the form")
    assert path_of(page) == f"/reference/{person.handle.lower()}/"
    assert [cookie["name"] for cookie in page.context.cookies()] == ["seco_reference"]
    _press_plain(page, "Continue")
    expect(page.get_by_text("Something needs another look")).to_be_visible()
    _choose(page, 0, into="act")
    _press_plain(page, "Continue")
    _into(page, "relation")
    page.keyboard.type("She reported to me for three years.")
    _press_plain(page, "Save and go on")
    for criterion in Criterion:
        _choose(page, 1 if criterion is Criterion.TERM else 0, into=f"{criterion}-says")
    _press_plain(page, "Save and go on")
    expect(page.get_by_text("Write which part you can confirm.").first).to_be_visible()
    _into(page, "term-words")
    page.keyboard.type("I saw the years from 2019 on.")
    _press_plain(page, "Save and go on later")
    expect(page.get_by_text("What you typed is saved")).to_be_visible()
    again = visit(_link(person), width=360, script=False)
    _press_plain(again, "Go on with the form")
    again.goto(f"/reference/{person.handle.lower()}/check/")
    expect(again.get_by_text("I saw the years from 2019 on.")).to_be_visible()
    _press_plain(again, "Send the answer")
    expect(again.get_by_role("heading", name="Thank you. We have your answer.")).to_be_visible()
    assert ReferenceAnswer.objects.get().said[Criterion.TERM] == "partly"
    page.goto(f"/reference/{person.handle.lower()}/answers/")
    expect(page.get_by_role("heading", name="Thank you. We have your answer.")).to_be_visible()


def _focused(page: Page) -> Any:
    return page.evaluate("() => [document.activeElement.name || '', document.activeElement.innerText || '']")


def _tab(page: Page, found: Callable[[str, str], bool], what: str) -> None:
    for _stop in range(80):
        page.keyboard.press("Tab")
        name, text = _focused(page)
        if found(name, text.strip()):
            _focus_is_seen(page)
            return
    pytest.fail(f"The keyboard does not reach {what!r}.")


def _into(page: Page, name: str) -> None:
    _tab(page, lambda there, _text: there == name, name)


def _choose(page: Page, number: int, *, into: str) -> None:
    _into(page, into)
    page.keyboard.press("Space")
    for _down in range(number):
        page.keyboard.press("ArrowDown")


def _press_plain(page: Page, words: str) -> None:
    _tab(page, lambda _name, text: text == words, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_every_page_of_a_reference_is_looked_at(visit: Callable[..., Page], person: Reference) -> None:
    page = visit(_link(person), width=360)
    form = f"/reference/{person.handle.lower()}/"
    _look(page, "opening")
    _press(page, "Open the form")
    _look(page, "start")
    _press(page, "Continue")
    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    _look(page, "start-error")
    for address in ("decline/does-not-know/", "decline/never-agreed/", "you/", "answers/", "check/", "data/"):
        page.goto(f"{form}{address}")
        _look(page, address.strip("/").replace("/", "-"))
    for address in ("data/correct/", "data/forget/"):
        page.goto(f"{form}{address}")
        _look(page, address.strip("/").replace("/", "-"))
    page.goto(f"{form}answers/")
    page.locator("summary").first.click()
    page.get_by_label("Month").first.fill("13")
    page.get_by_label("Year").first.fill("2019")
    page.get_by_label("I dispute this").last.check()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("details").first).to_have_attribute("open", "")
    _look(page, "answers-error")
    page.get_by_role("button", name="Save and go on later").click()
    _look(page, "saved")
    page.goto(f"{form}check/")
    _look(page, "check-lacking")
    page.goto(f"{form}data/correct/")
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Save").click()
    _look(page, "correct-error")
    typed = {f"{key}-says": "confirm" for key in Criterion} | {"level-words": "She chaired the risk board. " * 8}
    person.draft.delete()
    ReferenceDraftFactory(reference=person, typed={**typed, "relation": "She reported to me."})
    page.goto(f"{form}check/")
    _look(page, "check-whole")
    _tab_to(page, "submit: Send the answer")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _look(page, "thanks")
    page.goto(f"{form}data/")
    _look(page, "data-answered")
    page.get_by_role("link", name="Take the answer back").click()
    _look(page, "take-back")
    page.get_by_role("button", name="Take the answer back").click()
    page.get_by_role("link", name="Delete what you hold about me").click()
    page.get_by_role("button", name="Delete it").click()
    _look(page, "forgotten")
    page.goto(f"{form}data/")
    _look(page, "data-removed")


def _look(page: Page, name: str) -> None:
    assert findings_light_and_dark(page) == [], name
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 800})
    _picture(page, name)


def test_every_end_of_a_link_is_looked_at(visit: Callable[..., Page], person: Reference) -> None:
    first, second, third = person.application.references.order_by("pk")
    page = visit(_link(first), width=360)
    _press(page, "Open the form")
    form = path_of(page)
    page.goto(f"{form}decline/never-agreed/")
    page.get_by_role("button", name="Delete my details").click()
    _look(page, "declined-never")
    page.goto(_link(first))
    _look(page, "link-declined")
    page.goto(f"/reference/{second.handle.lower()}/")
    _look(page, "early")
    answered(second)
    page.goto(_link(second))
    _look(page, "link-answered")
    Reference.objects.filter(pk=third.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    page.goto(_link(third))
    _look(page, "link-ended")
    Application.objects.update(state="withdrawn", withdrawn_at=timezone.now(), due_on=None)
    page.goto(_link(third))
    _look(page, "link-closed")
    third.links.update(revoked_at=timezone.now())
    page.goto(_link(third))
    _look(page, "link-revoked")
    for number in range(31):
        page.goto(f"/reference/open/{number:064x}/")
        if number in {0, 30}:
            _look(page, f"link-unknown-{number}")


def test_two_forms_are_open_in_one_browser_at_once(visit: Callable[..., Page], person: Reference) -> None:
    other = person.application.references.latest("pk")
    page = visit(_link(person))
    _press(page, "Open the form")
    page.goto(_link(other))
    _press(page, "Open the form")
    for reference in (person, other):
        answer = page.goto(f"/reference/{reference.handle.lower()}/you/")
        assert answer
        assert answer.status == 200
        assert page.get_by_label("Your name").input_value() == reference.name
