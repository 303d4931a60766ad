"""Registers brought in from outside: uploaded on one page, read and confirmed on another, then kept in a list.

The import library judges and brings in (``members.services.imports.resource``); its own pages do so within the request,
show everything at once, and leave their files where nobody ends them. Here a worker does, and pages show what it found.
"""

from datetime import date
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from common import broker
from common.errors import DomainError
from common.jobs import CHUNK
from common.office import LookedAt, status
from common.spreadsheets import csv_file
from members import imports, policies, services
from members.enums import TriedPlace
from members.forms import UploadForm
from members.imports import telling
from members.models import RegisterImport, TriedFile

PER_PAGE: Final = 50
DUTY: Final = "members.imports"
DAYS: Final = ("first_day", "expires_on", "last_day", "paid_until")

CHOICES: Final = (
    ("", _("Everything"), None),
    ("attention", _("Needs attention"), TriedPlace.ATTENTION),
    ("changed", _("Changed"), TriedPlace.CHANGED),
    ("new", _("New"), TriedPlace.NEW),
    ("unchanged", _("Unchanged"), TriedPlace.UNCHANGED),
)
"""What a reader may narrow the lines to: word of the address, label, and the lines' place."""

HEADINGS: Final = {
    TriedPlace.FAULT: _("To be mended"),
    TriedPlace.ATTENTION: _("Needs attention: a cycle is over, or fees are behind"),
    TriedPlace.CHANGED: _("Changed"),
    TriedPlace.NEW: _("New"),
    TriedPlace.UNCHANGED: _("Unchanged"),
}


@admin.register(RegisterImport)
class RegisterImportAdmin(LookedAt):
    """Imports, the newest first, with the pages that try a file, bring it in, and invite who came with it."""

    list_display = ("file_name", "brought_in_at", "brought_in_by", "rows", "people_new", "titles_new", "titles_changed")
    list_select_related = ("brought_in_by",)
    list_per_page = PER_PAGE
    ordering = ("-brought_in_at", "-pk")
    fields = (
        "file_name", "brought_in_at", "brought_in_by", "rows", "people_new", "people_changed", "people_unchanged",
        "titles_new", "titles_changed", "titles_unchanged", "digest",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and ours: upload, template, a file on trial, its lines as CSV, and the invitation."""
        return [
            self.asking("bring-in/", self.upload, "members_registerimport_try"),
            self.reading("template/", self.template, "members_registerimport_template"),
            self.asking("tried/<int:pk>/", self.tried, "members_registerimport_tried"),
            self.reading("tried/<int:pk>/csv/", self.download, "members_registerimport_tried_csv"),
            self.asking("<int:pk>/invite/", self.invite, "members_registerimport_invite"),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Choose a file to be tried; what was uploaded and waits stands below (1 query)."""
        by, at = self._importer(request), timezone.now()
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_bound and form.is_valid():
            file = services.ask_trial(form.cleaned_data["file"], file_name=form.file_name, by=by, at=at)
            broker.ask_for(DUTY)
            messages.success(request, _t("We try the file; nothing is brought in yet. Look again in a moment."))
            return redirect("admin:members_registerimport_tried", file.pk)
        waiting = TriedFile.objects.filter(run=None).select_related("asked_by").defer("content")[:PER_PAGE]
        return self.page(
            request,
            "members/registerimport/upload",
            title=_t("Bring a register in"),
            form=form,
            errors=form.errors,
            columns=imports.COLUMNS,
            waiting=[(file, status(*_state(file))) for file in waiting],
        )

    def template(self, request: HttpRequest) -> HttpResponseBase:
        """An empty table with an invented example, for whoever prepares a file (no query)."""
        self._importer(request)
        rows = [[column.example for column in imports.COLUMNS]]
        return csv_file("register", [column.name for column in imports.COLUMNS], rows)

    def tried(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a file would change, and the button that brings it in (3 queries); once in, its import."""
        by, at = self._importer(request), timezone.now()
        file = self._file(request, pk)
        if file.run_id:
            return redirect("admin:members_registerimport_change", file.run_id)
        refusal = ""
        if request.method == "POST":
            try:
                services.confirm_trial(pk, as_read=request.POST.get("as_read", ""), by=by, at=at)
            except DomainError as refused:
                refusal = str(refused)
            else:
                broker.ask_for(DUTY)
                messages.success(request, _t("We bring the file in, all of it or nothing. Look again in a moment."))
                return redirect("admin:members_registerimport_tried", pk)
        show, _label, place = next((one for one in CHOICES if one[0] == request.GET.get("show")), CHOICES[0])
        lines = file.lines.all() if place is None else file.lines.filter(place=place)
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "members/registerimport/tried",
            title=file.file_name,
            original=None,
            file=file,
            state=status(*_state(file)),
            refusal=refusal,
            outcome=telling.outcome(file.of) if file.tried_at else [],
            sections=_sections(page),
            choices=CHOICES,
            show=show,
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number),
        )

    def download(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Every line of the trial as CSV, read while it is sent (1 query); not before it is done."""
        self._importer(request)
        file = self._file(request, pk)
        if file.tried_at is None or file.run_id:
            return redirect("admin:members_registerimport_tried", file.pk)
        lines = file.lines.iterator(chunk_size=CHUNK)
        if file.of["faults"]:
            rows = ([line.line, line.told["column"], line.told["sentence"]] for line in lines)
            return csv_file(f"to-be-mended-{pk}", telling.fault_header(), rows)
        return csv_file(f"trial-{pk}", telling.header(), (telling.table_row(line.line, line.told) for line in lines))

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

    def _importer(self, request: HttpRequest) -> Any:
        """Who asks. Raises ``PermissionDenied`` unless they may import."""
        by = sessions.person(request)
        if not policies.can_import(by):
            raise PermissionDenied
        return by

    def _file(self, request: HttpRequest, pk: int) -> TriedFile:
        """A file on trial, and a line in the audit log that it was looked at."""
        file = TriedFile.objects.select_related("asked_by", "confirmed_by").defer("content").filter(pk=pk).first()
        if file is None:
            raise Http404
        self._note_reading(request, file)
        return file


def _state(file: TriedFile) -> tuple[str, str]:
    """Shape and word of where a file is."""
    if file.confirmed_at:
        return "waiting", _t("being brought in")
    if not file.tried_at:
        return "waiting", _t("waits to be tried")
    if file.of["faults"]:
        return "attention", _t("to be mended")
    return ("valid", _t("ready to be brought in")) if file.may_be_confirmed else ("ended", _t("nothing new in it"))


def _sections(page: Any) -> list[tuple[Any, bool, list[Any]]]:
    """The lines of a page under their headings: heading, whether they are faults, and the lines, days as days."""
    found: dict[TriedPlace, list[Any]] = {}
    for row in page:
        told = {**row.told, "line": row.line}
        for name in DAYS:
            told[name] = date.fromisoformat(told[name]) if told.get(name) else None
        for name in ("before", "after"):
            told[name] = status(*told[name]) if told.get(name) else ""
        found.setdefault(TriedPlace(row.place), []).append(told)
    return [(HEADINGS[place], place is TriedPlace.FAULT, rows) for place, rows in found.items()]
