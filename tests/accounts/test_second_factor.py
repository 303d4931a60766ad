"""The second factor: proved by whichever door, sealed at rest, used once."""

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from accounts import vault
from accounts.models import RoleGrant
from common import duties
from common.models import DutyFault
from comms.models import Message
from tests.factories.accounts import (
    DAY_ONE,
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

WORK = ["/office/", "/office/accounts/user/", "/account/roles/"]


def refused(client, address, method="get"):
    """Whether this session is kept out: led to the second factor or to sign-in, never shown the work."""
    response = getattr(client, method)(address, follow=False)
    places = ("/account/second-factor/", "/account/login/", "/office/login/", "/account/2fa/reauthenticate/")
    return response.status_code in {302, 403} and response.headers.get("Location", places[0]).startswith(places)


def colleague():
    return UserFactory(roles=("administrator", "board-member"))


@pytest.mark.parametrize("address", WORK)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_opened_by_password_alone_stays_out(client, address, method):
    password_login(client, colleague())
    assert client.get("/account/").status_code == 200
    assert refused(client, address, method) or (method == "post" and address == "/account/roles/")


@pytest.mark.parametrize("address", WORK)
def test_a_session_opened_with_both_factors_gets_in(client, address):
    full_login(client, with_app(colleague()))
    assert client.get(address).status_code == 200


def test_the_password_alone_opens_no_session_once_a_second_factor_exists(client):
    password_login(client, with_app(colleague()))
    assert client.get("/account/").status_code == 302


def test_the_reset_link_is_no_way_around(client):
    user = with_app(colleague())
    client.post("/account/password/reset/", {"email": user.email})
    form = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another sentence altogether"}, follow=True)
    assert all(refused(client, address) for address in WORK)
    assert client.get("/account/").status_code == 302


def test_the_confirmation_link_is_no_way_around(client):
    user = with_app(colleague())
    EmailAddress.objects.filter(user=user).update(verified=False)
    password_login(client, user)
    client.post(link_in(newest_mail()), follow=True)
    assert all(refused(client, address) for address in WORK)


def test_the_offices_own_sign_in_is_no_way_around(client):
    user = with_app(colleague())
    response = client.get("/office/login/?next=/office/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    client.post("/office/login/", {"username": user.email, "password": PASSWORD})
    assert all(refused(client, address) for address in WORK)


def test_typing_the_password_again_is_no_way_around(client):
    password_login(client, colleague())
    client.post("/account/reauthenticate/?next=/office/", {"password": PASSWORD, "next": "/office/"})
    assert all(refused(client, address) for address in WORK)


def test_a_session_older_than_the_second_factor_cannot_change_it_by_password(client):
    user = colleague()
    password_login(client, user)
    with_app(user)
    response = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert response.headers["Location"].startswith("/account/2fa/reauthenticate/")
    response = client.post("/account/2fa/webauthn/add/", {"credential": "{}"})
    assert response.headers["Location"].startswith("/account/2fa/reauthenticate/")
    assert all(refused(client, address) for address in WORK)


def test_the_second_factor_can_be_proved_later_and_leads_on(client):
    user = colleague()
    password_login(client, user)
    with_app(user)
    page = client.get("/account/roles/", follow=True)
    client.post(page.redirect_chain[-1][0], {"code": code(user), "next": "/account/roles/"})
    assert client.get("/account/roles/").status_code == 200


def test_setting_up_leads_from_the_refusal_to_the_work(client):
    user = colleague()
    password_login(client, user)
    page = client.get("/office/accounts/user/", follow=True)
    assert "second factor" in page.content.decode()
    form = client.get("/account/2fa/totp/activate/").context["form"]
    assert form.key_in_groups.replace(" ", "") == form.secret
    shown = _code_for(form.secret)
    page = client.post("/account/2fa/totp/activate/", {"code": shown})
    assert page.headers["Location"] == "/account/2fa/recovery-codes/"
    assert "/account/second-factor/" in client.get("/account/2fa/recovery-codes/").content.decode()
    assert client.get("/account/second-factor/").headers["Location"] == "/office/accounts/user/"
    assert client.get("/office/accounts/user/").status_code == 200
    other = Client()
    password_login(other, user)
    page = other.post("/account/2fa/authenticate/", {"code": shown})
    assert "used already" in page.content.decode(), "the code of the set-up opens no other session"


def _code_for(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_code_opens_one_session_only(client):
    user = with_app(colleague())
    shown = code(user)
    start = time.time()
    password_login(client, user)
    assert client.post("/account/2fa/authenticate/", {"code": shown}).status_code == 302
    for later in (1, 31, 45):
        other = Client()
        with time_machine.travel(start + later, tick=False):
            password_login(other, user)
            page = other.post("/account/2fa/authenticate/", {"code": shown})
        assert page.status_code == 200, f"the same code again after {later} seconds"
        assert "This code was used already. Wait for the next one, at most 30 seconds." in page.content.decode()
    page = other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "This code does not match." in page.content.decode()


def test_recovery_codes_are_shown_once_and_work_once(client):
    user = with_app(colleague())
    full_login(client, user)
    first = client.get("/account/2fa/recovery-codes/")
    codes = first.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in first.content.decode()
    second = client.get("/account/2fa/recovery-codes/").content.decode()
    assert not any(shown in second for shown in codes)
    for expected in (302, 200):
        other = Client()
        password_login(other, user)
        page = other.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert page.status_code == expected
    assert "This recovery code was used already." in page.content.decode()
    assert client.get("/account/2fa/recovery-codes/download/").status_code in {403, 404}


def test_secrets_are_sealed_at_rest():
    user = with_app(UserFactory())
    for factor in Authenticator.objects.filter(user=user):
        kept = factor.data.get("secret") or factor.data["seed"]
        assert kept != vault.unseal(kept)
        assert vault.unseal(kept) not in str(factor.data)


def test_old_keys_open_until_secrets_are_resealed(settings):
    user = with_app(UserFactory())
    old, new = settings.SECRET_KEY, "n" * 60
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[]), pytest.raises(InvalidToken):
        code(user)
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[old]):
        assert duties.perform("accounts.reseal_secrets", now=DAY_ONE).changed == 2
        assert duties.perform("accounts.reseal_secrets", now=DAY_ONE).changed == 0
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[]):
        assert len(code(user)) == 6


