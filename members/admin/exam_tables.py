"""Titles awarded by a table of exam results: sent on one page, looked at and carried out on another."""

import json
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from common.errors import DomainError
from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload
from common.office import LookedAt
from members import policies, services
from members.exam_forms import TableForm
from members.services.exam_rows import COLUMNS, Effect, Plan, plan
from members.shelves import TABLE

SHOWN: Final = 200
"""Lines of each sort on the page; the others are counted."""

WORDS: Final = {
    Effect.CLAIM: _("awards the waiting claim"),
    Effect.AWARD: _("awards the title; there is no claim"),
    Effect.OPEN: _("opens an account and awards the title"),
    Effect.NOTHING: _("already awarded"),
}


class TablePages(LookedAt):
    """The two pages, for the back office's class of claims."""

    def table_urls(self) -> list[URLPattern]:
        """Their addresses."""
        return [
            self.asking("table/", self.send_table, "members_examclaim_table"),
            self.asking("table/<slug:reference>/", self.look_at_table, "members_examclaim_table_plan"),
        ]

    def send_table(self, request: HttpRequest) -> HttpResponse:
        """Send a table; nothing happens by that alone."""
        by = sessions.person(request)
        if not policies.can_decide_exam_claims(by):
            raise PermissionDenied
        form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_bound and form.is_valid():
            try:
                upload = keeping.receive(form.cleaned_data["table"], shelf=TABLE, owner=by, at=timezone.now())
            except FileRefused as refusal:
                form.add_error("table", str(refusal))
            else:
                return redirect("admin:members_examclaim_table_plan", upload.reference)
        return self._shown(request, "table", _t("Award titles by a table"), form=form, columns=COLUMNS)

    def look_at_table(self, request: HttpRequest, reference: str) -> HttpResponse:
        """What the table does, line by line; carried out as a whole when somebody says so."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_decide_exam_claims(by):
            raise PermissionDenied
        content = _content(reference, by.pk)
        if request.method == "POST":
            try:
                done = services.award_by_table(content, names=_seen(request.POST.get("names", "")), by=by, at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                count = len(done.awards)
                told = ngettext("%(count)d title is awarded.", "%(count)d titles are awarded.", count)
                messages.success(request, told % {"count": count} if count else _t("Everything was awarded before."))
            return redirect("admin:members_examclaim_table_plan", reference)
        found = plan(content, by=by, on=timezone.localdate(at))
        names = json.dumps(found.names, ensure_ascii=False, separators=(",", ":"))
        return self._shown(request, "table_plan", _t("What the table does"), plan=found, names=names, **_told(found))

    def _shown(self, request: HttpRequest, page: str, title: str, **context: Any) -> HttpResponse:
        errors = context["form"].errors if "form" in context else None
        return self.page(request, f"members/examclaim/{page}", title=title, last=title, errors=errors, **context)


def _content(reference: str, owner: int) -> bytes:
    """The table that this colleague sent. Raises ``Http404``, also once it is gone."""
    kept = Upload.objects.waiting().filter(owner=owner, shelf=TABLE, reference=reference.upper()).first()
    if kept is None:
        raise Http404
    with default_storage.open(kept.stored_as) as file:
        return bytes(file.read())


def _seen(names: str) -> dict[int, str]:
    """The names that the page showed, as it sent them; none where it sent something else."""
    try:
        return {int(line): str(name) for line, name in json.loads(names).items()}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _told(found: Plan) -> dict[str, Any]:
    """A plan in figures, and its lines: faults first, each sort up to a number that can be read."""
    counts = [(word, found.count(effect)) for effect, word in WORDS.items()]
    done = [row for row in found.rows if not row.fault]
    return {
        "counts": [(word, count) for word, count in counts if count],
        "faults": found.faults[:SHOWN],
        "more_faults": max(len(found.faults) - SHOWN, 0),
        "lines": [(row, WORDS[row.effect]) for row in done[:SHOWN]],
        "more_lines": max(len(done) - SHOWN, 0),
    }
