"""Acts on accounts: open one for a colleague, give and withdraw roles, close and reopen, tidy up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from accounts import policies, vault
from accounts.documents import copy_of_data
from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED
from common import audit

BIGGEST_DIGITS = 19
"""A number this long fits no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Somebody to open an account for; the address in lower case."""

    email: str
    given_name: str
    family_name: str


@transaction.atomic
def open_account(
    *, email: str, given_name: str, family_name: str, roles: Collection[str], by: User, at: datetime
) -> User:
    """Open an account for a colleague and mail them a link to choose a password.

    The address counts as confirmed once the link was followed. Raises ``Forbidden`` if ``by`` may not.
    Queues ``account.invitation``.
    """
    policies.require_open(by)
    user = User.objects.create_user(email, given_name=given_name, family_name=family_name, joined_at=at)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    audit.record("accounts.opened", about=user, by=by, at=at)
    set_roles(user, roles, by=by, at=at)
    invite(user, by=by, at=at)
    return user


def open_brought_accounts(users: Collection[User], *, by: User | None, at: datetime) -> None:
    """Open accounts for people that a register from outside brings in; nobody is mailed.

    They have no password, and their address counts as confirmed once a link to choose one was followed. Called in the
    transaction of the import; the users are without a row yet. Four statements, however many.
    """
    for user in users:
        user.set_unusable_password()
        user.joined_at = at
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=False) for user in users
    )
    audit.record_many("accounts.opened", [audit.Entry(about=user) for user in users], by=by, at=at)


def drop_unproved_passwords(users: Collection[User], *, by: User | None, at: datetime) -> None:
    """Forget the passwords of accounts that never confirmed an address: whoever chose them may be anybody.

    The owner of the address chooses one by the link in our mail to it. Called in the transaction of the act that
    makes something of the accounts. Two statements, none where nobody has a password.
    """
    unproved = [user for user in users if user.has_usable_password()]
    for user in unproved:
        user.set_unusable_password()
    User.objects.filter(pk__in=[user.pk for user in unproved]).update(password=make_password(None))
    audit.record_many("accounts.password-dropped", [audit.Entry(about=user) for user in unproved], by=by, at=at)


@transaction.atomic
def open_accounts_for_register(people: Collection[NewAccount], *, by: User, at: datetime) -> list[User]:
    """Open accounts without roles for people who are put in the register in the same transaction; in their order.

    They choose a password by the page for forgotten ones; their addresses count as confirmed once they followed the
    link in its mail. Whoever calls tells them so. Raises ``Forbidden``, and ``IntegrityError`` for an address that
    somebody took a moment ago. Three statements, however many.
    """
    policies.require_open_for_register(by)
    made = []
    for person in people:
        user = User(email=person.email, given_name=person.given_name, family_name=person.family_name, joined_at=at)
        user.set_unusable_password()
        made.append(user)
    User.objects.bulk_create(made)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=False) for user in made
    )
    audit.record_many("accounts.opened-for-register", [audit.Entry(about=user) for user in made], by=by, at=at)
    return made


@transaction.atomic
def invite(user: User, *, by: User, at: datetime) -> None:
    """Mail a person the link to choose a password; it works once, within the hour.

    Raises ``Forbidden`` if ``by`` may not. Queues ``account.invitation``, or ``account.new_link`` to a person who chose
    a password before.
    """
    policies.require_invite(by)
    adapter: Any = get_adapter()
    key = f"{user_pk_to_url_str(user)}-{app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    context = {
        "user": user,
        "by": str(by),
        "roles": [role.key for role in user.roles],
        "link": adapter.get_reset_password_from_key_url(key),
        "until": at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    mail = "new_link" if user.has_usable_password() else "invitation"
    adapter.write_mail(f"account/email/{mail}", user.email, context, at=at)
    audit.record("accounts.invited", about=user, by=by, at=at)


@transaction.atomic
def rename(user: User, *, given_name: str, family_name: str, by: User, at: datetime) -> None:
    """Write a person's name; without a difference nothing is written.

    Both accounts are locked first. Raises ``Forbidden`` if ``by`` may not change accounts.
    """
    actor, person = _locked(by, user)
    policies.require_rename(actor)
    before = audit.snapshot(person, "given_name", "family_name")
    person.given_name, person.family_name = given_name, family_name
    if changes := audit.changes(before, person):
        person.renamed_at = at
        person.save(update_fields=["given_name", "family_name", "renamed_at"])
        audit.record("accounts.renamed", about=person, changes=changes, by=by, at=at)


@transaction.atomic
def set_roles(user: User, roles: Collection[str], *, by: User, at: datetime) -> None:
    """Let a person hold exactly these appointed roles; what is kept keeps its date and giver.

    Locks both accounts. Raises ``Forbidden`` if ``by`` may not manage it, nobody manages themselves: so whoever acted
    last stays an administrator, and there is one.
    """
    _require_manage(by, user)
    held = set(user.grants.values_list("role", flat=True))
    wanted = {role.key for role in APPOINTED} & set(roles)
    if held == wanted:
        return
    user.grants.filter(role__in=held - wanted).delete()
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_by=by, granted_at=at) for role in sorted(wanted - held)
    )
    user.__dict__.pop("roles", None)
    user.__dict__.pop("_permissions", None)
    audit.record("accounts.roles-changed", about=user, changes={"roles": (held, wanted)}, by=by, at=at)


@transaction.atomic
def close_account(user: User, *, by: User, at: datetime) -> None:
    """Close an account and end its sessions at once; locks both. Raises ``Forbidden`` if ``by`` may not manage it."""
    _require_manage(by, user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("accounts.closed", about=user, by=by, at=at)
    end_sessions(user)


@transaction.atomic
def reopen_account(user: User, *, by: User, at: datetime) -> None:
    """Let a person sign in again; locks both accounts. Raises ``Forbidden`` if ``by`` may not manage it."""
    _require_manage(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("accounts.reopened", about=user, by=by, at=at)


@transaction.atomic
def remove_second_factor(user: User, *, by: User, at: datetime) -> bool:
    """Take away a lost second factor, end the person's sessions, and tell them; whether there was one.

    Locks both accounts. Raises ``Forbidden`` if ``by`` may not manage it. Queues ``account.second_factor_removed``.
    """
    _require_manage(by, user)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        return False
    end_sessions(user)
    adapter: Any = get_adapter()
    adapter.write_mail("account/email/second_factor_removed", user.email, {"user": user, "by": str(by)}, at=at)
    audit.record("accounts.second-factor-removed", about=user, by=by, at=at)
    return True


def _require_manage(by: User, user: User) -> None:
    """Lock both accounts, and raise ``Forbidden`` unless ``by`` may manage the other one as things stand then."""
    actor, _person = _locked(by, user)
    policies.require_manage(actor, user)


def _locked(by: User, user: User) -> tuple[User, User]:
    """Whoever acts and on whom, as they are once both accounts are locked, in the order of their keys (1 query).

    Two administrators who act on each other at once so come one after the other, and the second one may no more.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in={by.pk, user.pk}).order_by("pk").in_bulk()
    return rows[by.pk], rows[user.pk]


