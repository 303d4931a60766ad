"""Colleagues: accounts opened and closed, roles given and withdrawn, by the services and in the back office."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import policies, services
from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED, ROLES
from common import duties, today
from common.errors import Forbidden
from comms.models import Message
from tests.factories.accounts import (
    UserFactory,
    code,
    full_login,
    link_in,
    newest_mail,
    password_login,
    with_app,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)
NEW = {"email": "colleague@people.example", "given_name": "Noor", "family_name": "de Wit", "roles": ["finance"]}


@pytest.fixture
def admin():
    return with_app(UserFactory(given_name="Alma", family_name="Root", roles=("administrator",)))


@pytest.fixture
def office(client, admin):
    full_login(client, admin)
    return client


def open_account(admin):
    return services.open_account(**NEW, by=admin, at=NOON)


def test_opening_an_account_invites_the_colleague(admin):
    user = open_account(admin)
    grant = user.grants.get()
    assert (grant.role, grant.granted_by, grant.granted_at) == ("finance", admin, NOON)
    mail = newest_mail()
    assert (mail.recipient, mail.kind) == ("colleague@people.example", "account.invitation")
    assert "Alma Root" in mail.text
    assert "13:00 on 1 July 2026" in mail.text
    assert str(ROLES["finance"].purpose) in mail.text


def test_the_invitation_lets_the_colleague_choose_a_password_and_sign_in(client, admin):
    user = services.open_account(**NEW, by=admin, at=dt.datetime.now(dt.UTC))
    form = client.get(link_in(newest_mail()), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another sentence altogether"})
    assert EmailAddress.objects.get(user=user).verified
    password_login(client, user, password="another sentence altogether")
    assert client.get("/account/").status_code == 200
    assert Message.objects.filter(kind="account.email_confirmation").count() == 0


@pytest.mark.parametrize("role", [None, *(role.key for role in APPOINTED if role.key != "administrator")])
def test_only_administrators_manage_people(role):
    by, other = UserFactory(roles=[role] if role else []), UserFactory()
    acts = (
        lambda: services.open_account(**NEW, by=by, at=NOON),
        lambda: services.invite(other, by=by, at=NOON),
        lambda: services.set_roles(other, ["finance"], by=by, at=NOON),
        lambda: services.close_account(other, by=by, at=NOON),
        lambda: services.reopen_account(other, by=by, at=NOON),
        lambda: services.remove_second_factor(other, by=by, at=NOON),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert User.objects.count() == 2


def test_nobody_manages_themselves(admin):
    assert not policies.can_manage(admin, admin)
    for act in (
        lambda: services.set_roles(admin, ["finance"], by=admin, at=NOON),
        lambda: services.close_account(admin, by=admin, at=NOON),
        lambda: services.remove_second_factor(admin, by=admin, at=NOON),
    ):
        with pytest.raises(Forbidden):
            act()
    assert [role.key for role in admin.roles] == ["administrator"]


def test_roles_kept_keep_their_date_and_giver(admin):
    user = open_account(admin)
    other = UserFactory(roles=("administrator",))
    services.set_roles(user, ["finance", "observer"], by=other, at=NOON + dt.timedelta(days=1))
    services.set_roles(user, ["finance", "observer"], by=other, at=NOON + dt.timedelta(days=2))
    assert {(grant.role, grant.granted_by, grant.granted_at) for grant in user.grants.all()} == {
        ("finance", admin, NOON),
        ("observer", other, NOON + dt.timedelta(days=1)),
    }


def test_held_by_fact_is_never_given(admin):
    user = UserFactory()
    services.set_roles(user, ["member", "applicant", "nonsense"], by=admin, at=NOON)
    assert not user.grants.exists()


def test_closing_ends_sessions_at_once_and_keeps_the_person_out(client, admin, settings):
    user = UserFactory()
    password_login(client, user)
    services.close_account(user, by=admin, at=NOON)
    assert client.get("/account/").status_code == 302
    response = password_login(Client(), user)
    assert response.headers["Location"] == "/account/inactive/"
    client.post("/account/password/reset/", {"email": user.email})
    assert newest_mail().kind == "account.account_closed"
    assert "is closed" in newest_mail().text
    assert settings.INSTITUTE["help_email"] in newest_mail().text


def test_reopening_lets_the_person_in_again(client, admin):
    user = UserFactory(is_active=False)
    services.reopen_account(user, by=admin, at=NOON)
    password_login(client, user)
    assert client.get("/account/").status_code == 200


def test_a_lost_second_factor_can_be_taken_away(client, admin):
    user = with_app(UserFactory(roles=("finance",)))
    full_login(client, user)
    services.remove_second_factor(user, by=admin, at=NOON)
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/account/").status_code == 302
    assert (newest_mail().recipient, newest_mail().kind) == (user.email, "account.second_factor_removed")


def test_the_first_administrator_comes_from_the_command_line():
    user = User.objects.create_superuser("first@people.example", given_name="First")
    assert user.has_perm("accounts.add_user")
    assert user.is_staff


def test_rights_come_from_roles_alone():
    user = UserFactory()
    assert not user.is_staff
    assert not any(user.has_perm(perm) for role in APPOINTED for perm in role.permissions)
    user = UserFactory(roles=[role.key for role in APPOINTED])
    assert all(user.has_perm(perm) for role in APPOINTED for perm in role.permissions)
    assert not user.has_perm("accounts.delete_user")
    user.is_active = False
    assert not user.has_perm("accounts.view_user")


def test_one_person_is_one_row_whatever_the_case(admin):
    UserFactory(email="ada@people.example")
    assert User.objects.get_by_natural_key("ADA@People.example").email == "ada@people.example"


def test_the_office_opens_an_account(office):
    page = office.post("/office/accounts/user/add/", NEW, follow=True)
    user = User.objects.get(email="colleague@people.example")
    assert [role.key for role in user.roles] == ["finance"]
    assert newest_mail().kind == "account.invitation"
    assert page.status_code == 200


def test_the_office_does_not_open_a_second_account_for_an_address(office):
    known = UserFactory()
    EmailAddress.objects.create(user=known, email="side@people.example", verified=True)
    for address in (known.email.upper(), "side@people.example"):
        page = office.post("/office/accounts/user/add/", {**NEW, "email": address})
        assert page.context["adminform"].form.errors["email"]


def test_the_office_gives_and_withdraws_roles_and_closes(office, admin):
    user = UserFactory(roles=("finance",))
    address = reverse("admin:accounts_user_change", args=[user.pk])
    data = {"given_name": "New", "family_name": "", "roles": ["observer"]}
    assert office.post(address, data).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert ([role.key for role in user.roles], user.is_active, user.given_name) == (["observer"], False, "New")
    assert user.grants.get().granted_by == admin


def test_the_office_leaves_oneself_alone(office, admin):
    address = reverse("admin:accounts_user_change", args=[admin.pk])
    assert "another administrator" in office.get(address).content.decode()
    office.post(address, {"given_name": "Alma", "family_name": "Root", "roles": ["finance"], "email": "x@y.example"})
    admin = User.objects.get(pk=admin.pk)
    assert ([role.key for role in admin.roles], admin.is_active) == (["administrator"], True)
    assert admin.email != "x@y.example"


def test_the_office_deletes_nobody(office):
    user = UserFactory()
    assert office.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403


def test_office_actions_mail_and_remove(office, admin):
    user = with_app(UserFactory(roles=("finance",)))
    listed = {"_selected_action": [user.pk, admin.pk]}
    office.post("/office/accounts/user/", {"action": "invite_again", **listed})
    assert newest_mail().kind == "account.new_link"
    assert "opened an account" not in newest_mail().text
    bare = UserFactory(given_name="Bare")
    asked = {"action": "remove_second_factor", "_selected_action": [user.pk, admin.pk, bare.pk]}
    mails = Message.objects.count()
    page = office.post("/office/accounts/user/", asked)
    assert (page.context["people"], page.context["without"], page.context["mine"]) == ([user], [bare], [admin])
    shown = page.content.decode()
    for words in ("Their sessions end", "they get no mail", "by another administrator only", user.email, bare.email):
        assert words in shown
    assert Authenticator.objects.filter(user=user).exists(), "asking changes nothing"
    office.post("/office/accounts/user/", {**asked, "confirmed": "yes"})
    assert not Authenticator.objects.filter(user=user).exists()
    assert Authenticator.objects.filter(user=admin).exists()
    assert Message.objects.count() == mails + 1
    assert newest_mail().recipient == user.email


@pytest.mark.parametrize("role", ["back-office", "privacy-officer"])
def test_others_look_and_change_nothing(client, role):
    full_login(client, with_app(UserFactory(roles=(role,))))
    user = UserFactory(roles=("finance",))
    address = reverse("admin:accounts_user_change", args=[user.pk])
    page = client.get(address).content.decode()
    assert "Finance" in page
    assert 'name="roles"' not in page
    assert client.post(address, {"given_name": "Changed", "roles": []}).status_code == 403
    assert client.post("/office/accounts/user/", {"action": "remove_second_factor", "_selected_action": [user.pk]})
    assert user.grants.exists()
    assert client.get("/office/accounts/user/add/").status_code == 403


def test_todays_number_is_the_list_behind_it(office, admin):
    for roles in (("finance",), ("observer", "assessor"), ()):
        UserFactory(roles=roles)
    UserFactory(roles=("finance",), is_active=False)
    with_app(UserFactory(roles=("finance",)))
    only_codes = with_app(UserFactory(roles=("finance",)))
    Authenticator.objects.filter(user=only_codes, type="totp").delete()
    line = next(line for line in today.LINES if line.changelist == "accounts_user")
    listed = office.get(line.url).context["cl"].result_count
    assert line.rows(admin, NOON).count() == listed == 3


def test_work_shows_roles_with_purpose_date_and_giver(client, admin):
    user = with_app(UserFactory())
    services.set_roles(user, ["board-member", "finance"], by=admin, at=NOON)
    full_login(client, user)
    page = client.get("/account/roles/").content.decode()
    assert escape(str(ROLES["board-member"].purpose)) in page
    assert "Alma Root" in page
    assert "Wed 1 Jul 2026" in page
    assert page.count("/office/") >= 1


def test_a_changed_password_ends_other_sessions(client):
    user, other = UserFactory(), Client()
    password_login(other, user)
    password_login(client, user)
    data = {"oldpassword": "a sentence nobody guesses", "password1": "another sentence altogether"}
    assert client.post("/account/password/change/", data).status_code == 302
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert newest_mail().kind == "account.password_changed"


def test_dead_sessions_are_forgotten(client):
    user = UserFactory()
    password_login(client, user)
    alive = Client()
    password_login(alive, user)
    client.session.delete()
    now = dt.datetime.now(dt.UTC)
    assert duties.perform("common.retention", now=now).changed == 1
    assert duties.perform("common.retention", now=now).changed == 0
    assert alive.get("/account/").status_code == 200
    assert duties.perform("common.retention", now=now + dt.timedelta(hours=13)).changed == 2


def test_a_session_ends_after_twelve_hours(client, settings):
    password_login(client, UserFactory())
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE == 12 * 3600
    assert client.cookies["session"]["max-age"] == ""


def test_roles_are_told_apart():
    assert len({role.key for role in ROLES.values()}) == 14
    assert all(str(role.purpose).endswith(".") for role in ROLES.values())
    assert RoleGrant(role="finance").what is ROLES["finance"]


@time_machine.travel("2026-07-01T10:00:10+00:00", tick=False)  # between two codes the second one would be new
def test_a_code_is_needed_to_reach_the_office_again(client, admin):
    full_login(client, admin)
    client.post("/account/logout/")
    assert client.get("/office/").status_code == 302
    password_login(client, admin)
    assert client.post("/account/2fa/authenticate/", {"code": code(admin)}).status_code == 200


def test_pages_say_their_language(client):
    user = UserFactory(language="xx")
    password_login(client, user)
    page = client.get("/account/")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()


@pytest.mark.parametrize(("roles", "heading"), [(("finance",), "Your work needs"), ((), "A second factor")])
def test_the_page_about_the_second_factor_speaks_to_whoever_reads_it(client, roles, heading):
    password_login(client, UserFactory(roles=roles))
    assert heading in client.get("/account/second-factor/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"roles": ["observer"]}, ["Changed the roles. roles: Finance → Observer"]),
        ({"roles": ["finance", "board-member"]}, ["roles: Finance → Board member, Finance"]),
        ({"given_name": "New"}, ["Changed the name. given name: Old → New"]),
        ({"is_active": ""}, ["Closed the account."]),
        ({"is_active": "", "roles": []}, ["Closed the account.", "roles: Finance → nothing"]),
        ({}, ["Nothing has been recorded about this yet."]),
    ],
)
def test_the_history_of_an_account_says_what_was_done(office, changes, words):
    user = UserFactory(given_name="Old", roles=("finance",))
    same = {"given_name": user.given_name, "family_name": user.family_name, "roles": ["finance"], "is_active": "on"}
    data = {name: value for name, value in {**same, **changes}.items() if value != ""}
    office.post(reverse("admin:accounts_user_change", args=[user.pk]), data)
    page = _history(office, user)
    assert all(sentence in page for sentence in words)
    assert ("Alma Root" in page) == bool(changes)
    assert page.count("Changed") + page.count("Closed") == len(changes)


def test_the_history_says_who_opened_an_account_and_opened_it_again(office):
    office.post("/office/accounts/user/add/", NEW)
    opened = _history(office, User.objects.get(email=NEW["email"]))
    for words in ("Opened the account.", "roles: nothing → Finance", "Mailed a link to choose a password."):
        assert words in opened
    user = UserFactory(is_active=False)
    data = {"given_name": user.given_name, "family_name": user.family_name, "is_active": "on"}
    office.post(reverse("admin:accounts_user_change", args=[user.pk]), data)
    assert "Opened the account again." in _history(office, user)


def _history(office, user) -> str:
    """The rows of an account's history page, as a person reads them."""
    page = office.get(reverse("admin:accounts_user_history", args=[user.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", re.split(r"</?tbody[^>]*>", page)[1]).split())
