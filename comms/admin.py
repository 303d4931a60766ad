"""Mails in the back office: what went to whom and how it ended, to look at only, without the text."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.office import OfficeAdmin
from comms.enums import State
from comms.models import Message

SHAPES = {State.QUEUED: "waiting", State.SENDING: "waiting", State.SENT: "valid", State.FAILED: "ended"}


class LateFilter(admin.SimpleListFilter):
    """Mails that wait too long; Today's line counts the same rows."""

    title = _("waiting")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice: over an hour."""
        return [("yes", _("For over an hour"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        return queryset.late(timezone.now()) if self.value() == "yes" else queryset


@admin.register(Message)
class MessageAdmin(OfficeAdmin):
    """Mails, newest first."""

    list_display = ("queued_at", "recipient", "subject", "status", "attempts")
    list_display_links = ("subject",)
    list_filter = ("state", LateFilter)
    search_fields = ("recipient", "subject")
    search_help_text = _("An address, or words of the subject.")
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Message | None = None) -> tuple[str, ...]:
        """What can be said about this mail; when it is tried next only while it waits."""
        waits = ("not_before",) if obj and obj.state == State.QUEUED else ()
        return (
            "recipient", "subject", "kind", "written_in", "status", "attempts",
            "queued_at", "claimed_at", *waits, "sent_at", "last_error", "reference",
        )  # fmt: skip

    @admin.display(description=_("state"), ordering="state")
    def status(self, message: Message) -> SafeString:
        """Word and shape of where the mail is."""
        shape = SHAPES[State(message.state)]
        return render_to_string("ui/status.html", {"kind": shape, "word": capfirst(message.get_state_display())})

    @admin.display(description=_("language"))
    def written_in(self, message: Message) -> str:
        """The language by its name; a code whose language we no longer offer stays a code."""
        return str(dict(settings.LANGUAGES).get(message.language, message.language))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes mails by hand here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was mailed stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows end by their term, not by hand."""
        return False
