"""The mails about accounts and signing in. The sign-in library and ``accounts`` say when; here stands what."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from allauth.account import app_settings
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLES
from comms.kinds import KEPT, NOT_KEPT, Facts, MessageKind, register
from comms.models import Message

LINK_LASTS: Final = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
CONFIRMATION_LASTS: Final = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
UNTIL: Final = datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
LINK: Final = f"{settings.BASE_URL}/account/sample/"


def _with_roles(facts: Facts) -> Facts:
    return {"roles": [ROLES[key] for key in facts["roles"] if key in ROLES]}


def _may_sign_in(message: Message) -> bool:
    return message.person is not None and message.person.is_active


def _sign_in(
    key: str,
    name: str | Promise,
    when: str | Promise,
    *,
    sample: Mapping[str, Any] | None = None,
    opens_for: timedelta | None = None,
    **more: Any,
) -> MessageKind:
    """One kind; ``opens_for`` says how long a link in it opens something: then no word of it is kept.

    Nor is one that names a colleague, whose name is not the reader's to keep.
    """
    folder, _dot, template = key.partition(".")
    sample = sample or {}
    return MessageKind(
        key=key,
        name=name,
        when=when,
        template=f"{folder}/email/{template}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        good_for=opens_for,
        **{"kept": NOT_KEPT if opens_for else KEPT, **more},
    )


register(
    _sign_in(
        "account.email_confirmation_signup",
        _("Confirm your address (new account)"),
        _("When somebody asks for an account."),
        sample={"activate_url": LINK},
        opens_for=CONFIRMATION_LASTS,
    ),
    _sign_in(
        "account.email_confirmation",
        _("Confirm your address"),
        _("When somebody adds an address to their account, or asks for the link again."),
        sample={"activate_url": LINK},
        opens_for=CONFIRMATION_LASTS,
    ),
    _sign_in(
        "account.account_already_exists",
        _("You have an account already"),
        _("When somebody asks for an account with an address that has one."),
    ),
    _sign_in(
        "account.unknown_account",
        _("We know no account with this address"),
        _("When somebody wants to choose a new password and their address has no account."),
    ),
    _sign_in(
        "account.account_closed",
        _("Your account is closed"),
        _("When the owner of a closed account asks for a new password or a new account."),
    ),
    _sign_in(
        "account.password_reset_key",
        _("Choose a new password"),
        _("When somebody says they do not know their password."),
        sample={"password_reset_url": LINK},
        opens_for=LINK_LASTS,
        still_true=_may_sign_in,
    ),
    _sign_in(
        "account.invitation",
        _("Invitation for a colleague"),
        _("When an administrator opens an account for a colleague."),
        sample={"by": "Anna Sleutel", "roles": ["finance", "observer"], "link": LINK, "until": UNTIL},
        opens_for=LINK_LASTS,
        more=_with_roles,
        still_true=_may_sign_in,
    ),
    _sign_in(
        "account.new_link",
        _("New link to choose a password"),
        _("When an administrator mails the link to somebody who chose a password before."),
        sample={"by": "Anna Sleutel", "link": LINK, "until": UNTIL},
        opens_for=LINK_LASTS,
        still_true=_may_sign_in,
    ),
    _sign_in("account.password_changed", _("Password changed"), _("When somebody changed their password.")),
    _sign_in("account.password_reset", _("New password chosen"), _("When somebody chose a new password by a link.")),
    _sign_in("account.password_set", _("Password chosen"), _("When somebody chose their first password.")),
    _sign_in(
        "account.email_changed",
        _("Main address changed"),
        _("When somebody made another address the main one; it goes to the old one."),
        sample={"from_email": "old@people.example", "to_email": "new@people.example"},
    ),
    _sign_in(
        "account.email_deleted",
        _("Address removed"),
        _("When somebody removed an address from their account."),
        sample={"deleted_email": "old@people.example"},
    ),
    _sign_in(
        "account.second_factor_removed",
        _("Second factor removed by an administrator"),
        _("When an administrator removed a lost second factor."),
        sample={"by": "Anna Sleutel"},
        kept=NOT_KEPT,
    ),
    _sign_in("mfa.totp_activated", _("App for one-time codes set up"), _("When somebody set up an app.")),
    _sign_in("mfa.totp_deactivated", _("App for one-time codes removed"), _("When somebody removed their app.")),
    _sign_in("mfa.webauthn_added", _("Passkey added"), _("When somebody added a passkey.")),
    _sign_in("mfa.webauthn_removed", _("Passkey removed"), _("When somebody removed a passkey.")),
    _sign_in("mfa.recovery_codes_generated", _("New recovery codes"), _("When somebody made new recovery codes.")),
)
