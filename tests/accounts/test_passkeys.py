"""Passkeys in a real browser, with a virtual authenticator, under the strict policy every page carries."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser, live_server, settings):
    """A page of the portal at a name that passkeys accept, in a browser with a passkey device; no console errors."""
    settings.BASE_URL = live_server.url.replace("127.0.0.1", "localhost")
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_TRUSTED_ORIGINS = [settings.BASE_URL]
    context = browser.new_context(base_url=settings.BASE_URL)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    page.device = device
    page.device_id = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield page
    context.close()
    assert not faults


def sign_in(page, user):
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page):
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name of this passkey").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_alone_signs_in_and_proves_the_second_factor(page):
    user = UserFactory(roles=("board-member", "administrator"))
    sign_in(page, user)
    add_passkey(page)
    assert Authenticator.objects.get(user=user, type="webauthn").wrap().name == "Laptop"
    page.context.clear_cookies()
    page.goto("/account/login/?next=/account/roles/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)
    assert page.url.endswith("/account/roles/")
    assert "Board member" in page.text_content("main")
    page.goto("/office/")
    assert page.url.endswith("/office/")


def test_a_passkey_is_a_second_factor_after_the_password(page):
    user = UserFactory(roles=("board-member",))
    sign_in(page, user)
    add_passkey(page)
    page.context.clear_cookies()
    sign_in(page, user)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/2fa/" not in url)
    page.goto("/account/roles/")
    assert page.url.endswith("/account/roles/")


def test_a_passkey_proves_the_second_factor_later(page):
    user = UserFactory(roles=("board-member",))
    sign_in(page, user)
    add_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/account/roles/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/roles/")


def test_a_passkey_refused_is_told_in_words(page):
    page.device.send("WebAuthn.setUserVerified", {"authenticatorId": page.device_id, "isUserVerified": False})
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()
