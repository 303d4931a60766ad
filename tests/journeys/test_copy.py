"""A masked copy is covered on the page and sent: by mouse and finger, by keys alone, and without JavaScript."""

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, Route, expect

from applications.models import Application
from applications.services import copies as services
from common.files import reading
from tests.factories.accounts import UserFactory
from tests.factories.applications import whole
from tests.journeys.looking import findings_light_and_dark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZE = (1200, 800)
SOLID = (20, 32, 27)
PHOTO, NAME = (60, 160, 360, 560), (420, 160, 800, 260)
FAINT = 26
"""Of 255: at most a tenth of what is covered shows on the page."""
TURNED = 6
"""Of EXIF: the camera was held on its side."""
REMEMBERED = """{
  const decode = window.createImageBitmap;
  window.createImageBitmap = (file, ...how) => { window.decoded = file; return decode(file, ...how); };
  null;
}"""
HASHED = """async () => {
  const hash = await crypto.subtle.digest("SHA-256", await window.decoded.arrayBuffer());
  return [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, "0")).join("");
}"""


def _card() -> FilePayload:
    """An invented card whose every point is loud but for photo and name, as a phone on its side keeps it."""
    card = Image.effect_noise(SIZE, 120).convert("RGB")
    pen = ImageDraw.Draw(card)
    pen.rectangle(PHOTO, fill=(200, 120, 90))
    pen.rectangle(NAME, fill=(235, 235, 225))
    pen.text((430, 190), "ADA NERGENS, SPECIMEN", fill=(0, 0, 0), font_size=30)
    sideways, about = card.transpose(Image.Transpose.ROTATE_90), Image.Exif()
    about[0x0112] = TURNED
    held = io.BytesIO()
    sideways.save(held, "JPEG", exif=about, quality=95)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bytes that arrive, in the order in which they do. A program reads in the first a number, then nothing."""
    there: list[bytes] = []
    take = services.send

    def send(application: Application, content: bytes, **by: Any) -> Any:
        there.append(content)
        return take(application, content, **by)

    monkeypatch.setattr(services, "send", send)
    monkeypatch.setattr(reading, "present", lambda: True)
    monkeypatch.setattr(reading, "texts", lambda *_asked: (text for text in ["BSN 111222333"][: len(there) == 1]))
    return there


def _draft() -> Application:
    ada = UserFactory(given_name="Ada", family_name="Nergens", email="ada@nergens.example")
    return whole(person=ada, identity_way="")


def _at(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of the picture, on the screen."""
    page.locator("#stage").scroll_into_view_if_needed()
    box = page.locator("#stage-picture").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"] / SIZE[0], box["y"] + y * box["height"] / SIZE[1]


def _drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*_at(page, *start))
    page.mouse.down()
    page.mouse.move(*_at(page, *end), steps=4)
    page.mouse.up()


def _swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """The same with a finger."""
    finger = page.context.new_cdp_session(page)
    for kind, point in (("touchStart", start), ("touchMove", end), ("touchEnd", None)):
        places = [dict(zip("xy", _at(page, *point), strict=True))] if point else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    finger.detach()


def _numbers(page: Page, area: int) -> list[float]:
    row = page.locator("#areas > li").nth(area - 1)
    return [float(row.get_by_label(side).input_value()) for side in ("Left", "Top", "Width", "Height")]


def _looks_at_what_is_sent(page: Page) -> str:
    """Press the button; the hash of the file that is shown."""
    page.get_by_role("button", name="Show me what will be sent").click()
    expect(page.get_by_role("heading", name="This is what will be sent")).to_be_focused()
    return str(page.evaluate(HASHED))


