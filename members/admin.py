"""The register in the back office: the catalogue with its history, and the members."""

import re
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.office import HistoryAdmin, OfficeAdmin
from members import services
from members.models import Level, Member, Title, TitleQuerySet, Track

KEY: Final = re.compile(r"[0-9]{1,18}")
"""A row's number in the database, as a form sends it."""


@admin.register(Level)
class LevelAdmin(HistoryAdmin):
    """The four levels; wording may change, their order and number do not."""

    list_display = ("name", "earned_by", "meaning")
    fields = ("name", "meaning", "earned_by", "rank")
    readonly_fields = ("rank",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the rules know the four levels."""
        return False


@admin.register(Track)
class TrackAdmin(HistoryAdmin):
    """The tracks, in the order of the public page."""

    list_display = ("name", "rank")
    fields = ("name", "key", "rank")

    def get_readonly_fields(self, request: HttpRequest, obj: Track | None = None) -> tuple[str, ...]:
        """The key is chosen once."""
        return ("key",) if obj else ()


class NamedFilter(admin.SimpleListFilter):
    """Titles with a name, or shown by their code alone (a line of Today)."""

    title = _("name")
    parameter_name = "named"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two answers."""
        return [("yes", _("Has a name")), ("no", _("Shown by its code"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Title]) -> QuerySet[Title]:
        """The rows for the chosen answer."""
        unnamed = cast("TitleQuerySet", queryset).unnamed()
        match self.value():
            case "no":
                return unnamed
            case "yes":
                return queryset.exclude(pk__in=unnamed.values("pk"))
        return queryset


@admin.register(Title)
class TitleAdmin(HistoryAdmin):
    """The titles by track and level."""

    list_display = ("code", "name", "at_level", "in_track")
    list_filter = (NamedFilter, "level", "track")
    list_select_related = ("level", "track")
    search_fields = ("code", "name")
    fields = ("code", "name", "level", "track")

    @admin.display(description=_("level"), ordering="level__rank")
    def at_level(self, title: Title) -> str:
        """The level, sorted by its rank as the rows are."""
        return str(title.level)

    @admin.display(description=_("track"), ordering="track__rank")
    def in_track(self, title: Title) -> str:
        """The track, sorted by its place in lists as the rows are."""
        return str(title.track)


@admin.register(Member)
class MemberAdmin(OfficeAdmin):
    """People in the register: found by number, name, place or any e-mail address; added from an account."""

    list_display = ("number", "name", "email", "town", "country", "registered_on")
    list_display_links = ("number", "name")
    list_select_related = ("user",)
    list_per_page = 50
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
