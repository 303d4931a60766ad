"""People in the back office: open accounts, give roles, close accounts.

What the sign-in library registers by itself is taken off again: addresses, second factors and sessions
belong to the person and are changed on the person's own pages.
"""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import policies, services, sessions
from accounts.forms import PersonForm
from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED
from common.office import OfficeAdmin, status

for package in ("django.contrib.auth", "allauth.account", "allauth.mfa", "allauth.usersessions"):
    import_module(f"{package}.admin")
for registered in (Group, EmailAddress, EmailConfirmation, Authenticator, UserSession):
    if admin.site.is_registered(registered):
        admin.site.unregister(registered)


class SecondFactorFilter(admin.SimpleListFilter):
    """Colleagues who cannot work yet; Today's line counts the same rows."""

    title = _("second factor")
    parameter_name = "second_factor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice: a role, but no second factor."""
        return [("missing", _("Role without second factor"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        return queryset.appointed_without_second_factor() if self.value() == "missing" else queryset


class RoleFilter(admin.SimpleListFilter):
    """People by the role they hold."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Any role, or one of them."""
        return [("any", _("Any role")), *((role.key, role.name) for role in APPOINTED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """The rows behind the choice."""
        if self.value() == "any":
            return queryset.filter(pk__in=RoleGrant.objects.values("user"))
        return queryset.filter(grants__role=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(OfficeAdmin):
    """People who sign in."""

    form = PersonForm
    list_display = ("name", "email", "roles_held", "second_factor", "access")
    list_filter = (RoleFilter, SecondFactorFilter, "is_active")
    search_fields = ("given_name", "family_name", "email", "emailaddress__email")
    search_help_text = _("A name or an e-mail address.")
    show_full_result_count = False
    list_per_page = 50
    actions = ("invite_again", "remove_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People with their roles and second factors (two queries more, whatever the page holds)."""
        factors = Prefetch("authenticator_set", Authenticator.objects.defer("data"))
        return super().get_queryset(request).prefetch_related("grants", factors)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Name, address, roles, access; as facts where this person may not change them."""
        manages = obj is None or policies.can_manage(sessions.person(request), obj)
        writes = manages and self._may_write(request, obj)
        about = ("given_name", "family_name", "email", *(("joined_at", "last_login", "second_factor") if obj else ()))
        access = ("roles", "is_active") if writes else ("roles_held", "access")
        own = _("Your own roles and access are changed by another administrator.")
        told = own if obj == sessions.person(request) else ""
        return (
            (None, {"fields": about}),
            (_("Roles and access"), {"fields": access if obj else access[:1], "description": told}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The address belongs to the person once the account is open; nobody changes their own access."""
        fixed = ("joined_at", "last_login", "second_factor", "roles_held", "access")
        return (*fixed, "email") if obj else fixed

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, without roles where they are shown as facts."""
        form = super().get_form(request, obj, change=change, **kwargs)
        names = {name for _title, options in self.get_fieldsets(request, obj) for name in options["fields"]}
        if "roles" not in names:
            form.base_fields.pop("roles", None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        """Open the account, or change what changed, by the services; the actor is whoever is signed in."""
        by, at, data = sessions.person(request), timezone.now(), form.cleaned_data
        if not change:
            opened = services.open_account(
                email=data["email"],
                given_name=data["given_name"],
                family_name=data["family_name"],
                roles=data["roles"],
                by=by,
                at=at,
            )
            obj.pk, obj.email = opened.pk, opened.email
            self.message_user(request, _("We mail them a link to choose a password. It works for an hour."))
            return
        services.rename(obj, given_name=obj.given_name, family_name=obj.family_name, by=by, at=at)
        if "roles" in form.changed_data:
            services.set_roles(obj, data["roles"], by=by, at=at)
        if "is_active" in form.changed_data:
            act = services.reopen_account if obj.is_active else services.close_account
            act(obj, by=by, at=at)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles are saved by the services; there is nothing else."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, never deleted by hand."""
        return False

    def _may_write(self, request: HttpRequest, obj: User | None) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    @admin.display(description=_("name"), ordering="given_name")
    def name(self, user: User) -> str:
        """The name as the person writes it."""
        return str(user)

    @admin.display(description=_("roles"))
    def roles_held(self, user: User) -> str:
        """The names of the roles this person holds."""
        held = {grant.role for grant in user.grants.all()}
        return ", ".join(str(role.name) for role in APPOINTED if role.key in held) or "–"

    @admin.display(description=_("second factor"))
    def second_factor(self, user: User) -> str | SafeString:
        """Set up, missing although a role needs it, or not asked for."""
        if any(factor.type != Authenticator.Type.RECOVERY_CODES for factor in user.authenticator_set.all()):
            return status("valid", _("Set up"))
        return status("attention", _("Missing")) if user.grants.all() else "–"

    @admin.display(description=_("access"), ordering="is_active")
    def access(self, user: User) -> SafeString:
        """Open or closed."""
        return status("valid", _("Open")) if user.is_active else status("ended", _("Closed"))

    @admin.action(description=_("Mail a new link to choose a password"), permissions=["change"])
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For colleagues whose first link ran out."""
        at, people = timezone.now(), [user for user in queryset if user.is_active]
        for user in people:
            services.invite(user, by=sessions.person(request), at=at)
        told = ngettext("We mail a link to %d person.", "We mail a link to %d people.", len(people))
        self.message_user(request, told % len(people))

    @admin.action(description=_("Remove the second factor (device lost)"), permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> TemplateResponse | None:
        """For people who lost their device and their recovery codes, once confirmed; never for oneself."""
        by, at = sessions.person(request), timezone.now()
        mine = [user for user in queryset if not policies.can_manage(by, user)]
        without = [user for user in queryset if user not in mine and not user.authenticator_set.all()]
        people = [user for user in queryset if user not in mine and user not in without]
        if "confirmed" not in request.POST:
            asked = {"people": people, "without": without, "mine": mine, "title": _("Remove the second factor?")}
            context = {**self.admin_site.each_context(request), "opts": self.opts, **asked}
            return TemplateResponse(request, "accounts/office_remove_second_factor.html", context)
        removed = [user for user in people if services.remove_second_factor(user, by=by, at=at)]
        told = ngettext("Removed for %d person.", "Removed for %d people.", len(removed))
        self.message_user(request, told % len(removed), messages.WARNING)
        return None