def take_copy(user: User, *, at: datetime) -> IO[bytes]:
    """A copy of everything held about a person, as a ZIP to be read and closed; that it was taken leaves a line.

    Reading takes seconds where there is much, so it holds no lock: the line is written afterwards, by itself.
    """
    copy = copy_of_data(user, at=at)
    with transaction.atomic():
        audit.record("accounts.copy-taken", about=user, by=user, at=at)
    return copy


def note_own_change(user: AbstractBaseUser, act: str, *, at: datetime, address: tuple[str, str] = ("", "")) -> None:
    """Leave a line of what a person changed about their own sign-in; the sign-in library has changed it.

    ``address`` is the one that went and the one that came, where it is about addresses.
    """
    audit.record(act, about=user, by=user, at=at, changes={"address": address} if any(address) else {})


def end_session(user: User, pk: str, *, keep: str) -> None:
    """End one session of a person, by its number on their list; never the one with the key to keep."""
    if pk.isdecimal() and len(pk) < BIGGEST_DIGITS:
        _end(UserSession.objects.filter(user=user, pk=int(pk)).exclude(session_key=keep))


def end_sessions(user: User, *, keep: str = "") -> None:
    """End every session of a person, but not the one with the key to keep."""
    _end(UserSession.objects.filter(user=user).exclude(session_key=keep))


def _end(sessions: QuerySet[UserSession]) -> None:
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


@transaction.atomic
def release_address(address: EmailAddress) -> bool:
    """Make way for somebody about to confirm an address that other accounts claim; whether it is free.

    An account that never confirmed any address could never be used, whatever second factor it has: it goes,
    unless it holds a role or stands in the register, which is for people to sort out. Where the address only
    waits beside a confirmed one, the claim goes and the account stays.
    """
    claimants = User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id)
    for claimant in claimants:
        used = EmailAddress.objects.filter(user=claimant, verified=True).exists() or claimant.grants.exists()
        if used:
            return False
        try:
            with transaction.atomic():
                claimant.delete()
        except ProtectedError:
            return False
    EmailAddress.objects.filter(email=address.email, verified=False).exclude(user=address.user_id).delete()
    return True


def reseal_secrets(keys: Collection[int], *, at: datetime) -> int:
    """Put second factors' secrets under the present key, so that an old one can be retired; how many were not.

    Two statements. Raises ``cryptography.fernet.InvalidToken`` for a secret that none of our keys sealed.
    """
    resealed = []
    for factor in Authenticator.objects.filter(pk__in=keys).exclude(type=Authenticator.Type.WEBAUTHN):
        name = "secret" if factor.type == Authenticator.Type.TOTP else "seed"
        if not vault.is_current(factor.data[name]):
            factor.data[name] = vault.reseal(factor.data[name])
            resealed.append(factor)
    return Authenticator.objects.bulk_update(resealed, ["data"])
