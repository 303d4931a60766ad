"""What every list and form of the back office does alike."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final, Never

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, unquote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from common import audit, searching
from common.audit import history
from common.models import AuditLine
from common.models.audit import AuditLineQuerySet

WORDS: Final = 8
LENGTH: Final = 200
HOW: Final = ("", "__exact", "__id__exact", "__in", "__isnull", "__year", "__month", "__day", "__gte", "__lt")
"""What the lists' own filters and years add to the name of a column."""
LINES_PER_PAGE: Final = 50
FORM: Final = ("GET", "HEAD", "POST")
AT_MOST: Final = 10_000
"""Rows of a long list that are counted and paged through; what lies beyond is found by a filter or a search."""
Dress = Callable[[QuerySet[Any]], QuerySet[Any]]


class Capped(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages through some sets of rows, one after the other, and counts no further than ``AT_MOST``.

    The keys of a page are found before its rows, so that a deep page costs no more than the first. ``dress`` adds to
    the rows of a page what the list shows of them. One query counts all sets, and one reads of each that is shown.
    """

    def __init__(
        self, parts: Sequence[QuerySet[Any]], per_page: int, *args: Any, dress: Dress = lambda rows: rows, **more: Any
    ) -> None:
        super().__init__(parts, per_page, *args, **more)
        self.parts, self.dress = parts, dress

    @cached_property
    def counts(self) -> list[int]:
        """How many rows of each set are paged through."""
        counts: list[int] = []
        for count in self._counted:
            counts.append(min(count, AT_MOST - sum(counts)))
        return counts

    @cached_property
    def _counted(self) -> list[int]:
        return _counted([part.order_by().values("pk")[: AT_MOST + 1] for part in self.parts])

    @cached_property
    def count(self) -> int:
        """How many rows are paged through."""
        return sum(self.counts)

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return sum(self._counted) > AT_MOST

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]  # generic in the stubs only
        """The rows of a page, as a list."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(self.rows(first, min(first + self.per_page, self.count)), number, self)

    def rows(self, first: int, end: int) -> list[Any]:
        """Rows from one place, the first being 0, to before another."""
        shown: list[Any] = []
        for part, count in zip(self.parts, self.counts, strict=True):
            if first < count and end > 0:
                keys = part.values("pk")[max(first, 0) : min(end, count)]
                shown += self.dress(part.filter(pk__in=keys))
            first, end = first - count, end - count
        return shown


class List(ChangeList):
    """The rows of a list. Where a row's links lead, and back to which page of the list, is found once."""

    latest: tuple[Any, str] = (None, "")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.way_back, self.preserved_filters = self.preserved_filters, ""

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """What filters; a value with a character that PostgreSQL stores nowhere filters nothing."""
        asked = super().get_filters_params(params)
        return {name: values for name, values in asked.items() if "\0" not in "".join(values)}

    def url_for_result(self, result: Any) -> str:
        """The page of a row, asked for by each of its links in turn."""
        if self.latest[0] is not result:
            self.latest = result, self.leading_back(super().url_for_result(result))
        return self.latest[1]

    def leading_back(self, address: str) -> str:
        """An address with what its page needs to lead back."""
        return f"{address}?{self.way_back}" if self.way_back else address


class CappedList(List):
    """Django asks its paginator only where there are several pages; one that dresses rows is asked here always.

    What a list is sorted by when it is opened stands at its heading, also where that follows from what is asked for.
    """

    by_default: Sequence[Any] = ()

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """What the rows are sorted by."""
        self.by_default = self.model_admin.get_ordering(request)
        return super().get_ordering(request, queryset)

    def _get_default_ordering(self) -> Sequence[Any]:
        return self.by_default or super()._get_default_ordering()  # type: ignore[misc]  # unknown to the stubs

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, or all of them where they fit on one."""
        super().get_results(request)
        if not isinstance(self.result_list, list):
            self.result_list = self.paginator.rows(0, self.result_count)


def _counted(parts: Sequence[QuerySet[Any, Any]]) -> list[int]:
    """How many rows each of some queries finds (1 query for all of them)."""
    asked: list[str] = []
    values: list[Any] = []
    for number, part in enumerate(parts):
        try:
            sql, params = part.query.sql_with_params()
        except EmptyResultSet:
            asked.append("0")
        else:
            asked.append(f"(SELECT COUNT(*) FROM ({sql}) AS part{number})")  # noqa: S608  values go as parameters
            values += params
    with connections[parts[0].db].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", values)
        return list(cursor.fetchone())


class LabelsWithoutColon:
    """A form whose labels stand alone, as everywhere in the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class OfficeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """A list that counts no further than it shows, and searches for as many words as a person would type.

    Every word asks the database once more in every column; a pasted page of text must not bring it down.
    A row that is not there answers 404. What was done to a row is told by the audit log: acts leave its lines, the
    back office writes none but one, when somebody opens a row of a ``sensitive`` kind, or a history with values.
    """

    show_full_result_count = False
    sensitive = False
    linked_by: tuple[str, ...] = ()
    """Look-ups by which other pages link to this list, such as ``person__id__exact``."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first eight words, on lists and where a row is chosen by typing."""
        columns = self.get_search_fields(request)
        words = smart_split(" ".join(list(smart_split(search_term.replace("\0", "")))[:WORDS])[:LENGTH])
        on_sqlite = connections[queryset.db].vendor == "sqlite"
        for word in map(_bare, words) if columns else ():
            spellings = _spellings(word) if on_sqlite else [word]
            queryset = queryset.filter(pk__in=searching.found(self.model, columns, spellings))
        return queryset, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """What makes the list."""
        return List

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **more: Any
    ) -> Any:
        """Pages that count no further than they show."""
        return Capped([queryset], per_page, *args, **more)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **more: Any) -> Any:
        """Do it with the rows that were ticked; where all of a list are meant, with those that are listed."""
        if request.POST.get("select_across") == "1":
            queryset = queryset.filter(pk__in=queryset.values("pk")[:AT_MOST])
        return super().response_action(request, queryset, *args, **more)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether an address may filter this list so: by what the list offers, by its years, or as pages link to it.

        Django would take any column of the row, and so let secrets be guessed letter by letter.
        """
        offered = (*self.get_list_filter(request), self.date_hierarchy)
        columns = {f"{name}{how}" for name in offered if isinstance(name, str) for how in HOW}
        choices = {getattr(choice, "parameter_name", "") for choice in offered}
        return lookup in columns | choices | set(self.linked_by)

    def reading(self, address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        """Where a page of ours is, which is only read."""
        return path(address, self.admin_site.admin_view(require_safe(view)), name=name)

    def asking(self, address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        """Where a page of ours is, which asks and then acts."""
        return path(address, self.admin_site.admin_view(require_http_methods(FORM)(view)), name=name)

    def page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        """A page of ours in the frame of the back office, from ``admin/<template>.html``."""
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/{template}.html", shown)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; where years are offered, with what they are the years of."""
        day = self.date_hierarchy and self.opts.get_field(self.date_hierarchy)
        return super().changelist_view(request, {"years_of": getattr(day, "verbose_name", ""), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a row; where the kind is sensitive, that it was looked at is written before it is shown."""
        page = super().change_view(request, object_id, form_url, extra_context)
        if self.sensitive and isinstance(page, TemplateResponse):
            self._note_reading(request, (page.context_data or {})["original"])
        return page

    def person_in(self, row: Any) -> int | None:
        """The number of the account that a row is about, where it is known and is not the row itself."""
        return None

    def _note_reading(self, request: HttpRequest, row: Model) -> None:
        by = request.user
        if isinstance(by, AbstractBaseUser) and request.method != "HEAD":
            audit.record_reading(row, by=by, at=timezone.now(), person=self.person_in(row))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to a row, in words, newest first: three queries beside the row and who may see it.

        Values tell what the row held before, so a page of them counts as looking at a sensitive row.
        """
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        lines = self.lines_about(row).select_related("detail")
        paginator = self.get_paginator(request, lines, LINES_PER_PAGE)
        page = paginator.get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % row,
            "object": row,
            "opts": self.opts,
            "told": self.told(row, list(page.object_list)),
            "page_obj": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "pagination_required": page.has_other_pages(),
            **(extra_context or {}),
        }
        if self.sensitive or any(hasattr(line, "detail") for line in page.object_list):
            self._note_reading(request, row)
        return TemplateResponse(request, self.object_history_template or "admin/object_history.html", context)

    def lines_about(self, row: Any) -> AuditLineQuerySet:
        """The lines that the history of a row tells, newest first."""
        return AuditLine.objects.about(row)

    def told(self, row: Any, lines: list[AuditLine]) -> list[history.Told]:
        """Those lines in words."""
        return history.tell(lines)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """Nothing: the act has left its audit line."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """Nothing: the act has left its audit line."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:  # type: ignore[override]
        """Nothing: the act has left its audit line."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, its labels without a colon."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (LabelsWithoutColon, form), {})

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Never:
        """Django would go to the first page and answer 200."""
        raise Http404


class LookedAt(OfficeAdmin):
    """Rows that come and go by acts; nobody writes, changes or deletes one by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: acts write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: what happened, happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a row that ends, ends by its term."""
        return False


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
        page: HttpResponse = SimpleHistoryAdmin.history_view(self, request, object_id, extra_context)
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


class NamedRows(BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows written in a table: each box is called by its row and its column, as the heading above is no label."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """The fields of one row, with their names for who hears them."""
        super().add_fields(form, index)
        row = str(form.instance) if form.instance.pk else _("New")
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{row}: {field.label}"


def status(kind: str, word: str | Promise) -> SafeString:
    """A word with the shape of its kind: valid, waiting, attention or ended."""
    return mark_safe(render_to_string("ui/status.html", {"kind": kind, "word": word}).strip())  # noqa: S308  our template


def _bare(word: str) -> str:
    """A word, or several that belong together, without the quotes around them."""
    return unescape_string_literal(word) if word[0] in "\"'" and word[0] == word[-1] else word


def _spellings(word: str) -> list[str]:
    """A word as typed and in other cases: SQLite knows that only of the letters A to Z."""
    return [word] if word.isascii() else list(dict.fromkeys([word, word.lower(), word.upper(), word.title()]))
