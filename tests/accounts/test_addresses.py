"""Addresses: added, claimed and confirmed; what a stranger who claims one can hold up, and what the pages say."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from comms.models import Message
from tests.factories.accounts import (
    PASSWORD,
    UserFactory,
    full_login,
    link_in,
    newest_mail,
    password_login,
    with_app,
)

pytestmark = pytest.mark.django_db

WANTED = "wanted@people.example"
WAIT = "We sent a link a moment ago. You can ask for another one in 3 minutes."


def add(client, email):
    return client.post("/account/email/", {"action_add": "", "email": email}, follow=True)


def claim(user, email=WANTED):
    return EmailAddress.objects.create(user=user, email=email, verified=False, primary=False)


def newcomer(client):
    data = {"given_name": "Owner", "family_name": "", "email": WANTED, "password1": PASSWORD}
    return client.post("/account/signup/", data, follow=True)


def test_a_person_with_a_second_factor_changes_the_main_address(client):
    user = with_app(UserFactory())
    full_login(client, user)
    add(client, WANTED)
    client.post(link_in(newest_mail()))
    client.post("/account/email/", {"action_primary": "", "email": WANTED})
    user.refresh_from_db()
    assert user.email == WANTED


def test_a_pending_address_does_not_hold_up_the_second_factor(client):
    user = UserFactory()
    claim(user)
    password_login(client, user)
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.get("/account/2fa/webauthn/add/").status_code == 200


@pytest.mark.parametrize("dress", [lambda user: user, with_app])
def test_an_unconfirmed_address_neither_signs_in_nor_resets(client, dress):
    user = dress(UserFactory())
    claim(user)
    password_login(client, user, email=WANTED)
    assert client.get("/account/").status_code == 302
    assert client.get("/account/2fa/authenticate/").status_code == 302, "not even the second step is reached"
    client.post("/account/password/reset/", {"email": WANTED})
    assert newest_mail().kind == "account.unknown_account"


def test_a_mail_to_a_stranger_is_not_the_claimants(client):
    squatter = UserFactory()
    claim(squatter)
    client.post("/account/password/reset/", {"email": WANTED})
    assert (newest_mail().kind, newest_mail().recipient, newest_mail().person) == (
        "account.unknown_account",
        WANTED,
        None,
    )
    password_login(client, squatter)
    assert "We know no account" not in client.get("/account/mails/").text


@pytest.mark.parametrize("dress", [lambda user: user, with_app])
def test_whoever_only_claims_an_address_does_not_keep_its_owner_from_signing_up(client, dress):
    squatter = dress(UserFactory())
    claim(squatter)
    newcomer(client)
    owner = User.objects.get(email=WANTED)
    assert newest_mail().kind == "account.email_confirmation_signup"
    client.post("/account/password/reset/", {"email": WANTED})
    assert Message.objects.filter(kind="account.password_reset_key", recipient=WANTED).exists()
    client.post(link_in(Message.objects.get(kind="account.email_confirmation_signup")))
    assert EmailAddress.objects.get(email=WANTED).user == owner, "the claim is gone"
    assert User.objects.filter(pk=squatter.pk).exists(), "the account that claimed it stays"
    password_login(client, owner)
    assert client.get("/account/").status_code == 200


def test_choosing_a_password_by_link_sends_claims_away_too(client):
    owner = User.objects.create_user(WANTED, given_name="Owner")
    EmailAddress.objects.create(user=owner, email=WANTED, primary=True, verified=False)
    claim(with_app(UserFactory()))
    client.post("/account/password/reset/", {"email": WANTED})
    form = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another sentence altogether"})
    assert EmailAddress.objects.get(email=WANTED).user == owner
    assert EmailAddress.objects.get(email=WANTED).verified


def test_a_never_confirmed_account_with_a_second_factor_makes_way_for_the_owner(client):
    squatter = with_app(User.objects.create_user(WANTED, PASSWORD, given_name="Squatter"))
    EmailAddress.objects.create(user=squatter, email=WANTED, primary=True, verified=False)
    owner = UserFactory()
    password_login(client, owner)
    add(client, WANTED)
    client.post(link_in(newest_mail()))
    assert EmailAddress.objects.get(email=WANTED).user == owner
    assert not User.objects.filter(pk=squatter.pk).exists()


def test_a_claim_does_not_keep_the_office_from_opening_an_account(client):
    full_login(client, with_app(UserFactory(roles=("administrator",))))
    claim(UserFactory())
    client.post("/office/accounts/user/add/", {"given_name": "Noor", "family_name": "", "email": WANTED})
    assert User.objects.filter(email=WANTED).exists()


def test_a_link_asked_for_too_soon_is_not_promised(client):
    password_login(client, UserFactory())
    assert WAIT not in add(client, WANTED).content.decode()
    mails = Message.objects.count()
    page = client.post("/account/email/", {"action_send": "", "email": WANTED}, follow=True)
    assert WAIT in page.content.decode()
    client.post("/account/email/", {"action_remove": "", "email": WANTED})
    assert WAIT in add(client, WANTED).content.decode()
    assert not Message.objects.filter(kind="account.email_confirmation")[mails:].exists()


def test_a_used_confirmation_link_says_that_the_address_is_confirmed(client):
    newcomer(client)
    link = link_in(newest_mail())
    client.post(link)
    for answer in (Client().get(link), Client().post(link)):
        page = answer.content.decode()
        assert "This address is confirmed already." in page
        assert 'class="button" href="/account/login/"' in page
    assert "too old" in Client().get("/account/confirm-email/unknown/").content.decode()


def test_the_page_to_confirm_asks_a_question(client):
    newcomer(client)
    page = " ".join(client.get(link_in(newest_mail())).content.decode().split())
    assert f"Does <b>{WANTED}</b> belong to the account of <bdi>Owner</bdi>?" in page


def test_removing_an_address_never_confirmed_claims_nothing_else(client):
    user = UserFactory()
    claim(user)
    password_login(client, user)
    client.post("/account/email/", {"action_remove": "", "email": WANTED})
    assert f"{WANTED} was removed from your account." in newest_mail().text


@pytest.mark.parametrize("door", ["reset", "signup"])
def test_the_owner_of_a_closed_account_is_told_by_mail_alone(client, door, settings):
    UserFactory(email=WANTED, is_active=False)
    ask = (
        newcomer
        if door == "signup"
        else (lambda who: who.post("/account/password/reset/", {"email": WANTED}, follow=True))
    )
    page = ask(client).content.decode()
    assert "closed" not in page
    mail = newest_mail()
    assert (mail.kind, mail.recipient) == ("account.account_closed", WANTED)
    assert settings.INSTITUTE["help_email"] in mail.text
    assert "Create an account" not in mail.text
