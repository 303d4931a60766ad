"""What a session proved about the person in it."""

from typing import Final
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Whose session this is, where only people who signed in come."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


AFTER_SIGN_IN: Final = "after_sign_in"
"""Where a visitor was going when we asked for an account; kept while they make one and confirm its address."""


def go_on_after_sign_in(request: HttpRequest, target: str) -> None:
    """Remember a page of ours to show once this visitor has signed in."""
    request.session[AFTER_SIGN_IN] = target


def second_factor_proved(request: HttpRequest) -> bool:
    """Whether this very session saw a one-time code, a recovery code or a passkey of its person."""
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, User) else []
    return any(record.get("method") == "mfa" for record in records)


def proved_since(request: HttpRequest, moment: float) -> bool:
    """Whether this session saw a full proof of its person since then.

    That is the second factor where the person has one, however fresh the password is; else the password.
    A link from a mail proves nothing here.
    """
    methods = {"mfa"} if is_mfa_enabled(person(request)) else {"mfa", "password"}
    records = get_authentication_records(request, person(request))
    return any(record["at"] > moment and record.get("method") in methods for record in records)


def require_proof_since(request: HttpRequest, moment: float) -> None:
    """Ask the person for a full proof first unless this session saw one since then; what was sent goes on after it."""
    if not proved_since(request, moment):
        raise ReauthenticationRequired


def keep_proof_since(request: HttpRequest, moment: float) -> None:
    """Let a password given since then stay proof in the session that just added the person's second factor.

    It runs out when it would have; other sessions of the person are asked for the new factor at once.
    """
    records = get_authentication_records(request, person(request))
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**record, "reauthenticated": True} if record["at"] > moment and record.get("method") == "password" else record
        for record in records
    ]


def ask_second_factor(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """Send a signed-in person to the page that asks for the second factor, and from there on to ``target``."""
    return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': target})}")
