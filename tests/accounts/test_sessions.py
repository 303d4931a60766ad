"""Sessions: what a sign-in proves and for how long, and the list on which a person ends them."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import browsers
from tests.factories.accounts import (
    PASSWORD,
    UserFactory,
    code,
    full_login,
    link_in,
    newest_mail,
    password_login,
    with_app,
)

pytestmark = pytest.mark.django_db

LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36"
SENSITIVE = "/account/2fa/webauthn/add/"


def asked_again(client):
    """Where this session is sent when it wants to change how the person signs in; nothing if it may."""
    return client.get(SENSITIVE).headers.get("Location", "").partition("?")[0]


def test_a_full_sign_in_is_fresh_proof_for_five_minutes(client):
    password_login(client, UserFactory())
    full_login(other := Client(), user := with_app(UserFactory()))
    assert (asked_again(client), asked_again(other)) == ("", "")
    with time_machine.travel(time.time() + 301):
        assert asked_again(client) == "/account/reauthenticate/"
        assert asked_again(other) == "/account/2fa/reauthenticate/"
        other.post("/account/2fa/reauthenticate/", {"code": code(user)})
        assert asked_again(other) == ""


def test_the_password_alone_is_no_proof_once_a_second_factor_exists(client):
    user = UserFactory()
    password_login(client, user)
    with_app(user)
    assert asked_again(client) == "/account/2fa/reauthenticate/"


def test_links_from_mails_prove_nothing(client):
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})
    form = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    page = client.post(form, {"password1": "another sentence altogether"}, follow=True)
    assert page.content.decode().count("Your password is saved") == 2, "once in the title, once as heading"
    assert "Your password is changed" not in page.content.decode()
    assert client.get(SENSITIVE).headers["Location"].startswith("/account/login/")
    assert "account_authentication_methods" not in client.session


def test_the_link_used_says_only_that(client):
    page = client.get("/account/password/reset/key/1-gone/").content.decode()
    assert "as it was" not in page


def test_a_code_that_does_not_match_and_a_passkey_just_added_prove_nothing(client):
    user = UserFactory(roles=("board-member",))
    password_login(client, user)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert client.get("/account/roles/").status_code == 302, "no match, no proof"
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    assert client.get("/account/roles/").status_code == 302


def test_recovery_codes_can_be_made_where_there_are_none(client):
    user = with_app(UserFactory())
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    full_login(client, user)
    assert "Make recovery codes" in client.get("/account/2fa/").content.decode()
    page = client.get("/account/2fa/recovery-codes/", follow=True)
    assert page.redirect_chain == [("/account/2fa/recovery-codes/generate/", 302)]
    assert "All older codes" not in page.content.decode()
    client.post("/account/2fa/recovery-codes/generate/")
    assert len(client.get("/account/2fa/recovery-codes/").context["unused_codes"]) == 10


def test_without_a_second_factor_there_is_nothing_to_recover(client):
    password_login(client, UserFactory())
    assert client.get("/account/2fa/recovery-codes/").headers["Location"] == "/account/2fa/"
    assert "together with your first app" in client.get("/account/2fa/").content.decode()


def three_sessions(client):
    user = UserFactory()
    others = [Client(headers={"user-agent": agent}) for agent in (LINUX, "Other <b> browser")]
    for who in (others[0], client, others[1]):
        password_login(who, user)
    return user, others


def test_sessions_are_listed_the_present_one_first(client):
    three_sessions(client)
    page = client.get("/account/sessions/")
    assert [entry.current for entry in page.context["sessions"]] == [True, False, False]
    shown = page.content.decode()
    assert "Chromium on Linux" in shown
    assert "Other &lt;b&gt; browser" in shown
    assert LINUX not in shown
    assert shown.count('name="end"') == 2


def test_one_session_is_ended_by_itself(client):
    user, (first, second) = three_sessions(client)
    chosen = UserSession.objects.get(session_key=first.session.session_key)
    page = client.post("/account/sessions/", {"end": chosen.pk}, follow=True)
    assert "This session has ended." in page.content.decode()
    assert [who.get("/account/").status_code for who in (client, first, second)] == [200, 302, 200]
    assert UserSession.objects.filter(user=user).count() == 2


def test_all_other_sessions_are_ended(client):
    _user, (first, second) = three_sessions(client)
    client.post("/account/sessions/")
    assert [who.get("/account/").status_code for who in (client, first, second)] == [200, 302, 302]


def test_nobody_ends_the_present_session_or_somebody_elses(client):
    three_sessions(client)
    stranger = Client()
    password_login(stranger, UserFactory())
    for who in (client, stranger):
        pk = UserSession.objects.get(session_key=who.session.session_key).pk
        client.post("/account/sessions/", {"end": pk})
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert client.post("/account/sessions/", {"end": nonsense}).status_code == 302
    assert [who.get("/account/").status_code for who in (client, stranger)] == [200, 200]


def test_a_session_that_ended_is_listed_no_more(client):
    user, (first, second) = three_sessions(client)
    first.session.delete()
    user.set_password("another sentence altogether")
    user.save()
    password_login(client, user, password="another sentence altogether")
    assert len(client.get("/account/sessions/").context["sessions"]) == 1
    assert second.get("/account/").status_code == 302


def test_the_list_asks_as_much_for_thirty_sessions_as_for_one(client):
    user = UserFactory()
    password_login(client, user)
    asked = []
    for more in (0, 29):
        for _other in range(more):
            Client().force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            other = Client()
            password_login(other, user)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/account/sessions/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (LINUX, "Chromium on Linux"),
        (LINUX.replace("Headless", ""), "Chrome or Chromium on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1 Version/17.2 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1 Version/17.2 Safari/605.1", "Safari on macOS"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_in_words(user_agent, words):
    assert browsers.in_words(user_agent) == words


def test_the_password_is_asked_where_it_is_long_ago(client):
    user = UserFactory()
    password_login(client, user)
    with time_machine.travel(time.time() + 301):
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        assert asked_again(client) == ""
