"""The catalogue in the back office, with its history."""

from typing import Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.office import HistoryAdmin
from members.admin.people import KEY
from members.models import Level, Title, TitleQuerySet, Track


@admin.register(Level)
class LevelAdmin(HistoryAdmin):
    """The four levels; wording may change, their order and number do not."""

    list_display = ("name", "earned_by", "meaning")
    fields = ("name", "meaning", "earned_by", "rank", "has_cycles")
    readonly_fields = ("rank", "has_cycles")

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
    """The titles by track and level; the level of one that was awarded stays, as it says what its cycles ask."""

    list_display = ("code", "name", "at_level", "in_track")
    list_filter = (NamedFilter, "level", "track")
    list_select_related = ("level", "track")
    search_fields = ("code", "name")

    def get_fieldsets(self, request: HttpRequest, obj: Title | None = None) -> Any:
        """The title; of one that was awarded, why its level stays."""
        why = _("This title was awarded, and what its holders have to do follows from its level. So its level stays.")
        return [
            (
                None,
                {"fields": ("code", "name", "level", "track"), "description": why if _was_awarded(obj) else ""},
            )
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Title | None = None) -> tuple[str, ...]:
        """The level, once the title was awarded."""
        return ("level",) if _was_awarded(obj) else ()

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form; to save it, the row is locked first, and an award waits until its level is known."""
        if request.method == "POST" and KEY.fullmatch(object_id):
            Title.objects.select_for_update().filter(pk=object_id).first()
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("level"), ordering="level__rank")
    def at_level(self, title: Title) -> str:
        """The level, sorted by its rank as the rows are."""
        return str(title.level)

    @admin.display(description=_("track"), ordering="track__rank")
    def in_track(self, title: Title) -> str:
        """The track, sorted by its place in lists as the rows are."""
        return str(title.track)


def _was_awarded(title: Title | None) -> bool:
    return title is not None and title.credentials.exists()
