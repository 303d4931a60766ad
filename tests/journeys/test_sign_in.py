"""Journeys through signing up, signing in and the second factor, as people take them."""

import re
import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from comms import delivery
from tests.factories.accounts import PASSWORD, code, with_app
from tests.factories.members import MemberFactory
from tests.journeys.looking import SEEN_BY_PASSWORD, SEEN_WITH_A_PASSKEY, SEEN_WITH_AN_APP, Look, path_of
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]

FOCUSED: Final = """() => {
    const focused = document.activeElement;
    const words = focused.labels?.length ? focused.labels[0].innerText : focused.innerText;
    return (words || "").trim();
}"""
"""What the thing under the keyboard is called."""

MOST_STOPS: Final = 40

PASSKEY_DEVICE: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _tab_to(page: Page, name: str) -> None:
    passed = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if passed[-1].startswith(name):
            return
    pytest.fail(f"The keyboard does not reach {name!r}, only {passed}.")


def _press(page: Page, name: str) -> None:
    _tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _write(page: Page, written: dict[str, str]) -> None:
    for name, words in written.items():
        _tab_to(page, name)
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(words)


def _click(page: Page, name: str, role: Any = "button") -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role(role, name=name, exact=True).click()


def _leave(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("banner").get_by_role("button", name="Sign out").click()


def _sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    _click(page, "Sign in")


def _give_code(page: Page, shown: str, button: str) -> None:
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(shown)
    _click(page, button)


def _app_shows(key: str, step: int = 0) -> str:
    """What an app with this key shows now, or ``step`` half minutes later: no code opens two doors."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + step))


def _follow_link_in_mail(page: Page, to: str) -> None:
    """Have the waiting mail delivered and open the link a reader would click."""
    delivery.deliver_waiting(at=timezone.now())
    newest = mail.outbox[-1]
    assert newest.to == [to]
    found = re.search(r"http://localhost:\d+/\S+", str(newest.body))
    assert found, newest.body
    page.goto(found.group())


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("given", "family", "script"),
    [("أمينة", "السالمي", True), ("Ζωή", "Παπαδοπούλου", False)],
    ids=["with script", "without script"],
)
def test_a_visitor_becomes_a_person_with_an_account_by_keyboard_on_a_phone(
    visit: Visit, look: Look, given: str, family: str, script: bool
) -> None:
    shown = look if script else (lambda page: None)  # axe is a script
    email = "newcomer@people.example"
    page = visit("/", width=360, script=script)
    _press(page, "Create an account")
    _write(page, {"Given name": given, "Family name": family, "E-mail address": email, "Password": PASSWORD})
    _press(page, "Create the account")
    assert _heading(page) == "Look in your mailbox"
    shown(page)

    _follow_link_in_mail(page, to=email)
    assert f"{given} {family}" in page.locator("main").inner_text()
    shown(page)
    _press(page, "Confirm this address")
    assert path_of(page) == "/account/login/"
    shown(page)

    _write(page, {"E-mail address": email, "Password": PASSWORD})
    _press(page, "Sign in")
    assert path_of(page) == "/"
    assert given in _heading(page)
    shown(page)

    MemberFactory(user=User.objects.get(email=email))
    _press(page, "Profile")
    address = "Verzonnenstraat 12\nAchterhuis"
    _write(page, {"Given name": f"{given} B.", "Address": address, "Postal code": "0000 AA"})
    _write(page, {"Town or city": "Nergenshuizen", "Country": "Nederland"})
    _press(page, "Save")
    assert page.get_by_text("We saved your profile.").is_visible()
    assert page.get_by_role("textbox", name=re.compile("^Address")).input_value() == address
    shown(page)
    _press(page, "Home")
    assert f"{given} B." in _heading(page)
    assert "Nergenshuizen" in page.locator("main").inner_text()
    shown(page)

    _press(page, "Sign out")
    assert path_of(page) == "/"
    page.goto("/profile/")
    assert path_of(page) == "/account/login/"


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(visit: Visit, look: Look) -> None:
    user = person("Forgetful")
    page = visit("/account/login/")
    _click(page, "I do not know my password", "link")
    page.get_by_label("E-mail address").fill(user.email)
    _click(page, "Send me the link")
    _follow_link_in_mail(page, to=user.email)
    look(page)
    page.get_by_label("New password").fill("another sentence altogether")
    _click(page, "Save the new password")
    assert _heading(page) == "Your password is saved"
    look(page)
    _click(page, "Sign in", "link")
    _sign_in(page, user.email)
    assert path_of(page) == "/account/login/"
    _sign_in(page, user.email, "another sentence altogether")
    assert "Forgetful" in _heading(page)
    assert look.seen >= SEEN_BY_PASSWORD


def test_a_colleague_sets_up_an_app_and_arrives_at_the_work(visit: Visit, look: Look) -> None:
    user = person("Nadia", "back-office", "finance")
    page = visit("/account/login/")
    _sign_in(page, user.email)
    for work in ("/account/roles/", "/office/"):
        page.goto(work)
        assert _heading(page) == "Your work needs a second factor"
    look(page)

    _click(page, "Set up an app", "link")
    look(page)
    _give_code(page, "not a code", "Set up the app")
    assert page.title().startswith("Error: ")
    look(page)
    key = page.locator("main .lead bdi").inner_text().replace(" ", "")
    first = _app_shows(key)
    _give_code(page, first, "Set up the app")

    assert _heading(page) == "Recovery codes"
    look(page)
    kept = page.locator(".codes code").all_inner_texts()
    assert len(set(kept)) == 10
    page.reload()
    assert "10 codes are left" in page.locator("main").inner_text()
    assert not page.locator(".codes").count()
    look(page)
    _click(page, "Make new codes", "link")
    look(page)
    _click(page, "Cancel", "link")

    _click(page, "Go on", "link")
    assert path_of(page) == "/office/"
    assert _heading(page).startswith("Today")
    look(page)
    page.goto("/account/2fa/reauthenticate/?next=/office/")
    look(page)
    _give_code(page, first, "Go on")
    assert page.title().startswith("Error: "), "a code opened two doors"
    _give_code(page, _app_shows(key, step=1), "Go on")
    assert path_of(page) == "/office/"

    page.goto("/account/2fa/")
    look(page)
    _click(page, "Remove the app", "link")
    look(page)
    _click(page, "Keep it", "link")
    _leave(page)

    _sign_in(page, user.email)
    assert path_of(page) == "/account/2fa/authenticate/"
    look(page)
    _give_code(page, kept[0], "Sign in")
    assert "Nadia" in _heading(page)
    page.goto("/account/roles/")
    assert _heading(page) == "Your work"
    page.goto("/account/2fa/")
    assert "9 codes are left" in page.locator("main").inner_text()
    assert look.seen >= SEEN_WITH_AN_APP


def test_a_colleague_adds_renames_uses_and_removes_a_passkey(visit: Visit, look: Look) -> None:
    user = person("Pia", "board-member")
    page = visit("/account/login/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY_DEVICE})
    _sign_in(page, user.email)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name of this passkey").fill("Lapotp")
    _click(page, "Add a passkey")
    page.wait_for_url("**/recovery-codes/")

    page.goto("/account/2fa/webauthn/")
    _click(page, "Rename Lapotp", "link")
    look(page)
    page.get_by_label("Name of this passkey").fill("Laptop")
    _click(page, "Save")
    assert page.get_by_role("heading", name="Laptop").is_visible()

    page.goto("/account/roles/")
    _click(page, "Use a passkey", "link")
    look(page)
    _click(page, "Use a passkey")
    page.wait_for_url("**/account/roles/")
    assert "Board member" in page.locator("main").inner_text()

    page.goto("/account/2fa/webauthn/")
    look(page)
    _click(page, "Remove Laptop", "link")
    look(page)
    _click(page, "Remove it")
    assert "No passkey has been added" in page.locator("main").inner_text()
    assert look.seen >= SEEN_WITH_A_PASSKEY


def test_the_back_office_names_a_title_and_today_counts_one_less(visit: Visit) -> None:
    user = with_app(person("Bram", "back-office"))
    page = visit("/account/login/")
    _sign_in(page, user.email)
    _give_code(page, code(user), "Sign in")
    _click(page, "Open the back office", "link")
    line = page.get_by_role("listitem").filter(has_text="Titles shown by their code alone")
    waiting = int(line.locator(".count").inner_text())
    assert waiting > 0

    _click(page, "Titles shown by their code alone", "link")
    rows = page.locator("#result_list tbody tr")
    assert rows.count() == waiting
    _click(page, "SOC-CA", "link")
    page.get_by_label("Name", exact=False).fill("Certified SOC Analyst")
    _click(page, "Save")
    assert page.get_by_role("link", name="SOC-CA Certified SOC Analyst").is_visible()

    page.goto("/office/")
    assert int(line.locator(".count").inner_text()) == waiting - 1
    _click(page, "Titles shown by their code alone", "link")
    assert rows.count() == waiting - 1
    page.goto("/office/members/title/?q=SOC-CA")
    _click(page, "SOC-CA", "link")
    _click(page, "History", "link")
    newest = page.locator("#change-history tbody tr").first.inner_text()
    assert "Bram" in newest
    assert "nothing → Certified SOC Analyst" in newest


@pytest.mark.also_sqlite
def test_a_member_signs_in_looks_around_and_leaves(visit: Visit) -> None:
    user = MemberFactory(user=person("Ada")).user
    page = visit("/account/login/")
    _sign_in(page, user.email)
    assert _heading(page) == "What you agree to"
    _click(page, "Not now", "link")
    assert "Ada" in _heading(page)
    with page.expect_navigation():
        page.get_by_role("contentinfo").get_by_role("link", name="Titles").click()
    assert page.get_by_text("S-ISP").first.is_visible()
    _leave(page)
    assert path_of(page) == "/"
    assert page.get_by_role("main").get_by_role("link", name="Sign in").is_visible()
