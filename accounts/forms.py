"""Names at sign-up, and the back office's form for people.

The sign-in library builds its own sign-up form on ``SignupNames``, so nothing here may import its forms;
what we change in those stands in ``accounts.sign_in_forms``.
"""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import User
from accounts.roles import APPOINTED
from common.fields import NameFormField


class SignupNames(forms.Form):
    """What we ask beside address and password: the name, as the person writes it."""

    given_name = NameFormField(
        label=_("Given name"),
        max_length=150,
        help_text=_("As you write it, in any script. If you have one name only, write it here."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = NameFormField(
        label=_("Family name"),
        max_length=150,
        required=False,
        help_text=_("Leave it empty if you have one name."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("given_name", "family_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """The adapter has saved the names with the account; nothing is left to do."""


def _role_choices() -> list[tuple[str, Any]]:
    return [(role.key, format_html("<b>{}</b> {}", role.name, role.purpose)) for role in APPOINTED]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A person in the back office: name, roles, and whether they may sign in."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_role_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rights come from roles alone. They work only in a session with a second factor."),
    )

    class Meta:
        model = User
        fields = ("given_name", "family_name", "email", "is_active")
        help_texts: ClassVar = {
            "given_name": _("As the person writes it; the only name, if there is one."),
            "family_name": _("Empty for a person with one name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.grants.values_list("role", flat=True))

    def clean_email(self) -> str:
        """In lower case, as all addresses are kept; not one that somebody signs in with already."""
        email: str = self.cleaned_data["email"].lower()
        if not self.instance.pk and selectors.is_taken(email):
            raise forms.ValidationError(_("Somebody signs in with this address already. Find them in the list."))
        return email
