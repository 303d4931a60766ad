"""References, documents and the identity check of an application: on a phone, by keys alone, and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Application, Appointment
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory
from tests.factories.files import picture
from tests.journeys.looking import Look, findings_light_and_dark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = (
    ("Grace Elders", "Alfa B.V.", "grace@alfa.example"),
    ("Nova Nergens", "ALFA bv", "nova@elders.example"),
    ("Bo Ergens", "Beta", "bo@beta.example"),
)


def _reach(page: Page, name: str, role: str | None = None) -> None:
    """Go by the tab key until the control of this name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True) if role else page.get_by_label(name)  # type: ignore[arg-type]
    target = wanted.first.element_handle()
    for _step in range(80):
        if page.evaluate("wanted => wanted === document.activeElement", target):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} is not reached by the tab key")


def _press(page: Page, name: str, role: str = "button") -> None:
    _reach(page, name, role)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _type(page: Page, label: str, text: str) -> None:
    _reach(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def _name(page: Page, name: str, organisation: str, email: str) -> None:
    _type(page, "Name", name)
    _type(page, "Organisation", organisation)
    _type(page, "Their role", "Director")
    _type(page, "E-mail address", email)
    _type(page, "How you worked together", "I reported to them for three years.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_parts_are_filled_in_by_keys_alone(visit: Callable[..., Page], look: Look, script: bool) -> None:
    ada = UserFactory(given_name="Ada", family_name="Nergens", email="ada@nergens.example")
    draft = ApplicationFactory(person=ada)
    start = timezone.localtime(timezone.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    for minutes in (0, 30, 60):
        AppointmentFactory(starts_at=start + timedelta(minutes=minutes))
    root = f"/applications/{draft.reference.lower()}"
    page = visit(f"{root}/references/", ada, width=360, script=script, second_factor=False)
    _references(page, look, script=script)
    page.goto(f"{root}/documents/")
    _documents(page, look, script=script)
    page.goto(f"{root}/identity/")
    _identity(page, look, draft, script=script)


def _look(page: Page, *, script: bool) -> None:
    if script:
        assert findings_light_and_dark(page) == []
        page.set_viewport_size({"width": 360, "height": 900})


def _references(page: Page, look: Look, *, script: bool) -> None:
    expect(page.get_by_text("You named nobody yet.")).to_be_visible()
    _look(page, script=script)
    _press(page, "Name a person", "link")
    _name(page, "Grace Elders", "Alfa B.V.", "ADA@nergens.example")
    _press(page, "Save")
    assert page.title().startswith("Error: ")
    expect(page.get_by_text("This is your own address.").first).to_be_visible()
    assert page.get_by_label("How you worked together").input_value() == "I reported to them for three years."
    _look(page, script=script)
    for number, (name, organisation, email) in enumerate(PEOPLE):
        if number:
            _press(page, "Name another person", "link")
        _name(page, name, organisation, email)
        if script and not number:
            expect(page.locator("#count")).to_have_text("1 person · 1 organisation")
        if number < 2:
            _reach(page, "This person has agreed to be contacted, and that I share their data with you.")
            page.keyboard.press("Space")
        _press(page, "Save")
    expect(page.get_by_role("heading", name="3 people · 2 organisations")).to_be_visible()
    expect(page.get_by_text("Not agreed yet")).to_be_visible()
    _press(page, "Tell us which they are", "link")
    _press(page, "Save")
    expect(page.get_by_text("Choose whether they are one organisation or different ones.").first).to_be_visible()
    _look(page, script=script)
    _reach(page, "They are one organisation")
    page.keyboard.press("ArrowDown")
    _type(page, "If they are different: why?", "One is the foundation, the other its shop.")
    _press(page, "Save")
    expect(page.get_by_role("heading", name="3 people · 3 organisations")).to_be_visible()
    _press(page, "Bo Ergens", "link")
    _reach(page, "This person has agreed to be contacted, and that I share their data with you.")
    page.keyboard.press("Space")
    _press(page, "Save")
    expect(page.get_by_text("This part is complete.")).to_be_visible()
    _look(page, script=script)
    _press(page, "Nova Nergens", "link")
    _press(page, "Remove this person", "link")
    _press(page, "Remove")
    expect(page.get_by_role("heading", name="2 people · 2 organisations")).to_be_visible()


def _documents(page: Page, look: Look, *, script: bool) -> None:
    hostile = HOSTILE["PDF with a script when opened"][0]()
    chosen = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": hostile}
    page.get_by_label("Résumé").set_input_files(chosen)
    _press(page, "Send")
    expect(page.get_by_text("This PDF contains a script or an action.").first).to_be_visible()
    _look(page, script=script)
    page.get_by_label("Résumé").set_input_files({"name": "cv.png", "mimeType": "image/png", "buffer": picture()})
    _press(page, "Send")
    expect(page.get_by_text("This part is complete. A supplement is up to you.")).to_be_visible()
    with page.expect_download() as sent:
        page.get_by_role("link", name="cv.png").click()
    assert sent.value.suggested_filename == "cv.png"
    _look(page, script=script)
    _press(page, "Remove Résumé", "link")
    _press(page, "Remove")
    expect(page.get_by_text("Send your résumé.")).to_be_visible()


def _identity(page: Page, look: Look, draft: Application, *, script: bool) -> None:
    _press(page, "Go on")
    expect(page.get_by_text("Choose one of the three.").first).to_be_visible()
    _look(page, script=script)
    _reach(page, "By video: you show your document to the camera")
    page.keyboard.press("Space")
    _press(page, "Go on")
    gone = Appointment.objects.earliest("starts_at")
    Appointment.objects.filter(pk=gone.pk).update(application=ApplicationFactory())
    _reach(page, "10:00 – 10:15")
    page.keyboard.press("Space")
    _press(page, "Save")
    expect(page.get_by_text("This time is not free any more.").first).to_be_visible()
    _look(page, script=script)
    _reach(page, "10:30 – 10:45")
    page.keyboard.press("Space")
    _press(page, "Save")
    expect(page.get_by_text("The appointment is yours. We mailed it to you.")).to_be_visible()
    expect(page.get_by_role("link", name="https://video.example/room")).to_be_visible()
    assert Appointment.objects.filter(application=draft).exists()
    _look(page, script=script)
    _press(page, "Give it back", "link")
    _press(page, "Give it back")
    expect(page.get_by_text("You gave the appointment back.")).to_be_visible()
    assert not Appointment.objects.filter(application=draft).exists()


def test_checker_offers_times_and_calls_one_off(visit: Callable[..., Page], look: Look) -> None:
    checker = UserFactory(roles=("identity-checker",))
    clerk = visit("/office/", checker)
    clerk.goto("/office/applications/appointment/add/")
    clerk.get_by_label("Day").fill(f"{timezone.localdate() + timedelta(days=4):%Y-%m-%d}")
    clerk.get_by_label("How many").fill("3")
    clerk.get_by_label("Place").fill("https://video.example/room")
    clerk.get_by_role("button", name="Offer").click()
    expect(clerk.get_by_text("Please fill this in.").first).to_be_visible()
    look(clerk)
    clerk.get_by_label("Begins at").fill("09:30")
    clerk.get_by_role("button", name="Offer").click()
    expect(clerk.get_by_text("3 appointments are offered.")).to_be_visible()
    taken = Appointment.objects.earliest("starts_at")
    row = ApplicationFactory(person=UserFactory(given_name="Ada", family_name="Nergens"), identity_way="video")
    Appointment.objects.filter(pk=taken.pk).update(application=row, taken_at=timezone.now())
    clerk.goto("/office/")
    clerk.get_by_role("link", name="Identity appointments with you in the next seven days").click()
    clerk.locator("#result_list tbody a").first.click()
    expect(clerk.get_by_text("Ada Nergens").first).to_be_visible()
    look(clerk)
    clerk.get_by_role("link", name="Call off").click()
    clerk.get_by_label("Why, in words to the applicant").fill("I am ill that day.")
    look(clerk)
    clerk.get_by_role("button", name="Call off").click()
    expect(clerk.get_by_text("The appointment is called off; the applicant is told by mail.")).to_be_visible()
    row.refresh_from_db()
    assert row.identity_way == ""
