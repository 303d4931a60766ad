"""Reads about accounts."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a person signs in, as the overview shows it."""

    address: str
    other_addresses: int
    waiting_addresses: int
    password: bool
    app_since: datetime | None
    passkeys: int
    sessions: int


def ways_to_sign_in(user: User) -> Ways:
    """Addresses, second factors and sessions of one person (three queries)."""
    addresses = list(EmailAddress.objects.filter(user=user))
    factors = list(Authenticator.objects.filter(user=user))
    return Ways(
        address=user.email,
        other_addresses=sum(address.verified and not address.primary for address in addresses),
        waiting_addresses=sum(not address.verified for address in addresses),
        password=user.has_usable_password(),
        app_since=next((factor.created_at for factor in factors if factor.type == "totp"), None),
        passkeys=sum(factor.type == "webauthn" for factor in factors),
        sessions=UserSession.objects.filter(user=user).count(),
    )


def grants_of(user: User) -> list[RoleGrant]:
    """The appointed roles of a person with their givers, in the order roles are listed (one query)."""
    held = {grant.role: grant for grant in user.grants.select_related("granted_by")}
    return [held[role.key] for role in APPOINTED if role.key in held]


def may_reset(user: User, email: str) -> bool:
    """Whether a reset mail for this account may go to this address (one query).

    A confirmed address may; an unconfirmed one only while the account has no confirmed address at all,
    else a mistyped second address would open the account to whoever owns it.
    """
    confirmed = {address.email for address in EmailAddress.objects.filter(user=user, verified=True)}
    return not confirmed or email.lower() in confirmed
