"""What we do differently from the sign-in library: our words, our mail, our seal on secrets.

The library calls these at its own hooks, outside of our services; this is therefore a door and reads the
clock. How a mail is queued stands above this app: ``comms.adapters`` completes ``AccountAdapter``.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import make

from accounts import selectors, services, sessions, vault
from accounts.models import User

QUIET_MESSAGES = {
    (None, "account/messages/logged_in.txt"),
    ("account_reset_password_from_key", "account/messages/password_changed.txt"),
}
"""What the next page shows anyway needs no message: the step (any, if none is named) and the message."""

NOTED = {
    "account/email/password_changed": "accounts.password-changed",
    "account/email/password_reset": "accounts.password-chosen",
    "account/email/password_set": "accounts.password-chosen",
    "account/email/email_changed": "accounts.address-changed",
    "account/email/email_deleted": "accounts.address-removed",
    "mfa/email/totp_activated": "accounts.app-added",
    "mfa/email/totp_deactivated": "accounts.app-removed",
    "mfa/email/webauthn_added": "accounts.passkey-added",
    "mfa/email/webauthn_removed": "accounts.passkey-removed",
    "mfa/email/recovery_codes_generated": "accounts.recovery-codes-made",
}
"""What people change about their own sign-in: the library's notice of it, and the act in the audit log."""

TO_STRANGERS = {"account/email/unknown_account", "account/email/account_already_exists"}
"""Mails to whoever typed an address in vain."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts, addresses and passwords in our words."""

    queue: Callable[..., None]
    """Puts a mail on its way: which kind, to whom, from which facts, when. ``comms.adapters`` has it."""

    error_messages = {  # noqa: RUF012  the library's own shape
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This is your main address. Make another address the main one first."),
        "duplicate_email": _("This address is already on your list."),
        "email_password_mismatch": _(
            "This address and password do not belong together. Check both, or choose a new password."
        ),
        "email_taken": _("This address cannot be added here."),
        "enter_current_password": _("This is not your present password. Please try again."),
        "incorrect_code": _("This code does not match. Please type the code shown now."),
        "incorrect_password": _("This is not your password. Please try again."),
        "invalid_or_expired_key": _("This link has been used or is too old."),
        "invalid_login": _("This address and password do not belong together."),
        "invalid_password_reset": _("This link has been used or is too old."),
        "max_email_addresses": _("An account holds at most %d addresses. Remove one first."),
        "too_many_login_attempts": _("There were too many attempts. Please wait five minutes, then try again."),
        "unknown_email": _("We cannot use this address here."),
        "unverified_primary_email": _("Confirm this address first, by the link in our mail."),
        "select_only_one": _("Please choose one."),
        "same_as_current": _("This is what we have already."),
        "rate_limited": _("There were too many attempts. Please wait a minute, then try again."),
    }

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """A new account, with the name as the person wrote it and the language they read."""
        assert isinstance(user, User)  # noqa: S101  tells the type checker what the setting says
        user.given_name = form.cleaned_data["given_name"]
        user.family_name = form.cleaned_data["family_name"]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, once nobody else's unconfirmed account stands in its way."""
        if services.release_address(email_address):
            with transaction.atomic():
                confirmed = bool(super().confirm_email(request, email_address))
                if confirmed:
                    address, act = ("", email_address.email), "accounts.address-confirmed"
                    services.note_own_change(email_address.user, act, at=timezone.now(), address=address)
            return confirmed
        context = {"email": email_address.email}
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this portal: whatever names a host, a scheme or nothing we know is left aside."""
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a visitor was going when we asked for an account, else the usual page."""
        return request.session.pop(sessions.AFTER_SIGN_IN, None) or super().get_login_redirect_url(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that lets a person choose a password, always at the portal's own address."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """The link that confirms an address, always at the portal's own address."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How a person proves to be here now: by second factor where there is one, else by password.

        A session older than the second factor can therefore change nothing by the password alone.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"] != "reauthenticate"]
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a one-time code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        return [{**method, "description": words[method["id"]]} for method in strong or methods]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask once more; a full sign-in a moment ago is as good a proof as being asked."""
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return super().is_reauthentication_required(app=app, **kwargs) and not sessions.proved_since(
            self.request, since
        )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Tell the person what happened, unless the next page says it already."""
        template = args[0] if args else kwargs.get("message_template")
        step = request.resolver_match.url_name if request.resolver_match else None
        if (step, template) not in QUIET_MESSAGES and (None, template) not in QUIET_MESSAGES:
            super().add_message(request, level, *args, **kwargs)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person by mail what was changed about how they sign in, and leave a line of it in the audit log."""
        told = context or {}
        address = (told.get("from_email") or told.get("deleted_email", ""), told.get("to_email", ""))
        with transaction.atomic():
            services.note_own_change(user, NOTED[template_prefix], at=timezone.now(), address=address)
            super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of the library's mails now; the owner of a closed account is told that it is closed."""
        if template_prefix in TO_STRANGERS and selectors.is_closed(email):
            template_prefix = "account/email/account_closed"
        self.write_mail(template_prefix, email, context, at=timezone.now())

    def write_mail(self, template_prefix: str, email: str, context: dict[str, Any], *, at: datetime) -> None:
        """Queue a mail about signing in; it is written in the reader's language when it is sent."""
        person = context.get("user") or selectors.owner_of(email)
        kind = template_prefix.replace("/email/", ".").replace("/", ".")
        self.queue(kind, to=email, person=person, facts=context, at=at)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors in our words, their secrets sealed."""

    error_messages = {  # noqa: RUF012  the library's own shape
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _("This code does not match. Please type the code shown now."),
        "used_code": _("This code was used already. Wait for the next one, at most 30 seconds."),
        "used_recovery_code": _("This recovery code was used already. Each one works once."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return vault.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The picture an authenticator app scans: black on white, in the dark too."""
        picture = make(url, image_factory=SvgPathFillImage)  # type: ignore[no-untyped-call]
        return str(picture.to_string(encoding="unicode"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the portal's public address, whatever host a request names."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": settings.INSTITUTE["name"]}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """A first name for a new passkey, to be changed as the person likes."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}
