"""The calendar of closed days in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.models import ClosedDay
from common.office import HistoryAdmin


@admin.register(ClosedDay)
class ClosedDayAdmin(HistoryAdmin):
    """Days on which the office is closed, from this year on, the years before at the end.

    What a day is called and whether it counts may change.
    """

    list_display = ("day", "name", "office")
    list_filter = ("closed",)
    list_per_page = 50
    search_fields = ("name",)
    search_help_text = gettext_lazy("What a day is called, or part of it.")
    date_hierarchy = "day"
    fields = ("day", "name", "closed")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What is decided these days stands first."""
        this_year = timezone.localdate().replace(month=1, day=1)
        return [Case(When(day__lt=this_year, then=1), default=0), "day"]

    def get_readonly_fields(self, request: HttpRequest, obj: ClosedDay | None = None) -> tuple[str, ...]:
        """The day is chosen once: another day is another row."""
        return ("day",) if obj else ()

    @admin.display(description=gettext_lazy("office"), ordering="closed")
    def office(self, row: ClosedDay) -> str:
        """Whether people work, in words."""
        return _("closed") if row.closed else _("open after all")
