"""Reads about accounts."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import Q

from accounts import browsers
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A place where a person is signed in."""

    pk: int
    since: datetime
    ip: str
    browser: str
    user_agent: str
    current: bool


def ways_to_sign_in(user: User, *, at: datetime) -> Ways:
    """Addresses, second factors and sessions of one person (four queries)."""
    addresses = list(EmailAddress.objects.filter(user=user))
    factors = list(Authenticator.objects.filter(user=user))
    return Ways(
        address=user.email,
        other_addresses=sum(address.verified and not address.primary for address in addresses),
        waiting_addresses=sum(not address.verified for address in addresses),
        password=user.has_usable_password(),
        app_since=next((factor.created_at for factor in factors if factor.type == "totp"), None),
        passkeys=sum(factor.type == "webauthn" for factor in factors),
        sessions=len(open_sessions(user, current="", at=at)),
    )


def open_sessions(user: User, *, current: str, at: datetime) -> list[OpenSession]:
    """Where a person is signed in at that moment, the current session first, then the newest (two queries).

    A session that ran out, or that a new password ended, is not one any more, though its row may still be there.
    """
    listed = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk"))
    running = Session.objects.filter(session_key__in=[entry.session_key for entry in listed], expire_date__gt=at)
    hashes = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    alive = {row.session_key for row in running if row.get_decoded().get(HASH_SESSION_KEY) in hashes}
    found = [
        OpenSession(
            pk=entry.pk,
            since=entry.created_at,
            ip=entry.ip,
            browser=browsers.in_words(entry.user_agent),
            user_agent=entry.user_agent,
            current=entry.session_key == current,
        )
        for entry in listed
        if entry.session_key in alive
    ]
    return sorted(found, key=lambda session: not session.current)


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


def _signing_in_with(email: str) -> Q:
    return Q(email=email.lower()) | Q(emailaddress__email=email.lower(), emailaddress__verified=True)


def is_taken(email: str) -> bool:
    """Whether an account was opened with this address or confirmed it (one query); a mere claim does not count."""
    return User.objects.filter(_signing_in_with(email)).exists()


def owner_of(email: str) -> User | None:
    """The account that confirmed this address, if there is one (one query); a mere claim owns nothing."""
    return User.objects.filter(emailaddress__email=email.lower(), emailaddress__verified=True).first()


def is_closed(email: str) -> bool:
    """Whether the account that signs in with this address is closed (one query)."""
    return User.objects.filter(_signing_in_with(email), is_active=False).exists()


def is_confirmed_by(key: str) -> bool:
    """Whether the address that the link with this key would confirm is confirmed already (one query)."""
    try:
        pk = signing.loads(key, salt=app_settings.SALT)
    except signing.BadSignature:
        return False
    return EmailAddress.objects.filter(pk=pk, verified=True).exists()


def addresses_of(person: User) -> frozenset[str]:
    """Every address of somebody, proved or not, in small letters (1 query)."""
    known = EmailAddress.objects.filter(user=person.pk).values_list("email", flat=True)
    return frozenset(address.casefold() for address in (*known, person.email))
