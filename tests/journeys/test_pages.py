"""Every page a person reads: nothing for axe to find, nothing wider than the screen."""

from collections.abc import Callable
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page

from tests.doors import DOORS
from tests.people import ANONYMOUS, visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC: Final = (
    "/",
    "/titles/",
    "/privacy/",
    "/accessibility/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/confirm-email/",
    "/account/confirm-email/unknown/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-set-a/",
    "/account/inactive/",
    "/no-such-page/",
)
SIGNED_IN: Final = (
    "/",
    "/profile/",
    "/account/email/",
    "/account/password/change/",
    "/account/logout/",
    "/account/second-factor/",
    "/account/work/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/",
    "/account/reauthenticate/",
)
OFFICE: Final = (
    "/office/",
    "/office/gallery/",
    "/office/members/",
    "/office/members/title/",
    "/office/members/title/add/",
    "/office/members/title/1/change/",
    "/office/members/title/1/history/",
    "/office/members/member/",
    "/office/members/member/add/",
    "/office/accounts/user/",
    "/office/accounts/user/add/",
    "/office/comms/message/",
    "/office/no-such-page/",
)

PAGES: Final = (
    *((ANONYMOUS, path) for path in PUBLIC),
    *(("member", path) for path in SIGNED_IN if path != "/account/work/"),
    ("applicant", "/"),
    ("board-member", "/"),
    ("board-member", "/account/work/"),
    *(("back-office", path) for path in OFFICE if "/user/add/" not in path),
    ("administrator", "/office/accounts/user/add/"),
)

WCAG: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def _axe_findings(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def _wider_than_the_screen(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("kind", "path"), PAGES)
def test_page_is_accessible_light_and_dark_and_fits_320_px(kind: str, path: str, visit: Callable[..., Page]) -> None:
    user = visitor(kind)
    faults = []
    for dark, width in ((False, 1280), (True, 320)):
        page = visit(path, user, dark=dark, width=width)
        shown = f"{'dark' if dark else 'light'} {width}"
        faults += [f"{shown} {finding}" for finding in _axe_findings(page)]
        if over := _wider_than_the_screen(page):
            faults.append(f"{shown}: {over} px wider than the screen")
        assert page.title()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/reset/", "/profile/"])
def test_form_with_errors_is_accessible_and_says_so_in_its_title(path: str, visit: Callable[..., Page]) -> None:
    user = visitor("member") if path == "/profile/" else None
    for dark, width in ((False, 320), (True, 1280)):
        page = visit(path, user, dark=dark, width=width)
        for box in page.locator("main input:visible").all():
            if box.get_attribute("type") in {"text", "email", "password"}:
                box.fill("")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        assert page.title().startswith("Error: ")
        assert page.locator(".error-summary").is_visible()
        assert _axe_findings(page) == []
        assert _wider_than_the_screen(page) == 0


NOT_LOOKED_AT: Final = {
    "security-txt": "plain text",
    "healthz": "JSON",
    "readyz": "JSON",
    "admin:jsi18n": "script",
    "admin:autocomplete": "JSON",
    "admin:view_on_site": "leads elsewhere",
    "admin:login": "leads to the portal's sign-in",
    "admin:logout": "leads to the portal's own",
    "admin:password_change": "leads to the portal's own",
    "admin:password_change_done": "leads to the portal's own",
    "account_set_password": "leads to changing it",
    "mfa_download_recovery_codes": "plain text",
    "mfa_login_webauthn": "JSON",
}
SEEN_IN_A_JOURNEY: Final = {
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "account_reset_password_from_key_done",
}
"""Pages that open only in the middle of something; ``test_sign_in.py`` gets there and asks axe."""
SHARED_TEMPLATES: Final = {
    name
    for name in DOORS
    if name.startswith(("admin:members_track", "admin:members_level"))
    or name.endswith(("_history", "_delete", "_change"))
}
"""The back office's list, form, history and deletion pages look alike; one of each is looked at."""


def test_every_page_is_looked_at_or_says_why_not() -> None:
    seen = {resolve(path).view_name for _kind, path in PAGES if path != "/no-such-page/"}
    unseen = {name for name in DOORS if not name.startswith("/")} - seen
    assert unseen - NOT_LOOKED_AT.keys() - SEEN_IN_A_JOURNEY - SHARED_TEMPLATES - {"admin:comms_message_add"} == set()