def _holds_what_is_sent(page: Page) -> list[Route]:
    """What is on its way, once it is; the answer comes when it is let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/copy/", hold)
    return held


def _contrast_of_stage(page: Page) -> int:
    """Between the brightest and the darkest point of a screenshot of a picture that is all covered."""
    shot = Image.open(io.BytesIO(page.locator("#stage-picture").screenshot())).convert("L")
    low, high = shot.crop((20, 20, shot.width - 20, shot.height - 20)).getextrema()
    return int(high - low)


def _shows_only(content: bytes, *areas: tuple[int, int, int, int]) -> None:
    """Every point outside these areas is one colour, but for what the format smears over their edges."""
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", SIZE, {})
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in areas:
        pen.rectangle((left - 16, top - 16, right + 16, bottom + 16), fill=SOLID)
    for (low, high), colour in zip(picture.getextrema(), SOLID, strict=True):
        assert colour - 2 <= low <= high <= colour + 2


def test_picture_is_covered_by_mouse_and_finger(visit: Callable[..., Page], received: list[bytes]) -> None:
    draft = _draft()
    page = visit("/privacy/", draft.person, second_factor=False)
    page.add_init_script(REMEMBERED)
    page.goto(f"/applications/{draft.reference.lower()}/identity/")
    assert findings_light_and_dark(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("A masked copy").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Choose a picture")).to_be_visible()
    original = page.locator("#original")
    for name, begins, told in (
        ("card.pdf", b"%PDF-1.7 ", "This is a PDF."),
        ("IMG_2.HEIC", b"\0\0\0\x20ftypheic", "(HEIC)"),
        ("notes.txt", b"Nothing to see.", "cannot open this file as a picture"),
    ):
        original.set_input_files({"name": name, "mimeType": "", "buffer": begins})
        expect(page.locator("#original-error")).to_contain_text(told)
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose a picture").click()
    choosing.value.set_files(_card())
    expect(page.get_by_role("heading", name="Cover it")).to_be_focused()
    assert original.input_value() == ""
    expect(page.get_by_role("button", name="Choose another picture")).to_have_accessible_description(
        "Open on this page: IMG_0001.jpg"
    )
    assert _contrast_of_stage(page) < FAINT
    page.get_by_role("button", name="Show me what will be sent").click()
    expect(page.locator("#nothing")).to_contain_text("Everything is covered")

    _drag(page, (120, 220), (300, 500))  # then moved, then made larger by its corner
    _drag(page, (210, 360), (150, 300))
    _drag(page, (240, 440), PHOTO[2:])
    _swipe(page, NAME[:2], NAME[2:])
    expect(page.locator("#said")).to_contain_text("Area 2 added: 35 % from the left, 20 % from the top")
    assert _numbers(page, 1) == pytest.approx([5, 20, 25, 50], abs=0.3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#areas > li")).to_have_count(1)
    page.get_by_role("button", name="Do again").click()
    expect(page.locator("#areas > li")).to_have_count(2)
    page.get_by_role("button", name="Larger").click()
    assert findings_light_and_dark(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})

    _looks_at_what_is_sent(page)
    held = _holds_what_is_sent(page)
    page.get_by_role("button", name="Send this picture").click()
    expect(page.locator("#sending")).to_contain_text("until then it cannot be changed")
    assert findings_light_and_dark(page) == []
    for locked in ("#choosing", "#mask"):
        assert page.locator(locked).evaluate("step => step.inert")
    page.get_by_role("button", name="Change it first").click(force=True)
    page.get_by_role("button", name="Send this picture").click(force=True)
    expect(page.get_by_role("heading", name="This is what will be sent")).to_be_visible()
    (sent,) = held
    sent.continue_()
    page.unroute("**/copy/")
    expect(page.locator("#not-sent")).to_contain_text("may be a citizen service number")
    expect(page.locator("#not-sent")).to_be_focused()
    assert not draft.identity_copies.exists()
    page.get_by_role("button", name="Change it first").click()
    shown = _looks_at_what_is_sent(page)
    assert findings_light_and_dark(page) == []
    page.get_by_role("button", name="Send this picture").click()
    expect(page.get_by_role("heading", name="Your masked copy is here")).to_be_visible()
    assert findings_light_and_dark(page) == []
    assert hashlib.sha256(received[-1]).hexdigest() == shown
    _shows_only(received[-1], PHOTO, NAME)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("We destroyed your copy.")).to_be_visible()
    assert draft.identity_copies.get().content is None


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _reach(page: Page, target: str, key: str = "Tab") -> None:
    """Go by the tab key until this has the focus."""
    wanted = page.locator(target).element_handle()
    for _step in range(60):
        if page.evaluate("wanted => wanted === document.activeElement", wanted):
            return
        page.keyboard.press(key)
    pytest.fail(f"{target} is not reached by the tab key")


def _type_into(page: Page, area: int, **numbers: int) -> None:
    for side, number in numbers.items():
        _reach(page, f"#areas > li:nth-child({area}) [data-side={side}]")
        _press(page, "Control+A")
        page.keyboard.type(str(number))
    _press(page, "Tab")


def test_picture_is_covered_by_keys_alone(visit: Callable[..., Page], received: list[bytes]) -> None:
    received.append(b"")
    draft = _draft()
    page = visit(
        f"/applications/{draft.reference.lower()}/identity/copy/", draft.person, width=360, second_factor=False
    )
    page.locator("#original").set_input_files(_card())
    expect(page.get_by_role("heading", name="Cover it")).to_be_focused()
    _reach(page, "#add-area")
    _press(page, "Enter")
    expect(page.locator(".area")).to_be_focused()
    before = _numbers(page, 1)
    _press(page, "ArrowLeft", "ArrowLeft", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp")
    assert _numbers(page, 1) == pytest.approx([a + b for a, b in zip(before, (-2, 1.5, 1, -1.5), strict=True)], abs=0.2)
    _press(page, "Delete")
    expect(page.locator("#said")).to_contain_text("Area 1 removed. Areas left: 0.")
    _press(page, "Control+z", "Control+z", "Control+z", "Control+y", "+")
    expect(page.locator("#said")).to_contain_text("Shown at 150 %.")
    _reach(page, ".area")
    _press(page, "Enter")
    _type_into(page, 1, left=500)
    expect(page.locator("#said")).to_contain_text("There is no room for 500 %")
    expect(page.locator("#areas .field-error")).to_contain_text("There is no room for 500 %")
    _reach(page, "#stage", "Shift+Tab")
    _type_into(page, 1, left=5, top=20, width=25, height=50)
    expect(page.locator("#areas .field-error")).to_be_hidden()
    expect(page.locator("#said")).to_contain_text(re.compile("Area 1: 5 % .* 20 % .* 25 % .* 50 %"))
    _reach(page, "#add-area", "Shift+Tab")
    _press(page, "Enter", "Enter")
    _type_into(page, 2, left=35, top=20, width=32, height=13)
    page.evaluate(REMEMBERED)
    _reach(page, "#show-what")
    _press(page, "Enter")
    expect(page.get_by_role("heading", name="This is what will be sent")).to_be_focused()
    shown = page.evaluate(HASHED)
    _reach(page, "#send")
    _press(page, "Enter")
    expect(page.get_by_role("heading", name="Your masked copy is here")).to_be_visible()
    assert hashlib.sha256(received[-1]).hexdigest() == shown
    _shows_only(received[-1], PHOTO, NAME)


def test_copy_that_was_covered_beforehand_is_sent_without_javascript(
    visit: Callable[..., Page], received: list[bytes]
) -> None:
    draft = _draft()
    page = visit(
        f"/applications/{draft.reference.lower()}/identity/", draft.person, width=320, script=False, second_factor=False
    )
    page.get_by_label("A masked copy").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Cover it")).to_be_hidden()
    for told in ("may be a citizen service number", ""):
        page.get_by_label("Your masked copy").set_input_files(_card())
        page.get_by_role("button", name="Send this picture").click()
        if told:
            expect(page.locator(".error-summary")).to_contain_text(told)
    expect(page.get_by_role("heading", name="Your masked copy is here")).to_be_visible()
    assert draft.identity_copies.count() == 1
