"""Certificates and their badges in the back office: to look at, and to see what waits or cannot be drawn."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common import references
from common.calendar import local_day
from common.office import Capped, List, LookedAt, status
from members import selectors, words
from members.models import Certificate
from members.selectors import certificate_office as reads

GROUP: Final = 4
"""Characters of a number that are enough to search for those that begin so."""

STATES: Final = {
    "current": _("Current"),
    "replaced": _("Replaced by a newer one"),
    "late": _("Not drawn for an hour"),
    "unreadable": _("Cannot be drawn: characters no font has"),
}


def _rows(state: str | None, rows: QuerySet[Certificate], at: datetime) -> QuerySet[Certificate]:
    """The certificates in a state."""
    match state:
        case "current":
            return rows.filter(replaced_at__isnull=True)
        case "replaced":
            return rows.filter(replaced_at__isnull=False)
        case "late":
            return rows.filter(pk__in=reads.undrawn(at).values("pk"))
        case "unreadable":
            return rows.filter(pk__in=reads.unreadable(local_day(at)).values("pk"))
    return rows


class StateFilter(admin.SimpleListFilter):
    """Certificates that are current or replaced, and those whose document waits (lines of Today)."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """The rows behind the choice."""
        return _rows(self.value(), queryset, timezone.now())


class Certificates(List):
    """A page of certificates, each with how its title stands today (two queries more)."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then how its titles stand."""
        super().get_results(request)
        rows = self.result_list if isinstance(self.result_list, list) else self.paginator.rows(0, self.result_count)
        found = selectors.standings([row.credential_id for row in rows], timezone.localdate())
        for row in rows:
            row.today = found[row.credential_id]
        self.result_list = rows


@admin.register(Certificate)
class CertificateAdmin(LookedAt):
    """What members show: the newest first, found by any number that was ever given."""

    list_display = ("whole_number", "holder", "code", "issued_on", "because", "document", "stands")
    list_display_links = ("whole_number", "holder")
    list_filter = (StateFilter, "why")
    list_select_related = ("credential__member__user", "credential__title")
    list_per_page = 50
    search_fields = ("credential__member__number__startswith", "credential__title__code__iexact", "name")
    search_help_text = _("Number of the certificate or its beginning, number of the member, code of the title, or name")
    linked_by = ("credential__id__exact", "credential__member__id__exact")
    fields = (
        "number",
        "holder",
        "title_in_full",
        "because",
        "issued_at",
        "replaced_at",
        "document",
        "drawn_at",
    )
    sensitive = True

    def person_in(self, row: Certificate) -> int:
        """Whose certificate it is."""
        return row.credential.member.user_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        """With whom and what they are about."""
        related = ("credential__member__user", "credential__title", "cycle", "badge")
        return super().get_queryset(request).select_related(*related)

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **more: Any
    ) -> Any:
        """The keys of a page are found before its rows, so that a deep page costs no more than the first."""
        if queryset.model is not Certificate:
            return super().get_paginator(request, queryset, per_page, *args, **more)
        return Capped([queryset], per_page, *args, **more)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows standings."""
        return Certificates

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Certificate], search_term: str
    ) -> tuple[QuerySet[Certificate], bool]:
        """A whole number finds its certificate, however it was typed, and so does its beginning, of a group or more;
        anything else is searched word by word."""
        if references.is_whole(search_term, references.BITS):
            return queryset.filter(number=references.tidy(search_term)), False
        found, repeated = super().get_search_results(request, queryset, search_term)
        begins = references.beginning(search_term)
        if len(begins) >= GROUP:
            found |= queryset.filter(number__startswith=begins)
        return found, repeated

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Certificate | None = None,
    ) -> HttpResponse:
        """The certificate, how its title stands today, its badge, and the others of the title (3 statements)."""
        if obj is not None:
            found = selectors.standing_of(obj.credential, timezone.localdate())
            others: list[Any] = list(Certificate.objects.filter(credential=obj.credential_id).exclude(pk=obj.pk))
            shown: Any = obj
            for row in (shown, *others):
                row.today = found
            context |= {
                "stands": status(words.shape(found), words.value(found)),
                "since": found.since if found else None,
                "badge": getattr(obj, "badge", None),
                "others": [(row, self.because(row), self.document(row)) for row in others],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("number"), ordering="number")
    def whole_number(self, row: Certificate) -> SafeString:
        """The number, on one line."""
        return format_html('<span class="nowrap">{}</span>', row.number)

    @admin.display(description=_("holder"), ordering="credential__member__number")
    def holder(self, row: Certificate) -> SafeString:
        """The member's number, and the name on the certificate, whatever the account has now."""
        return format_html("{} <bdi>{}</bdi>", row.credential.member.number, row.name)

    @admin.display(description=_("title"), ordering="credential__title__code")
    def code(self, row: Certificate) -> str:
        """The title by its code."""
        return row.credential.title.code

    @admin.display(description=_("title"))
    def title_in_full(self, row: Certificate) -> str:
        """The title, and the days the certificate shows."""
        return _t("%(title)s, %(days)s") % {"title": row.credential.title, "days": _days(row)}

    @admin.display(description=_("issued because"), ordering="why")
    def because(self, row: Certificate) -> str:
        """Why it was issued."""
        return str(capfirst(row.get_why_display()))

    @admin.display(description=_("document"))
    def document(self, row: Any) -> SafeString:
        """Whether it is drawn, waits, cannot be drawn or never will be, or was replaced."""
        return status(*_document(row))

    @admin.display(description=_("title today"))
    def stands(self, row: Any) -> SafeString:
        """How the title stands today, in word and shape."""
        return status(words.shape(row.today), words.value(row.today))


def _document(row: Any) -> tuple[str, Any]:
    if row.replaced_at is not None:
        return "ended", _("replaced")
    if row.drawn_at is None and not row.name:
        return "ended", _("not drawn, its holder was forgotten")
    if row.drawn_at is None and row.today and row.today.value.over:
        return "ended", _("not drawn, the title is over")
    if row.unreadable:
        return "attention", _("cannot be drawn: %(characters)s") % {"characters": row.unreadable}
    return ("valid", _("drawn")) if row.drawn_at else ("waiting", _("waits to be drawn"))


def _days(row: Certificate) -> str:
    first, until = date_format(row.valid_from, "j F Y"), row.valid_until
    return f"{first} – {date_format(until, 'j F Y')}" if until else first
