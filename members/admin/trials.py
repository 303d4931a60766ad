"""Pages of files that are tried before they are brought in, whatever their rows are about: upload, read, confirm.

Judging a file takes longer than a request; a worker does it, and pages show what it found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t

from accounts import sessions
from common import broker
from common.errors import DomainError
from common.jobs import CHUNK
from common.office import LookedAt, status
from common.spreadsheets import csv_file
from members.forms import UploadForm
from members.imports import Column, telling
from members.models.trials import OnTrial

PER_PAGE: Final = 50

Choice = tuple[str, str | Promise, IntEnum | None]
"""What a reader may narrow the lines to: word of the address, label, and the lines' place."""


class ImportAdmin(LookedAt):
    """A list of imports, the newest first, with the pages that try a file and bring it in.

    Of a kind: its files and their columns, the form, the duty that works on them, what lines may be narrowed to, the
    headings of their places, the functions that ask, confirm and tell, and which of the values of lines are days
    (``days``) or a shape with a word (``shapes``).
    """

    list_per_page = PER_PAGE
    ordering = ("-brought_in_at", "-pk")

    files: type[OnTrial]
    columns: Sequence[Column]
    upload_form: type[UploadForm]
    duty: str
    begin: str | Promise
    choices: Sequence[Choice]
    headings: ClassVar[Mapping[Any, str | Promise]]
    fault: IntEnum
    days: Sequence[str]
    shapes: Sequence[str]
    may_import: ClassVar[Any]
    ask: ClassVar[Any]
    confirm: ClassVar[Any]
    outcome: ClassVar[Any]

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and ours: upload, template, a file on trial, and its lines as CSV."""
        return [
            self.asking("bring-in/", self.upload, self._name("try")),
            self.reading("template/", self.template, self._name("template")),
            self.asking("tried/<int:pk>/", self.tried, self._name("tried")),
            self.reading("tried/<int:pk>/csv/", self.download, self._name("tried_csv")),
            *super().get_urls(),
        ]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _folder(self, page: str) -> str:
        return f"{self.opts.app_label}/{self.opts.model_name}/{page}"

    def _address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self._name(page)}", args=args)

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Choose a file to be tried; what was uploaded and waits stands below (1 query)."""
        by, at = self._importer(request), timezone.now()
        form = (
            self.upload_form(request.POST, request.FILES)
            if request.method == "POST"
            else self.upload_form(initial=self.begun(request))
        )
        if form.is_bound and form.is_valid():
            said = dict(form.cleaned_data)
            file = self.ask(said.pop("file"), file_name=form.file_name, **said, by=by, at=at)
            broker.ask_for(self.duty)
            messages.success(request, _t("We try the file; nothing is brought in yet. Look again in a moment."))
            return redirect(self._address("tried", file.pk))
        rows: Any = self.files._default_manager  # noqa: SLF001  of whatever kind
        waiting = rows.filter(run=None).select_related("asked_by").defer("content")[:PER_PAGE]
        return self.page(
            request,
            self._folder("upload"),
            title=self.begin,
            form=form,
            errors=form.errors,
            columns=self.columns,
            example=self._address("template"),
            **self.beside(),
            waiting=[(file, self._address("tried", file.pk), status(*_state(file))) for file in waiting],
        )

    def beside(self) -> dict[str, Any]:
        """What else stands on the page that asks for a file."""
        return {}

    def begun(self, request: HttpRequest) -> dict[str, Any]:
        """What the form says before anything was typed."""
        return {}

    def template(self, request: HttpRequest) -> HttpResponseBase:
        """An empty table with an invented example, for whoever prepares a file (no query)."""
        self._importer(request)
        rows = [[column.example for column in self.columns]]
        return csv_file(self.upload_form.called, [column.name for column in self.columns], rows)

    def tried(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a file would change, and the button that brings it in (3 queries); once in, its import."""
        by, at = self._importer(request), timezone.now()
        file = self._file(request, pk)
        if file.run_id:
            if request.method == "POST":
                messages.info(request, _t("This file is brought in already. This is what it brought."))
            return redirect(f"admin:{self._name('change')}", file.run_id)
        refusal = ""
        if request.method == "POST":
            try:
                self._confirm(request, pk, by=by, at=at)
            except DomainError as refused:
                refusal = str(refused)
            else:
                broker.ask_for(self.duty)
                messages.success(request, _t("We bring the file in, all of it or nothing. Look again in a moment."))
                return redirect(self._address("tried", pk))
        show, _label, place = self._choice(request)
        lines = file.lines.all() if place is None else file.lines.filter(place=place)
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            self._folder("tried"),
            title=file.file_name,
            original=None,
            file=file,
            state=status(*_state(file)),
            refusal=refusal,
            outcome=self.outcome(file.of) if file.tried_at else [],
            sections=self._sections(page),
            lines=f"admin/{self._folder('lines')}.html",
            choices=self.choices,
            show=show,
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number),
            upload=self._address("try"),
            table=self._address("tried_csv", pk),
        )

    def download(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Every line of the trial as CSV, read while it is sent (1 query); not before it is done."""
        self._importer(request)
        file = self._file(request, pk)
        if file.tried_at is None or file.run_id:
            return redirect(self._address("tried", pk))
        if not file.of["faults"]:
            return self.table(request, file)
        rows = (
            [line.line, line.told["column"], line.told["sentence"]] for line in file.lines.iterator(chunk_size=CHUNK)
        )
        return csv_file(f"to-be-mended-{pk}", telling.fault_header(), rows)

    def table(self, request: HttpRequest, file: Any) -> HttpResponseBase:
        """What a file without a fault would change, as CSV."""
        raise NotImplementedError

    def _confirm(self, request: HttpRequest, pk: int, **who: Any) -> None:
        self.confirm(pk, as_read=request.POST.get("as_read", ""), **who)

    def _choice(self, request: HttpRequest) -> Choice:
        return next((one for one in self.choices if one[0] == request.GET.get("show")), self.choices[0])

    def _importer(self, request: HttpRequest) -> Any:
        """Who asks. Raises ``PermissionDenied`` unless they may import."""
        by = sessions.person(request)
        if not self.may_import(by):
            raise PermissionDenied
        return by

    def _file(self, request: HttpRequest, pk: int) -> Any:
        """A file on trial, and a line in the audit log that it was looked at."""
        rows: Any = self.files._default_manager  # noqa: SLF001  of whatever kind
        file = rows.select_related("asked_by", "confirmed_by").defer("content").filter(pk=pk).first()
        if file is None:
            raise Http404
        self._note_reading(request, file)
        return file

    def _sections(self, page: Any) -> list[tuple[Any, bool, IntEnum, list[Any]]]:
        """The lines of a page under their headings: heading, whether faults, place, and lines, days as days."""
        found: dict[IntEnum, list[Any]] = {}
        for row in page:
            told = {**row.told, "line": row.line}
            for name in self.days:
                told[name] = date.fromisoformat(told[name]) if told.get(name) else None
            for name in self.shapes:
                told[name] = status(*told[name]) if told.get(name) else ""
            found.setdefault(type(self.fault)(row.place), []).append(told)
        return [(self.headings[place], place is self.fault, place, rows) for place, rows in found.items()]


def _state(file: Any) -> tuple[str, str]:
    """Shape and word of where a file is."""
    if file.confirmed_at:
        return "waiting", _t("being brought in")
    if not file.tried_at:
        return "waiting", _t("waits to be tried")
    if file.of["faults"]:
        return "attention", _t("to be mended")
    return ("valid", _t("ready to be brought in")) if file.may_be_confirmed else ("ended", _t("nothing new in it"))
