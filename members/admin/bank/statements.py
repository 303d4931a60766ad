"""Bank statements in the back office: brought in by file, and read with their lines."""

from hashlib import sha256
from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.money import in_euros
from common.office import LookedAt
from members import bank_words, policies, selectors, services
from members.admin.bank.forms import UploadForm
from members.admin.bank.pages import require
from members.models import BankStatement

PER_PAGE: Final = 50


@admin.register(BankStatement)
class BankStatementAdmin(LookedAt):
    """Statements as they were brought in, the newest first; each page names who paid, so every look leaves a line."""

    list_display = ("imported_at", "iban", "ident", "first_day", "last_day", "opens", "closes", "entries", "added")
    list_filter = ("iban",)
    list_per_page = PER_PAGE
    date_hierarchy = "imported_at"
    fields = (
        "iban", "ident", "sequence", "first_day", "last_day", "opens", "closes", "file_name", "entries", "added",
        "imported_at", "brought_in_by",
    )  # fmt: skip
    readonly_fields = fields
    sensitive = True

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and the page that brings files in."""
        return [self.asking("upload/", self.upload, "members_bankstatement_upload"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankStatement]:
        """With who brought it in."""
        rows: QuerySet[BankStatement] = super().get_queryset(request).select_related("imported_by")
        return rows

    @admin.display(description=_("opening balance"), ordering="opening")
    def opens(self, row: BankStatement) -> str:
        """With its currency."""
        return "–" if row.opening is None else in_euros(row.opening)

    @admin.display(description=_("closing balance"), ordering="closing")
    def closes(self, row: BankStatement) -> str:
        """With its currency."""
        return "–" if row.closing is None else in_euros(row.closing)

    @admin.display(description=_("imported by"))
    def brought_in_by(self, row: BankStatement) -> str:
        """A colleague by name, who has no page for finance; or the command line."""
        return str(row.imported_by or _("the command line"))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: BankStatement | None = None,
    ) -> HttpResponse:
        """The statement, its lines by page, and whether it follows the one before it (4 statements)."""
        if obj is not None:
            lines = obj.lines.select_related("member__user").order_by("position", "pk")
            shown = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
            context |= {
                "lines": shown,
                "gaps": [bank_words.gap(gap) for gap in selectors.gaps_before([obj])],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Bring in files, all or none, and tell in words what came of them."""
        by = sessions.person(request)
        require(policies.can_import_statements(by))
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        found: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            files = [(file.name or "", file.read()) for file in form.cleaned_data["statements"]]
            try:
                found = _told(files, by)
            except services.StatementRefused as refused:
                found = {"faults": refused.faults}
        return self.page(
            request,
            "members/money/upload",
            title=_t("Bring in statements"),
            form=form,
            errors=bool(form.errors or found.get("faults")),
            **found,
        )


def _told(files: list[tuple[str, bytes]], by: Any) -> dict[str, Any]:
    """Bring files in; what came of them in sentences. Raises ``StatementRefused``."""
    at = timezone.now()
    hashes = [sha256(data).hexdigest() for _name, data in files]
    before = BankStatement.objects.filter(file_hash__in=hashes).order_by("imported_at").last()
    told = services.together(services.import_statements(files, by=by, at=at))
    made = list(BankStatement.objects.filter(imported_at=at, file_hash__in=hashes))
    return {
        "summary": told,
        "sentences": bank_words.summary(told),
        "left_out": told.refused,
        "gaps": [bank_words.gap(gap) for gap in selectors.gaps_before(made)],
        "before": before,
        "statements": made,
    }
