"""The calendar of closed days in the back office."""

from django.contrib import admin
from django.http import HttpRequest

from common.models import ClosedDay
from common.office import HistoryAdmin


@admin.register(ClosedDay)
class ClosedDayAdmin(HistoryAdmin):
    """Days on which the office is closed, year by year; what a day is called and whether it counts may change."""

    list_display = ("day", "name", "closed")
    list_filter = ("closed",)
    list_per_page = 50
    search_fields = ("name",)
    date_hierarchy = "day"
    fields = ("day", "name", "closed")

    def get_readonly_fields(self, request: HttpRequest, obj: ClosedDay | None = None) -> tuple[str, ...]:
        """The day is chosen once: another day is another row."""
        return ("day",) if obj else ()
