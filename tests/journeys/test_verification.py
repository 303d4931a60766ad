"""From the award to an employer with a telephone: the number answers, is compared, saved and printed."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from common.calendar import DAY
from members.enums import OutcomeKind
from members.models import Certificate, Member, Outcome
from tests.journeys.looking import findings_light_and_dark
from tests.journeys.test_referee import _press_plain
from tests.members.money import holder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")
MOST_BYTES: Final = 60_000
"""Of all answers together, heads included, as the browser counts what came over the line."""
COLLECTED: Final = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def member() -> Member:
    """Somebody awarded a title a year ago."""
    member = holder("S-CISO", on=timezone.localdate() - dt.timedelta(days=370))
    Certificate.objects.update(name="Noor de Vries")
    return member


def _number(member: Member) -> str:
    return str(Certificate.objects.current().get(credential__member=member).number)


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        for width, scheme in ((360, "light"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"), full_page=True)


def _look(page: Page, name: str) -> None:
    assert findings_light_and_dark(page) == [], name
    _picture(page, name)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 900})


def test_an_employer_verifies_an_awarded_title_on_a_phone_without_javascript(
    visit: Callable[..., Page], member: Member
) -> None:
    number = _number(member)
    page = visit("/", width=360, script=False)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Verify a title").click()
    page.get_by_label("Number of the certificate").fill(f" {number.lower().replace('-', ' ').replace('0', 'o')} ")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This title is valid")
    assert page.url.endswith(f"/verify/{number}/")
    expect(page.get_by_text("Noor de Vries", exact=True)).to_be_visible()
    expect(page.get_by_text("checked").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("de vries, NÖÖR")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("status")).to_contain_text("Matches.")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("de vries, NÖÖR")
    assert "vries" not in page.url
    page.get_by_label("Name", exact=True).fill("Noor Vries")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("status")).to_contain_text("Does not match.")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save this answer").click()
    assert saved.value.suggested_filename == f"verification-{number}-{timezone.localdate()}.pdf"
    assert page.context.cookies() == []


def test_the_answer_comes_by_keyboard_alone(visit: Callable[..., Page], member: Member) -> None:
    page = visit(f"/verify/?number={_number(member)[:-2]}", width=360, script=False)
    assert page.title().startswith("Error: ")
    page.get_by_label("Number of the certificate").fill(_number(member))
    _press_plain(page, "Verify")
    _press_plain(page, "What does this title mean?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Titles")


def test_the_answer_is_printed_with_address_and_time_and_without_what_only_asks(
    visit: Callable[..., Page], member: Member
) -> None:
    number = _number(member)
    page = visit(f"/verify/{number}/")
    page.get_by_label("Name", exact=True).fill("Noor de Vries")
    page.get_by_role("button", name="Compare").click()
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_contain_text(f"/verify/{number}/, printed on")
    expect(page.locator(".printed")).to_contain_text("time of Amsterdam")
    expect(page.get_by_role("status")).to_be_visible()
    for asks in ("How did it stand on an earlier day?", "As a file"):
        expect(page.get_by_role("heading", name=asks)).to_be_hidden()
    expect(page.get_by_label("Name", exact=True)).to_be_hidden()
    if PICTURES:
        page.pdf(path=str(Path(PICTURES) / "printed.pdf"), format="A4", print_background=True)
    page.goto(f"/verify/{number}/")
    expect(page.get_by_role("heading", name="Is it this person?")).to_be_hidden()


def test_every_answer_is_looked_at(visit: Callable[..., Page], member: Member) -> None:
    number, today = _number(member), timezone.localdate()
    page = visit("/verify/", width=360)
    _look(page, "verify")
    page.goto("/verify/?number=M4PD-W2H8-6CVY-U&on=2099-01-01")
    _look(page, "verify-errors")
    page.goto(f"/verify/{number}/")
    _look(page, "valid")
    page.get_by_label("Name", exact=True).fill("Somebody Else")
    page.get_by_role("button", name="Compare").click()
    _look(page, "compared")
    page.goto(f"/verify/{number}/")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".error-summary")).to_be_focused()
    _look(page, "no-name")
    page.goto(f"/verify/{number}/?on={today - 30 * DAY}")
    _look(page, "valid-then")
    Certificate.objects.update(name="Αλεξάνδρα Παπαδοπούλου-Łukasiewicz " * 6)
    page.goto(f"/verify/{number}/")
    _look(page, "long-name")
    credential = member.credentials.get()
    Outcome.objects.create(
        credential=credential, kind=OutcomeKind.REVOKED, ground="breach", effective_on=today, recorded_at=timezone.now()
    )
    page.goto(f"/verify/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This title is not valid")
    _look(page, "not-valid")
    page.goto(f"/verify/{number}/?on={today - 30 * DAY}")
    _look(page, "valid-then-not-now")
    Certificate.objects.update(name="")
    page.goto(f"/verify/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("We know no title by this number")
    _look(page, "unknown")


@pytest.fixture
def served(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A server as in production: WhiteNoise gives out what ``collectstatic`` named and compressed."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": COLLECTED}}
    call_command("collectstatic", "--no-input", "--verbosity", "0")
    monkeypatch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application)
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


def test_a_cold_visit_is_light_and_asks_nobody_else(browser: Browser, member: Member, served: str) -> None:
    context = browser.new_context(base_url=served, viewport={"width": 360, "height": 900})
    page, addresses, sizes = context.new_page(), {}, {}
    watched = context.new_cdp_session(page)
    watched.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))
    watched.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    watched.send("Network.enable")
    page.goto(f"/verify/{_number(member)}/", wait_until="networkidle")
    # Chromium draws the icon of its own field for a day from a data: address, which nobody sends.
    addresses = {request: address for request, address in addresses.items() if not address.startswith("data:")}
    told = "\n".join(f"{size:>7} {addresses[request]}" for request, size in sizes.items() if request in addresses)
    told += f"\n{sum(sizes.values()):>7} in {len(addresses)} answers"
    if PICTURES:
        (Path(PICTURES) / "weight.txt").write_text(f"{told}\n")
    assert all(address.startswith(served) for address in addresses.values())
    assert any(address.endswith(".css") for address in addresses.values())
    assert context.cookies() == []
    assert sum(sizes.values()) < MOST_BYTES, told
    context.close()
