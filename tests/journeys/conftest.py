"""Journeys run in a real browser against a real server, whose public address is the one the browser asks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings
from playwright.sync_api import Browser, BrowserContext, Page, Response

from accounts.models import User
from tests.journeys.looking import Look
from tests.people import signed_in


@pytest.fixture
def look() -> Look:
    """Ask axe about the page shown; remembers which pages were looked at."""
    return Look()


@pytest.fixture
def visit(browser: Browser, live_server: Any, settings: LazySettings) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: ``visit("/profile/", user, dark=True, width=360)``.

    Faults in the console fail, and so does everything a page asks for in vain.
    """
    settings.BASE_URL = live_server.url
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", asked_in_vain)

    def asked_in_vain(response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            faults.append(f"{response.status} {response.url}")

    def open_page(
        path: str, user: User | None = None, *, second_factor: bool = True, dark: bool = False, width: int = 1280,
        script: bool = True,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # no colour is caught halfway to another
            java_script_enabled=script,
            locale="en-GB",
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url, second_factor=second_factor)])
        page = context.new_page()
        listen(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # The console tells of a page that is missing as of a file; files are listened for by themselves.
    assert not [fault for fault in faults if "Failed to load resource" not in fault]


def _session_of(user: User, url: str, *, second_factor: bool) -> dict[str, str]:
    cookie = signed_in(user, second_factor=second_factor).cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": url}
