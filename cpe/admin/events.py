"""Own events in the back office: planned, changed and called off; who signed up."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.office import LookedAt, status
from cpe.enums import EventState
from cpe.models import Event

SHAPES = {EventState.PLANNED: "waiting", EventState.HELD: "valid", EventState.CALLED_OFF: "ended"}


@admin.register(Event)
class EventAdmin(LookedAt):
    """Webinars and courses of our own, the latest first."""

    list_display = ("title", "begins_at", "stands")
    list_filter = ("state",)
    list_per_page = 50
    search_fields = ("title",)
    search_help_text = _("Title")
    fields = readonly_fields = ("title", "activity", "begins_at", "ends_at", "breaks", "place", "seats", "stands")

    @admin.display(description=_("state"), ordering="state")
    def stands(self, row: Event) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[EventState(row.state)], capfirst(row.get_state_display()))
