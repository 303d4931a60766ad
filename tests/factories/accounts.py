"""People who sign in, their addresses, roles and second factors."""

import datetime as dt
import re
import time
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client

from accounts.models import RoleGrant, User
from comms.models import Message
from comms.rendering import letter

PASSWORD = "a sentence nobody guesses"
DAY_ONE = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with a confirmed address, a password and the roles named."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")
    email = factory.Sequence(lambda n: f"person{n}@people.example")
    joined_at = DAY_ONE

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        roles, password = kwargs.pop("roles", ()), kwargs.pop("password", PASSWORD)
        user = User.objects.create_user(kwargs.pop("email"), password, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, granted_at=DAY_ONE) for role in roles)
        return user


class RoleGrantFactory(factory.django.DjangoModelFactory[RoleGrant]):
    """A role held by a person."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "back-office"
    granted_at = DAY_ONE


def with_app(user: User) -> User:
    """The person, with an authenticator app and recovery codes."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def code(user: User, step: int = 0) -> str:
    """The code the person's app shows now, or ``step`` half minutes later."""
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return format_hotp_value(hotp_value(decrypt(factor.data["secret"]), int(time.time()) // 30 + step))


def password_login(client: Client, user: User, *, password: str = PASSWORD, email: str = "", **query: str) -> Any:
    """Sign in as a person does, by the first step of the sign-in page."""
    data = {"login": email or user.email, "password": password, **query}
    return client.post("/account/login/", data)


def full_login(client: Client, user: User, **query: str) -> Any:
    """Sign in by password and app."""
    password_login(client, user, **query)
    return client.post("/account/2fa/authenticate/", {"code": code(user)})


def newest_mail() -> Message:
    """The mail queued last, its words made as they would be sent."""
    mail = Message.objects.select_related("person").latest("pk")
    mail.text = letter(mail).text
    return mail


def link_in(mail: Message) -> str:
    """The path of the first link in a mail's text."""
    text = letter(mail).text
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)
    assert found, text
    return found.group(1)
