"""Accounts, passwords and addresses: what a person can do, and what a stranger cannot learn."""

import time
from urllib.parse import quote

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from comms.models import Message
from tests.factories.accounts import PASSWORD, UserFactory, link_in, newest_mail, password_login

pytestmark = pytest.mark.django_db

LONG = "correct horse battery staple "
NEWCOMER = {"given_name": "Σοφία", "family_name": "", "email": "new@people.example", "password1": PASSWORD}


def words(response):
    """A page without the tokens against forgery, which differ with every request."""
    text = response.content.decode()
    for part in text.split('name="csrfmiddlewaretoken" value="')[1:]:
        text = text.replace(part.split('"')[0], "")
    return text


def sign_up(client, **changes):
    return client.post("/account/signup/", {**NEWCOMER, **changes}, follow=True)


def test_sign_up_keeps_the_name_and_asks_to_confirm_the_address(client):
    sign_up(client)
    user = User.objects.get(email="new@people.example")
    assert (user.get_full_name(), user.language) == ("Σοφία", "en")
    assert not EmailAddress.objects.get(user=user).verified
    assert newest_mail().recipient == "new@people.example"


def test_an_unconfirmed_address_does_not_sign_in(client):
    sign_up(client)
    password_login(client, User.objects.get(email="new@people.example"))
    assert client.get("/account/").status_code == 302


def test_a_confirmed_address_signs_in(client):
    sign_up(client)
    link = link_in(newest_mail())
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get(email="new@people.example").verified, "looking changes nothing"
    client.post(link)
    password_login(client, User.objects.get(email="new@people.example"))
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("length", [12, 64, 65, 200])
def test_long_passwords_are_welcome(client, length):
    password = (LONG * 8)[: length - 1] + "7"
    sign_up(client, password1=password)
    assert User.objects.get(email="new@people.example").check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short words",
        "123456789012",
        "qwertyuiop123",
        "passwordpassword",
        "new@people.example",
        "new.people.example",
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(client, password):
    page = client.post("/account/signup/", {**NEWCOMER, "password1": password})
    assert not User.objects.exists()
    assert page.context["form"].errors["password1"]
    assert "Σοφία" in page.content.decode(), "what was typed is still there"


def test_the_own_name_is_no_password(client):
    page = client.post(
        "/account/signup/", {**NEWCOMER, "given_name": "Wilhelmina Catharina", "password1": "wilhelminacatharina"}
    )
    assert page.context["form"].errors["password1"]


@pytest.mark.parametrize("address", ["/account/login/", "/account/signup/", "/account/password/reset/"])
def test_passwords_can_be_pasted_and_managed(client, address):
    page = client.get(address).content.decode()
    assert 'autocomplete="off"' not in page
    assert "onpaste" not in page
    if "signup" in address:
        assert 'autocomplete="new-password"' in page


@time_machine.travel("2026-03-02 10:00:00Z", tick=False)
def test_sign_up_answers_alike_for_known_and_unknown_addresses(client):
    UserFactory(email="old@people.example")
    unknown, known = sign_up(client), sign_up(Client(), email="old@people.example")
    assert unknown.redirect_chain == known.redirect_chain
    assert words(unknown).replace("new@people.example", "") == words(known).replace("old@people.example", "")
    assert {mail.recipient for mail in Message.objects.all()} == {"new@people.example", "old@people.example"}
    assert User.objects.filter(email="old@people.example").count() == 1


def test_sign_up_takes_a_hash_for_known_addresses_too(client, monkeypatch):
    UserFactory(email="old@people.example")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    sign_up(client, email="old@people.example")
    known = len(hashed)
    sign_up(Client())
    assert known == len(hashed) - known == 1


@time_machine.travel("2026-03-02 10:00:00Z", tick=False)
def test_of_two_sign_ups_at_once_one_wins_and_both_are_answered_alike(client, monkeypatch):
    def lost_the_race(user, *args, **kwargs):
        monkeypatch.undo()
        UserFactory(email="new@people.example")
        raise IntegrityError

    monkeypatch.setattr(User, "save", lost_the_race)
    assert sign_up(client).redirect_chain[-1][0] == "/account/confirm-email/"
    assert newest_mail().kind == "account.account_already_exists"


