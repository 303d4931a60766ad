"""What every list and form of the back office does alike."""

from functools import reduce
from operator import or_
from typing import Any, Final, Never

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, unquote
from django.db import connections
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.text import smart_split
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

WORDS: Final = 8
LENGTH: Final = 200


class LabelsWithoutColon:
    """A form whose labels stand alone, as everywhere in the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class OfficeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A list that counts only what it shows, and searches for as many words as a person would type.

    Every word asks the database once more in every column; a pasted page of text must not bring it down.
    A row that is not there answers 404.
    """

    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first eight words, on lists and where a row is chosen by typing."""
        words = list(smart_split(" ".join(list(smart_split(search_term))[:WORDS])[:LENGTH]))
        if connections[queryset.db].vendor != "sqlite":
            return super().get_search_results(request, queryset, " ".join(words))
        search, repeated = super().get_search_results, False
        for word in words:
            found, several = zip(*(search(request, queryset, spelling) for spelling in _spellings(word)), strict=True)
            queryset, repeated = reduce(or_, found), repeated or any(several)
        return queryset, repeated

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; where years are offered, with what they are the years of."""
        day = self.date_hierarchy and self.opts.get_field(self.date_hierarchy)
        return super().changelist_view(request, {"years_of": getattr(day, "verbose_name", ""), **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, its labels without a colon."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (LabelsWithoutColon, form), {})

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Never:
        """Django would go to the first page and answer 200."""
        raise Http404


class ChangeInWords(HistoricalRecordContextHelper):
    """One change of a row, in the words of its form."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """A tick as yes or no, a choice by its label, a date written out; nothing as an empty text."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        field: Any = self.model._meta.get_field(change.field)
        return display_for_field(value, field, "")


class HistoryAdmin(OfficeAdmin, SimpleHistoryAdmin):
    """Rows that decide something, without personal data: every change readable, none deleted."""

    object_history_template = "admin/kept_history.html"

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, without simple-history's page that brings back an old version.

        That page would let everybody who may read the history write it back.
        """
        return super(SimpleHistoryAdmin, self).get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The changes of one row, which must be there."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        page: HttpResponse = super().history_view(request, object_id, extra_context)  # type: ignore[no-untyped-call]
        return page

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ChangeInWords:
        """What tells a change."""
        return ChangeInWords(self.model, historical_record)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is brought back by a button, whatever else the person may do."""
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what was decided by these rows leans on them."""
        return False


def _spellings(word: str) -> list[str]:
    """A word as typed and in other cases: SQLite knows that only of the letters A to Z."""
    return [word] if word.isascii() else list(dict.fromkeys([word, word.lower(), word.upper(), word.title()]))