def test_secret_that_no_key_opens_keeps_no_other_from_being_resealed(settings):
    old, new = settings.SECRET_KEY, "n" * 60
    lost = with_app(UserFactory())
    Authenticator.objects.filter(user=lost, type="totp").update(data={"secret": "sealed by nobody"})
    with_app(UserFactory())
    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[old]):
        report = duties.perform("accounts.reseal_secrets", now=DAY_ONE)
    assert (report.changed, report.failed) == (3, 1)
    assert DutyFault.objects.get().error == "InvalidToken"


def test_rights_withdrawn_bite_at_the_next_request(client):
    user = with_app(colleague())
    full_login(client, user)
    assert client.get("/office/accounts/user/").status_code == 200
    RoleGrant.objects.filter(user=user).delete()
    assert client.get("/office/accounts/user/").status_code in {302, 403}
    assert client.get("/office/accounts/user/", follow=True).status_code == 403
    assert client.get("/account/roles/").status_code == 403
    assert client.post("/office/accounts/user/add/", {}).status_code in {302, 403}


def test_people_without_a_role_find_no_door(client):
    full_login(client, with_app(UserFactory()))
    assert client.get("/account/roles/").status_code == 403
    assert client.get("/office/", follow=True).status_code == 403


def test_too_many_codes_are_stopped(client):
    user = with_app(colleague())
    password_login(client, user)
    for _attempt in range(6):
        page = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "wait" in page.content.decode()
    client.post("/account/2fa/authenticate/", {"code": code(user)})
    assert client.get("/account/").status_code == 302


def test_changes_of_the_second_factor_are_mailed(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    password_login(client, user)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": _code_for(secret)})
    assert newest_mail().kind == "mfa.totp_activated"
    client.post("/account/2fa/totp/deactivate/")
    assert newest_mail().kind == "mfa.totp_deactivated"
    assert Message.objects.filter(recipient=user.email).count() == 2


MADE_UP = [
    "", "[]", "null", "1", '"x"', "{}", "{" * 500,
    '{"id": 1}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": 1}',
    '{"response": {"userHandle": "MQ"}}',
    '{"id":"AA","rawId":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
    '{"id":"AA","rawId":"AA","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
]  # fmt: skip


@pytest.mark.parametrize("credential", MADE_UP)
@pytest.mark.parametrize(
    "door", ["2fa/webauthn/login/", "2fa/webauthn/add/", "2fa/authenticate/", "2fa/webauthn/reauthenticate/"]
)
def test_made_up_passkeys_get_a_sentence(client, door, credential):
    user = UserFactory()
    if door.endswith("add/"):
        password_login(client, user)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    elif door.endswith("reauthenticate/"):
        password_login(client, user)
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    elif "authenticate" in door:
        password_login(client, with_app(user))
    if "login" in door:
        client.get(f"/account/{door}", headers={"accept": "application/json"})
    response = client.post(f"/account/{door}", {"credential": credential, "name": "x"})
    assert response.status_code in {200, 302}
    assert Session.objects.count() <= 1
    assert not any(record.get("method") == "mfa" for record in client.session.get("account_authentication_methods", []))
