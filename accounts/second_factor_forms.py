"""The sign-in library's forms for second factors, in our words, and stricter where it matters.

Named in the settings (``MFA_FORMS``). A one-time code opens one door only; what a browser sends as a
passkey is never trusted to be well-formed.
"""

from hashlib import sha256
from textwrap import wrap
from typing import Any, ClassVar

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.sign_in_forms import Worded, Words

CODE_LIFE = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
"""Seconds in which one and the same code of an authenticator app would be accepted."""

CODE = (
    _("One-time code"),
    _("Six digits from your authenticator app, or one of your recovery codes."),
)

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES

MALFORMED = (
    AttributeError,
    InvalidSignature,
    KeyError,
    NotImplementedError,
    OverflowError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
)
"""What reading a made-up passkey answer can raise (a ``ValidationError`` is none of these)."""


class OneTime(Worded):
    """A code that was accepted once is refused from then on, wherever it is typed."""

    words: ClassVar[Words] = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "off", "spellcheck": "false", "inputmode": "numeric"}

    def clean_code(self) -> str:
        """Check the code, then remember for as long as it would be accepted again that, and how, it was used."""
        # Anything may have been typed; a hash of it is a key every cache takes.
        typed = normalize_user_code(self.cleaned_data["code"]).encode(errors="replace")
        key = f"accounts.code.{self.user.pk}.{sha256(typed).hexdigest()}"  # type: ignore[attr-defined]
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            used = cache.get(key) if error.code == "incorrect_code" else None
            raise (get_adapter().validation_error(used) if used else error) from error
        recovery = getattr(self, "authenticator", None)
        used = "used_recovery_code" if recovery and recovery.type == RECOVERY_CODES else "used_code"
        if not cache.add(key, used, timeout=CODE_LIFE):
            raise get_adapter().validation_error(used)
        return code


class Authenticate(OneTime, mfa.AuthenticateForm):
    """The second factor while signing in."""


class Reauthenticate(OneTime, mfa.ReauthenticateForm):
    """The second factor once more."""


class ActivateTotp(OneTime, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words: ClassVar[Words] = {
        "code": (_("Code shown by the app"), _("Six digits; a new code appears every 30 seconds."))
    }

    @property
    def key_in_groups(self) -> str:
        """The key to type where no picture can be scanned, in groups of four."""
        return " ".join(wrap(self.secret, 4))


class Passkey(Worded):
    """Whatever a browser sends as a passkey's answer gets a sentence when it cannot be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unread = _("Your device gave no answer we can read. Please try again.")
        self.fields["credential"].error_messages |= {"required": unread, "invalid": unread}

    def clean_credential(self) -> Any:
        """Check the answer of a passkey that is known."""
        return self._answered("clean_credential")

    def clean(self) -> Any:
        """Check the answer of a new passkey."""
        return self._answered("clean")

    def _answered(self, step: str) -> Any:
        check = getattr(super(), step, None)
        try:
            return check() if check else self.cleaned_data["credential"]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddWebauthn(Passkey, webauthn.AddWebAuthnForm):
    """Add a passkey."""

    words: ClassVar[Words] = {
        "name": (_("Name of this passkey"), _("So that you can tell your devices apart, such as “Laptop”.")),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Your device then asks for your fingerprint, face or PIN instead of the password."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["passwordless"].initial = True


class EditWebauthn(Worded, webauthn.EditWebAuthnForm):
    """Rename a passkey."""

    words: ClassVar[Words] = {"name": (_("Name of this passkey"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))


class AuthenticateWebauthn(Passkey, webauthn.AuthenticateWebAuthnForm):
    """A passkey as second factor while signing in."""


class LoginWebauthn(Passkey, webauthn.LoginWebAuthnForm):
    """Sign in with a passkey alone."""


class ReauthenticateWebauthn(Passkey, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""
