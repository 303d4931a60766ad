"""Journeys run in a real browser against a real server, on a database that keeps its migrated rows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.people import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _catalogue_stays(django_db_serialized_rollback: None) -> None:
    """The catalogue comes with a migration; emptying tables between journeys must bring it back."""


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: ``visit("/profile/", user, dark=True, width=360)``. Faults in the console fail."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        path: str, user: User | None = None, *, second_factor: bool = True, dark: bool = False, width: int = 1280,
        script: bool = True,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="en-GB",
        )
        contexts.append(context)
        if user is not None:
            cookie = signed_in(user, second_factor=second_factor).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [fault for fault in faults if "Failed to load resource" not in fault]
