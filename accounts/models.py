"""Accounts: people who sign in, and the roles they were given.

A ``User`` is a person with an address to sign in with; name and language stand here because applicants,
members and staff all have them. Rights come from ``RoleGrant`` rows alone: there is no superuser flag,
no group and no personal permission.
"""

from datetime import date
from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPOINTED, ROLES, Role
from common import audit
from common.fields import NameField

FORGOTTEN: Final = "@erased.example"
"""How the address of an account without a person ends; it reaches nobody."""


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people who sign in."""

    def appointed_without_second_factor(self) -> "UserQuerySet":
        """Active people who hold a role but could not open a session with a second factor."""
        return self.filter(
            models.Exists(RoleGrant.objects.filter(user=models.OuterRef("pk"))),
            ~models.Q(authenticator__type__in=["totp", "webauthn"]),
            is_active=True,
        )


class UserManager(BaseUserManager["User"]):
    """Makes accounts. Addresses are kept in lower case, so one person is one row whatever was typed."""

    def get_queryset(self) -> UserQuerySet:
        """All people, as a ``UserQuerySet``."""
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password the person chooses one by the reset mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the first administrator from the command line (``manage.py createsuperuser``)."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, **fields)
            RoleGrant.objects.create(user=user, role="administrator", granted_by=None)
            audit.record("accounts.first-administrator", about=user, by=None, at=user.joined_at)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this address, whatever the case of its letters."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in, with the name as they write it.

    ``reads_until`` says of somebody whose membership is revoked until when the portal shows what is theirs; it is empty
    for everybody else, and again with a title awarded since.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    given_name = NameField(_("given name"), help_text=_("Or your only name, if you have one."))
    family_name = NameField(_("family name"), blank=True, help_text=_("Leave empty if you have one name."))
    language = models.CharField(_("language"), max_length=12, default="en")
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Untick to close the account; its sessions end with the next page.")
    )
    joined_at = models.DateTimeField(_("account since"), default=timezone.now, editable=False)  # noqa: TID251
    renamed_at = models.DateTimeField(_("name last changed"), null=True, editable=False)
    reads_until = models.DateField(_("reads what is theirs until"), null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("given_name", "family_name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["renamed_at", "id"], condition=models.Q(renamed_at__isnull=False), name="user_renamed"
            ),
            models.Index(
                fields=["reads_until"], condition=models.Q(reads_until__isnull=False), name="user_reads_until"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """The name as the person writes it: given name, then family name, or the one name there is."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_revoked(self) -> bool:
        """Whether the membership of this person is revoked, and no title was awarded since."""
        return self.reads_until is not None

    def reads_no_more(self, on: date) -> bool:
        """Whether the last day on which what is theirs is shown has passed."""
        return self.reads_until is not None and self.reads_until < on

    def get_short_name(self) -> str:
        """How we greet this person."""
        return str(self.given_name)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The appointed roles held now (one query, once per request)."""
        held = set(self.grants.values_list("role", flat=True))
        return tuple(role for role in APPOINTED if role.key in held)

    @property
    def is_staff(self) -> bool:
        """Whether a role of this person works in the back office (the name is Django's)."""
        return any(role.office for role in self.roles)

    @cached_property
    def _permissions(self) -> frozenset[str]:
        return frozenset().union(*(role.permissions for role in self.roles))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether one of this person's roles carries the permission."""
        return self.is_active and perm in self._permissions

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        """Whether the roles carry every one of these permissions."""
        return all(self.has_perm(perm) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the roles carry any permission of this app."""
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in self._permissions)


class RoleGrant(models.Model):
    """A role a person was given: by whom and when. Withdrawing it deletes the row."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=30, choices=[(role.key, role.name) for role in APPOINTED])
    granted_at = models.DateTimeField(_("given at"), default=timezone.now)  # noqa: TID251
    granted_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("given by")
    )

    class Meta:
        verbose_name = _("role given")
        verbose_name_plural = _("roles given")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="rolegrant_once_per_person"),
        ]

    def __str__(self) -> str:
        return str(self.what.name)

    @property
    def what(self) -> Role:
        """The role given, with its purpose and its permissions."""
        return ROLES[self.role]
