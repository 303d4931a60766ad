"""Passwords we refuse because a stranger would try them first, in our words.

Length does the work; this only stops the common ones, also when they are repeated or dressed up with
digits and signs at their ends.
"""

import string

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DRESSING = string.digits + string.punctuation + string.whitespace
FEWEST = 12
"""Characters a password has at least."""
FEWEST_DIFFERENT = 5
"""Different characters a password has at least."""


class LongEnough(MinimumLengthValidator):
    """At least so many characters; more is always welcome."""

    def __init__(self) -> None:
        super().__init__(min_length=FEWEST)

    def get_error_message(self) -> str:
        """What is asked for."""
        return ngettext(
            "Please use at least %(min_length)d character.",
            "Please use at least %(min_length)d characters.",
            self.min_length,
        ) % {"min_length": self.min_length}


class NotCommon(CommonPasswordValidator):
    """None of the common ones, however dressed up."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ``ValidationError`` for a password that is easy to guess."""
        core = password.lower().strip(DRESSING)
        units = {core[:size] for size in range(1, len(core) + 1) if core == core[:size] * (len(core) // size)}
        if len(set(password)) < FEWEST_DIFFERENT or not core or units & self.passwords:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        """Why, and what to do."""
        return _("This is among the first passwords a stranger would try. Please choose another one.")


class NotAboutThePerson(UserAttributeSimilarityValidator):
    """Nothing close to the person's own name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "given_name", "family_name"))

    def get_error_message(self) -> str:
        """Why, and what to do."""
        return _("This password is much like your name or your address. Please choose another one.")
