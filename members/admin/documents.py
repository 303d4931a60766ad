"""Documents in the back office: to look at, with every version and how many agreed to it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from common.office import HistoryAdmin
from members.models import Document


@admin.register(Document)
class DocumentAdmin(HistoryAdmin):
    """The documents that hold for members; what a version says is read on its public page."""

    list_display = ("title", "key", "place")
    fields = readonly_fields = ("title", "key", "place")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody yet: the first versions came with the product."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody yet."""
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The document with its versions (1 query more)."""
        versions = kwargs["obj"].versions.annotate(agreed=Count("agreements")).order_by("-effective_on")
        page: HttpResponse = super().render_change_form(request, {**context, "versions": versions}, *args, **kwargs)
        return page
