"""Visitors for tests: one of every role, signed in the way the test needs."""

import datetime as dt
import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED
from members.models import Member

PASSWORD = "a sentence nobody guesses"

ANONYMOUS = "anonymous"
WITHOUT_SECOND_FACTOR = "colleague without second factor"
VISITORS = (ANONYMOUS, "applicant", "member", *(role.key for role in APPOINTED), WITHOUT_SECOND_FACTOR)
"""Everybody who may knock at a door. The last one holds every role, in a session opened by password alone."""


def person(name: str = "Ada", *roles: str, **fields: Any) -> User:
    """An account with a verified address and these roles."""
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@people.example")
    user = User.objects.create_user(email, PASSWORD, given_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


def visitor(kind: str) -> User | None:
    """The person behind one of ``VISITORS``."""
    if kind == ANONYMOUS:
        return None
    if kind == WITHOUT_SECOND_FACTOR:
        return person("Colleague", *(role.key for role in APPOINTED))
    user = person(kind.replace("-", " ").title(), *([kind] if kind not in {"applicant", "member"} else []))
    if kind == "member":
        Member.objects.create(user=user, number=90_001, registered_on=dt.date(2026, 1, 5))
    return user


def signed_in(user: User | None, *, second_factor: bool = True) -> Client:
    """A client in a session of this person who proved to be there a moment ago; CSRF is not asked for."""
    client = Client()
    if user is None:
        return client
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["asked_to_agree"] = True  # led there already; tests/members/test_agreements.py comes without it
    records = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    if second_factor:
        records.append({"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def client_for(kind: str) -> Client:
    """A client for one of ``VISITORS``, signed in as that visitor should be."""
    return signed_in(visitor(kind), second_factor=kind != WITHOUT_SECOND_FACTOR)
