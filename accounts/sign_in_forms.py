"""The sign-in library's forms for accounts, in our words, and stricter where it matters.

Named in the settings (``ACCOUNT_FORMS``). A password is typed once and can be shown.
"""

from typing import Any, ClassVar

from allauth.account import forms as account
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import selectors, services
from accounts.models import User
from accounts.passwords import NotAboutThePerson

Words = dict[str, tuple[Any, Any]]
"""Label and hint by the name of the field."""

ADDRESS_LENGTH = 254

PASSWORD_ADVICE = _("At least 12 characters. A sentence works well, and so does a password manager.")
NOT_AN_ADDRESS = _("Please write an address such as name@example.org.")
ADDRESS = (_("E-mail address"), "")
PASSWORD = (_("Password"), "")
NEW_PASSWORD = (_("New password"), PASSWORD_ADVICE)


class Worded(forms.Form):
    """Labels and hints from a table; no placeholders, which vanish while one types; addresses fit the column."""

    words: ClassVar[Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Please fill this in.")
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if isinstance(field, forms.EmailField):
                field.validators.append(MaxLengthValidator(ADDRESS_LENGTH))
                field.error_messages["invalid"] = NOT_AN_ADDRESS
                field.widget.attrs["maxlength"] = str(ADDRESS_LENGTH)


class Login(Worded, account.LoginForm):
    """Sign in."""

    words: ClassVar[Words] = {"login": ADDRESS, "password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class Signup(Worded, account.SignupForm):
    """Create an account."""

    words: ClassVar[Words] = {
        "email": (_("E-mail address"), _("You will sign in with it. We send you a link to confirm it.")),
        "password1": (_("Password"), PASSWORD_ADVICE),
    }

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is much like the person's own name, too."""
        data: dict[str, Any] = super().clean() or {}
        person = User(given_name=data.get("given_name", ""), family_name=data.get("family_name", ""))
        if password := data.get("password1"):
            try:
                NotAboutThePerson().validate(password, person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data

    def validate_unique_email(self, value: str) -> str:
        """An address that another account only claims, without ever confirming it, is free for its owner."""
        email: str = super().validate_unique_email(value)
        self.account_already_exists = selectors.is_taken(email)
        return email

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or answer exactly alike when the address has one already.

        Of two sign-ups at once with one address the second is answered like any later one.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes the time a new account takes
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class AddEmail(Worded, account.AddEmailForm):
    """Add an address."""

    words: ClassVar[Words] = {
        "email": (_("Another e-mail address"), _("We send a link to it. It works once you followed it."))
    }


class ChangePassword(Worded, account.ChangePasswordForm):
    """Change the password."""

    words: ClassVar[Words] = {"oldpassword": (_("Present password"), ""), "password1": NEW_PASSWORD}


class SetPassword(Worded, account.SetPasswordForm):
    """Choose a first password."""

    words: ClassVar[Words] = {"password1": NEW_PASSWORD}


class ResetPassword(Worded, account.ResetPasswordForm):
    """Ask for a link to choose a new password."""

    words: ClassVar[Words] = {"email": (_("E-mail address"), _("Any address you sign in with."))}

    def clean_email(self) -> str:
        """Leave out accounts whose reset mail may not go to this address."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if selectors.may_reset(user, email)]
        return email


class ResetPasswordFromKey(Worded, account.ResetPasswordKeyForm):
    """Choose a new password by the link from our mail."""

    words: ClassVar[Words] = {"password1": NEW_PASSWORD}

    def save(self) -> None:
        """Set it. Who followed the link owns the account's only address: it counts as confirmed."""
        super().save()
        addresses = list(self.user.emailaddress_set.all()[:2])
        if len(addresses) == 1 and services.release_address(addresses[0]):
            addresses[0].set_verified(commit=True)


class Reauthenticate(Worded, account.ReauthenticateForm):
    """Type the password once more."""

    words: ClassVar[Words] = {"password": PASSWORD}
