"""Registers brought in from outside: uploaded on one page, read and confirmed on another, then kept in a list.

The import library judges and brings in (``members.services.imports.resource``); its own pages do so within the request,
show everything at once, and leave their files where nobody ends them. Ours are those of ``trials``.
"""

from typing import Any, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from common.jobs import CHUNK
from common.spreadsheets import csv_file
from members import imports, policies, services
from members.admin.trials import ImportAdmin
from members.enums import TriedPlace
from members.forms import UploadForm
from members.imports import telling
from members.models import RegisterImport, TriedFile

CHOICES: Final = (
    ("", _("Everything"), None),
    ("attention", _("Needs attention"), TriedPlace.ATTENTION),
    ("changed", _("Changed"), TriedPlace.CHANGED),
    ("new", _("New"), TriedPlace.NEW),
    ("unchanged", _("Unchanged"), TriedPlace.UNCHANGED),
)

HEADINGS: Final = {
    TriedPlace.FAULT: _("To be mended"),
    TriedPlace.ATTENTION: _("Needs attention: a cycle is over, or a contribution is behind"),
    TriedPlace.CHANGED: _("Changed"),
    TriedPlace.NEW: _("New"),
    TriedPlace.UNCHANGED: _("Unchanged"),
}


@admin.register(RegisterImport)
class RegisterImportAdmin(ImportAdmin):
    """Imports, the newest first, with the pages that try a file, bring it in, and invite who came with it."""

    list_display = ("file_name", "brought_in_at", "brought_in_by", "rows", "people_new", "titles_new", "titles_changed")
    list_select_related = ("brought_in_by",)
    fields = (
        "file_name", "brought_in_at", "brought_in_by", "rows", "people_new", "people_changed", "people_unchanged",
        "titles_new", "titles_changed", "titles_unchanged", "digest",
    )  # fmt: skip
    files = TriedFile
    columns = imports.COLUMNS
    upload_form = UploadForm
    duty = "members.imports"
    begin = _("Bring a register in")
    choices = CHOICES
    headings = HEADINGS
    fault = TriedPlace.FAULT
    days = ("first_day", "expires_on", "last_day", "paid_until")
    shapes = ("before", "after")
    may_import = staticmethod(policies.can_import)
    ask = staticmethod(services.ask_trial)
    confirm = staticmethod(services.confirm_trial)
    outcome = staticmethod(telling.outcome)

    def get_urls(self) -> list[URLPattern]:
        """The pages of files, and the invitation."""
        return [self.asking("<int:pk>/invite/", self.invite, "members_registerimport_invite"), *super().get_urls()]

    def table(self, request: HttpRequest, file: Any) -> HttpResponseBase:
        """Every title of the file."""
        lines = file.lines.iterator(chunk_size=CHUNK)
        rows = (telling.table_row(line.line, line.told) for line in lines)
        return csv_file(f"trial-{file.pk}", telling.header(), rows)

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who would be mailed, and mail them once (5 queries)."""
        by, at = self._importer(request), timezone.now()
        run = get_object_or_404(RegisterImport, pk=pk)
        if request.method == "POST":
            new = services.invite_brought_in(run, by=by, at=at)
            told = (
                ngettext("We mail %(n)d person.", "We mail %(n)d people.", new)
                if new
                else _t("Nobody is mailed: who never signed in was mailed before.")
            )
            messages.success(request, told % {"n": new} if new else told)
            return redirect("admin:members_registerimport_change", pk)
        return self.page(
            request,
            "members/registerimport/invite",
            title=_t("Invite those who never signed in"),
            original=run,
            last=_t("Invite"),
            invitations=services.invitations(run),
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The import; with the invitation for who may send it (4 queries more)."""
        run = kwargs.get("obj")
        if run is not None and policies.can_import(sessions.person(request)):
            context["invitations"] = services.invitations(run)
        return super().render_change_form(request, context, *args, **kwargs)
