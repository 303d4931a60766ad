"""The members in the back office: found, added from an account, and reached."""

import re
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.office import status
from members import money_words, policies, selectors, services, words
from members.admin.billing import billing_view
from members.admin.names import COLUMNS, NameFilter, NamePages, Names, asks_names
from members.models import Credential, Member
from members.selectors.revoking import revoked_on

KEY: Final = re.compile(r"[0-9]{1,18}")
"""A row's number in the database, as a form sends it."""


@admin.register(Member)
class MemberAdmin(NamePages):
    """People in the register: found by number, name, place or any e-mail address; added from an account."""

    list_display = ("number", "name", "email", "town", "country", "registered_on")
    list_display_links = ("number", "name")
    list_filter = (NameFilter,)
    list_select_related = ("user",)
    list_per_page = 40
    search_fields = (
        "number__startswith",
        "user__given_name",
        "user__family_name",
        "user__email",
        "user__emailaddress__email",
        "town",
    )
    search_help_text = _("Member number, name, town or e-mail address")
    autocomplete_fields = ("user",)
    date_hierarchy = "registered_on"
    sensitive = True

    def person_in(self, row: Member) -> int:
        """Whose place in the register it is."""
        return row.user_id

    def get_urls(self) -> list[URLPattern]:
        """Django's own, who gets a member's invoices, and the name on certificates."""
        return [
            self.asking("<int:pk>/billing/", self.billing, "members_member_billing"),
            self.asking("<int:pk>/certificate-name/", self.certificate_name, "members_member_certificate_name"),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Where names wait, the new one beside those on certificates."""
        return COLUMNS if asks_names(request) else super().get_list_display(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list; of names that wait, the one that knows certificates."""
        return Names if asks_names(request) else super().get_changelist(request, **kwargs)

    def billing(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who gets a member's invoices."""
        return billing_view(self, request, pk)

    @admin.display(description=_("name"), ordering="user__given_name")
    def name(self, member: Member) -> str:
        """The name as the person writes it."""
        return str(member.user)

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, member: Member) -> str:
        """The address the person signs in with."""
        return member.user.email

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """Add a member; for somebody in the register already, show their row and say so.

        A second click lands there too: the person's account is locked, so it waits until the first is done.
        """
        with transaction.atomic():
            member = self._registered(request) if self.has_add_permission(request) else None
            if member is None:
                return super().add_view(request, form_url, extra_context)
        told = _("%(name)s is in the register already, as number %(number)s.")
        self.message_user(request, told % {"name": member.user, "number": member.number}, messages.INFO)
        return redirect("admin:members_member_change", member.pk)

    def _registered(self, request: HttpRequest) -> Member | None:
        """The register's row of the account that was chosen, if there is one; the account's row is locked.

        What no picker sends is refused: Django's own, shown again with words for a key, would fail.
        """
        chosen = request.POST.get("user", "")
        if chosen and not KEY.fullmatch(chosen):
            raise BadRequest
        person = User.objects.select_for_update().filter(pk=chosen).first() if chosen else None
        return Member.objects.select_related("user").filter(user=person).first() if person else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Member | None = None,
    ) -> HttpResponse:
        """The form; of a member, with titles and money for who may see those (5 statements more)."""
        if obj is not None and request.user.has_perm("members.view_credential"):
            rows = Credential.objects.with_first_cycle().filter(member=obj).select_related("title", "closed_by")
            context["titles"] = [
                (
                    row,
                    status(words.shape(found), words.value(found)),
                    words.until(found, row.closed_by) if found else "",
                )
                for row, found in selectors.with_standing(rows, timezone.localdate())
            ]
            context["revoked_on"] = revoked_on(obj.user_id)
            context["may_decide_names"] = policies.can_decide_names(sessions.person(request))
        if obj is not None and request.user.has_perm("members.view_invoice"):
            money, on = selectors.money_of(obj), timezone.localdate()
            context["money"] = money
            if money.membership:
                context["runs"] = status(*money_words.membership(money.membership, on))
                context["membership_sentence"] = money_words.of_membership(money.membership, on)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Member | None = None) -> Any:
        """To add, the account alone; afterwards what the register knows."""
        if obj is None:
            return [
                (None, {"fields": ("user",), "description": _("Choose the account of the person to be registered.")})
            ]
        return [
            (None, {"fields": ("number", "name", "email", "registered_on")}),
            (
                _("Where we reach this member"),
                {"fields": ("address", "postal_code", "town", "country", "phone", "contact_changed_at")},
            ),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> tuple[str, ...]:
        """Number, day and account stay; names belong to the person's account."""
        return ("number", "name", "email", "registered_on", "contact_changed_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        """Through the same acts as the portal."""
        by, at = cast("User", request.user), timezone.now()
        if change:
            services.update_contact(obj, contact=obj.contact, by=by, at=at)
        else:
            saved = services.register_member(obj.user, on=timezone.localdate(at), by=by, at=at)
            obj.pk, obj.number, obj.registered_on = saved.pk, saved.number, saved.registered_on

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: numbers are never used again, and leaving the register is an act of its own."""
        return False
