"""Earlier claims brought in from outside: uploaded on one page, read and confirmed on another, then kept in a list."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.jobs import CHUNK
from common.spreadsheets import csv_file
from cpe import imports, policies, selectors, services, words
from cpe.enums import ClaimPlace
from cpe.forms import ClaimUploadForm
from cpe.imports import telling
from cpe.models import ClaimFile, ClaimImport
from members.admin.trials import ImportAdmin

CLAIMS = (ClaimPlace.DOUBLE, ClaimPlace.NEW, ClaimPlace.KNOWN)


@admin.register(ClaimImport)
class ClaimImportAdmin(ImportAdmin):
    """Imports of earlier claims, the newest first, with the pages that try a file and bring it in."""

    list_display = ("file_name", "brought_in_at", "brought_in_by", "rows", "claims_new", "claims_known", "people")
    list_select_related = ("brought_in_by",)
    fields = (
        "file_name", "brought_in_at", "brought_in_by", "rows", "claims_new", "claims_known", "people", "digest",
    )  # fmt: skip
    files = ClaimFile
    columns = imports.COLUMNS
    upload_form = ClaimUploadForm
    duty = "cpe.imports"
    begin = _("Bring earlier claims in")
    choices = (
        ("", _("Everything"), None),
        ("twice", _("May count twice"), ClaimPlace.TWICE),
        ("doubles", _("May be doubles"), ClaimPlace.DOUBLE),
        ("titles", _("Titles"), ClaimPlace.TITLE),
        ("new", _("New"), ClaimPlace.NEW),
        ("known", _("Known already"), ClaimPlace.KNOWN),
    )
    headings: ClassVar = {
        ClaimPlace.FAULT: _("To be mended"),
        ClaimPlace.TWICE: _("May count twice: the title came with credits for the year"),
        ClaimPlace.DOUBLE: _("New, and may be doubles"),
        ClaimPlace.TITLE: _("Titles, now and then"),
        ClaimPlace.NEW: _("New"),
        ClaimPlace.KNOWN: _("Known already"),
    }
    fault = ClaimPlace.FAULT
    days = ("first_day", "last_day", "expires_on", "completed_on", "reported_on", "decided_on")
    shapes = ("stands",)
    may_import = staticmethod(policies.can_import)
    ask = staticmethod(services.ask_claim_trial)
    confirm = staticmethod(services.confirm_claim_trial)
    outcome = staticmethod(telling.outcome)

    def beside(self) -> dict[str, Any]:
        """The activities of today by their keys, and what each is counted in (1 query)."""
        activities = selectors.policies().on(timezone.localdate()).activities.values()
        return {"activities": [(each.key, each.name, words.SOME_OF[each.unit](2) % {"n": ""}) for each in activities]}

    def table(self, request: HttpRequest, file: Any) -> HttpResponseBase:
        """Every claim of the file; asked for titles, every title."""
        titles = request.GET.get("show") == "titles"
        lines = file.lines.filter(place__in=(ClaimPlace.TITLE,) if titles else CLAIMS).iterator(chunk_size=CHUNK)
        rows = (telling.table_row(line.line, line.told, titles=titles) for line in lines)
        name = f"titles-{file.pk}" if titles else f"claims-{file.pk}"
        return csv_file(name, telling.header(titles=titles), rows)

    def _confirm(self, request: HttpRequest, pk: int, **who: Any) -> None:
        knowing = request.POST.get("knowing") == "yes"
        services.confirm_claim_trial(pk, as_read=request.POST.get("as_read", ""), knowing=knowing, **who)