@time_machine.travel("2026-03-02 10:00:00Z", tick=False)
def test_sign_in_answers_alike_for_known_and_unknown_addresses(client):
    user = UserFactory()
    known = password_login(client, user, password="wrong words here")
    unknown = password_login(Client(), user, email="nobody@people.example", password="wrong words here")
    assert known.status_code == unknown.status_code == 200
    assert words(known).replace(user.email, "") == words(unknown).replace("nobody@people.example", "")


def test_sign_in_takes_a_hash_for_unknown_addresses_too(client, monkeypatch):
    user = UserFactory()
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    password_login(client, user, password="wrong words here")
    known = len(hashed)
    password_login(Client(), user, email="nobody@people.example", password="wrong words here")
    assert known >= 1
    assert len(hashed) - known >= 1


@time_machine.travel("2026-03-02 10:00:00Z", tick=False)
def test_reset_answers_alike_for_known_and_unknown_addresses(client):
    user = UserFactory()
    known = client.post("/account/password/reset/", {"email": user.email}, follow=True)
    unknown = Client().post("/account/password/reset/", {"email": "nobody@people.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert words(known) == words(unknown)
    assert [mail.kind for mail in Message.objects.order_by("pk")] == [
        "account.password_reset_key",
        "account.unknown_account",
    ]


def test_a_reset_link_works_once_and_signs_nobody_in(client):
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})
    link = link_in(newest_mail())
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert user.email not in form
    client.post(form, {"password1": "another sentence altogether"})
    assert client.get("/account/").status_code == 302
    assert "was used already" in Client().get(link, follow=True).content.decode()
    password_login(client, user, password="another sentence altogether")
    assert client.get("/account/").status_code == 200


def test_a_reset_link_ends_after_an_hour(client):
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})
    link = link_in(newest_mail())
    with time_machine.travel(time.time() + 61 * 60):
        assert "older than an hour" in client.get(link, follow=True).content.decode()


def test_a_reset_ends_open_sessions(client):
    user, elsewhere = UserFactory(), Client()
    password_login(elsewhere, user)
    client.post("/account/password/reset/", {"email": user.email})
    form = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another sentence altogether"})
    assert elsewhere.get("/account/").status_code == 302


def test_no_reset_mail_goes_to_an_unconfirmed_second_address(client):
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="typo@elsewhere.example", verified=False, primary=False)
    client.post("/account/password/reset/", {"email": "typo@elsewhere.example"})
    assert newest_mail().kind == "account.unknown_account"


def test_any_confirmed_address_signs_in(client):
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="second@people.example", verified=True, primary=False)
    password_login(client, user, email="Second@People.example")
    assert client.get("/account/").status_code == 200


def test_a_new_main_address_is_told_to_the_old_one(client):
    user = UserFactory(email="old@people.example")
    EmailAddress.objects.create(user=user, email="second@people.example", verified=True, primary=False)
    password_login(client, user)
    client.post("/account/email/", {"action_primary": "", "email": "second@people.example"})
    user.refresh_from_db()
    assert user.email == "second@people.example"
    assert (newest_mail().recipient, newest_mail().kind) == ("old@people.example", "account.email_changed")


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/account/email/", {"action_add": "", "email": "third@people.example"}),
        ("/account/2fa/totp/activate/", {}),
        ("/account/2fa/webauthn/add/", {}),
    ],
)
def test_sensitive_changes_ask_to_sign_in_afresh(client, address, data):
    password_login(client, UserFactory())
    with time_machine.travel(time.time() + 301):
        response = client.post(address, data)
    assert response.headers["Location"].startswith("/account/reauthenticate/")
    assert not EmailAddress.objects.filter(email="third@people.example").exists()


