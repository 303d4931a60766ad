"""What a session proved about the person in it."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Whose session this is, where only people who signed in come."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


def second_factor_proved(request: HttpRequest) -> bool:
    """Whether this very session saw a one-time code, a recovery code or a passkey of its person."""
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, User) else []
    return any(record.get("method") == "mfa" for record in records)


def ask_second_factor(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """Send a signed-in person to the page that asks for the second factor, and from there on to ``target``."""
    return redirect(f"{reverse('accounts:second-factor')}?{urlencode({'next': target})}")
