"""The audit log in the back office: what was done, to look at only. Opening a line leaves a line.

Everybody who may look at the log reads who did what; the values beside a line are for those who may see the record
and what is about it.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from common.acts import ACTS
from common.audit import history
from common.models import AuditLine
from common.office import List, LookedAt
from common.walls import may_read

HIDDEN: Final = _("You may not see the values of this record.")


class ActFilter(admin.SimpleListFilter):
    """Lines by what was done, offered once a part of the portal is chosen."""

    title = _("what was done")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """The acts of the part chosen, or of the act chosen."""
        part = request.GET.get("part") or request.GET.get("act", "").partition(".")[0]
        return [(act, sentence) for act, sentence in sorted(ACTS.items()) if act.startswith(f"{part}.")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """The rows behind the choice."""
        return queryset.filter(act=self.value()) if self.value() else queryset


class PartFilter(admin.SimpleListFilter):
    """Lines by the part of the portal that acted."""

    title = _("part of the portal")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """The apps with acts of their own."""
        return [(app, history.name_of_part(app)) for app in sorted({act.partition(".")[0] for act in ACTS})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """The rows behind the choice."""
        return queryset.filter(act__startswith=f"{self.value()}.") if self.value() else queryset


class Lines(List):
    """A page of lines, with the names of everybody in them (one query more)."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then the names."""
        super().get_results(request)
        people = history.names(self.result_list)
        for line in self.result_list:
            line.people, line.opens = people, _may_see(request, line)


@admin.register(AuditLine)
class AuditLineAdmin(LookedAt):
    """What was done, newest first; found by whoever did it or whom it is about."""

    sensitive = True
    list_display = ("at", "by", "what", "record", "person")
    list_display_links = ("what",)
    list_filter = (PartFilter, ActFilter)
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    search_fields = ("by_id", "person_id")  # what is searched is the list of accounts: see get_search_results
    search_help_text = _("Name or e-mail address of whoever did it, or whom it is about.")
    fields = ("at", "recorded_at", "by", "what", "record", "person", "changes", "reason", "place", "digest")
    readonly_fields = fields

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows names."""
        return Lines

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditLine], search_term: str
    ) -> tuple[QuerySet[AuditLine], bool]:
        """The lines of the people whom the list of accounts finds."""
        if not search_term.strip():
            return queryset, False
        accounts: Any = get_user_model()
        office = self.admin_site.get_model_admin(accounts)
        found, _repeated = office.get_search_results(request, accounts.objects.order_by(), search_term)
        numbers = found.values("pk")
        return queryset.filter(Q(by_id__in=numbers) | Q(person_id__in=numbers)), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditLine | None:
        """The line with the names of those in it, and whether this reader may see its values."""
        line: Any = super().get_object(request, object_id, from_field)
        if line is not None:
            line.people = history.names([line])
            line.opens = _may_see(request, line) and may_read(request.user, line.about_model, line.about_id)
            line.hidden = bool(line.fields or line.digest) and not line.opens
        found: AuditLine | None = line
        return found

    def person_in(self, row: AuditLine) -> int | None:
        """Whoever the line itself is about."""
        return row.person_id

    @admin.display(description=_("by"), ordering="by_id")
    def by(self, line: Any) -> SafeString:
        """Who did it, as they are called now."""
        return format_html("<bdi>{}</bdi>", history.actor(line, line.people))

    @admin.display(description=_("what was done"), ordering="act")
    def what(self, line: AuditLine) -> str:
        """The sentence of the act."""
        return str(line)

    @admin.display(description=_("record"))
    def record(self, line: Any) -> str | SafeString:
        """What it was done to, with a way there for who may open it."""
        model, words = history.model_of(line), history.about(line)
        if model is None or not line.opens or not self.admin_site.is_registered(model):
            return words
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[line.about_id])
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description=_("person"))
    def person(self, line: Any) -> str | SafeString:
        """The account it is about, as it is called now."""
        if line.person_id is None:
            return "–"
        return format_html("<bdi>{}</bdi>", line.people.get(line.person_id) or f"#{line.person_id}")

    @admin.display(description=_("values"))
    def changes(self, line: Any) -> Any:
        """Field by field, from what to what."""
        if line.hidden:
            return HIDDEN
        told = render_to_string("admin/audit_changes.html", {"changes": history.changes_of(line)}).split()
        return mark_safe(" ".join(told)) if told else "–"  # noqa: S308  our template

    @admin.display(description=_("reason"))
    def reason(self, line: Any) -> Any:
        """Why, in words or by its code."""
        return HIDDEN if line.hidden else history.reason_of(line) or "–"

    @admin.display(description=_("place in the chain"))
    def place(self, line: AuditLine) -> str:
        """The position of its seal, once it has one."""
        seal = getattr(line, "seal", None)
        return str(seal.position) if seal else str(_("Not sealed yet"))


def _may_see(request: HttpRequest, line: AuditLine) -> bool:
    """Whether this reader may see records of the kind a line is about; of a kind that is gone, nobody may."""
    app, _dot, name = line.about_model.partition(".")
    return any(request.user.has_perm(f"{app}.{may}_{name}") for may in ("view", "change"))