def test_the_password_changes_only_with_the_present_one(client):
    user = UserFactory()
    password_login(client, user)
    client.post("/account/password/change/", {"oldpassword": "wrong", "password1": "another sentence altogether"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_unconfirmed_account_does_not_keep_an_address_from_its_owner(client):
    squatter = User.objects.create_user("wanted@people.example", PASSWORD, given_name="Squatter")
    EmailAddress.objects.create(user=squatter, email=squatter.email, primary=True, verified=False)
    owner = UserFactory()
    password_login(client, owner)
    client.post("/account/email/", {"action_add": "", "email": "wanted@people.example"})
    client.post(link_in(newest_mail()))
    client.post("/account/email/", {"action_primary": "", "email": "wanted@people.example"})
    owner.refresh_from_db()
    assert owner.email == "wanted@people.example"
    assert not User.objects.filter(pk=squatter.pk).exists()


def test_an_address_of_an_invited_colleague_is_not_taken_over(client):
    invited = User.objects.create_user("wanted@people.example", given_name="Invited")
    invited.grants.create(role="finance")
    owner = UserFactory()
    password_login(client, owner)
    client.post("/account/email/", {"action_add": "", "email": "wanted@people.example"})
    client.post(link_in(newest_mail()))
    assert not EmailAddress.objects.get(user=owner, email="wanted@people.example").verified


def test_addresses_that_do_not_fit_get_a_sentence(client):
    page = client.post("/account/signup/", {**NEWCOMER, "email": "a" * 64 + "@" + "b" * 200 + ".example"})
    assert page.status_code == 200
    assert page.context["form"].errors["email"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        "evil",
        "Zoë Ğülşen",
    ],
)
@pytest.mark.parametrize("door", ["login", "logout", "reauthenticate", "second-factor"])
def test_next_never_leads_away(client, door, target):
    user = UserFactory()
    if door == "login":
        response = password_login(client, user, next=target)
    elif door == "logout":
        password_login(client, user)
        response = client.post("/account/logout/", {"next": target})
    elif door == "reauthenticate":
        password_login(client, user)
        response = client.post(f"/account/reauthenticate/?next={quote(target)}", {"password": PASSWORD, "next": target})
    else:
        password_login(client, user)
        client.get(f"/account/second-factor/?next={quote(target)}")
        assert client.session["after_second_factor"] == "/account/"
        return
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def test_next_leads_on_inside_the_portal(client):
    assert password_login(client, UserFactory(), next="/titles/").headers["Location"] == "/titles/"


def test_too_many_attempts_are_stopped_in_words(client):
    user = UserFactory()
    for _attempt in range(6):
        page = password_login(client, user, password="wrong words here")
    assert "wait" in page.content.decode()
    assert password_login(client, user).status_code == 200, "the right password does not help either, for five minutes"


def test_too_many_resets_get_the_page_for_too_many(client):
    for _attempt in range(6):
        page = client.post("/account/password/reset/", {"email": "one@people.example"})
    assert page.status_code == 429


def test_no_page_says_invalid(client):
    pages = ["/account/confirm-email/gone/", "/account/password/reset/key/1-gone/"]
    texts = [client.get(page).content.decode() for page in pages]
    texts.append(password_login(client, UserFactory(), password="x").content.decode())
    texts.append(client.post("/account/signup/", {"email": "x", "password1": "x"}).content.decode())
    for text in texts:
        assert "nvalid" not in text.replace("aria-invalid", "").replace("novalidate", "")


@pytest.mark.parametrize("family", ["Davis Jr.", "O'Neill <b>", "de Wit-"])
@pytest.mark.parametrize("password", ["", "short", PASSWORD])
def test_a_name_that_ends_in_a_sign_is_like_no_password(client, family, password):
    page = client.post("/account/signup/", {**NEWCOMER, "family_name": family, "password1": password})
    errors = page.context["form"].errors.get("password1", []) if page.status_code == 200 else []
    assert not any("like" in error or "similar" in error for error in errors)
    assert User.objects.filter(family_name=family).exists() == (password == PASSWORD)


def test_a_password_like_the_name_is_refused_in_our_words(client):
    password = "wilhelminacatharina"
    page = client.post("/account/signup/", {**NEWCOMER, "given_name": "Wilhelmina Catharina", "password1": password})
    ours = "This password is much like your name or your address. Please choose another one."
    assert page.context["form"].errors["password1"] == [ours]
