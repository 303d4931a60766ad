"""The transcript: on a page, as sealed PDF and as a table, of the cycles that were chosen."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sessions import person
from common.calendar import local_day
from common.errors import DomainError
from common.spreadsheets import csv_file
from cpe import selectors
from cpe.documents import TranscriptSheet, table, transcript_sheet
from cpe.documents import transcript_pdf as drawn
from cpe.ledger_forms import CyclesForm
from cpe.views.ledger import nothing_asked
from members.models import Member
from members.selectors import member_of


def _sheet(request: HttpRequest, at: datetime) -> tuple[Member | None, CyclesForm | None, TranscriptSheet | None]:
    """The transcript asked for with the form that chose it (9 queries); neither where there are no cycles."""
    user = person(request)
    member = member_of(user)
    if member is None:
        return None, None, None
    member.user = user
    ledger = selectors.ledger_of(member.pk, local_day(at))
    if not any(sheet.cycles for sheet in ledger.sheets):
        return member, None, None
    form = CyclesForm(request.GET or None, sheets=ledger.sheets)
    return member, form, transcript_sheet(member, ledger, form.chosen(), at=at)


@require_safe
def transcript(request: HttpRequest) -> HttpResponse:
    """One cycle of each title, with every activity in it, and the ways to take it along (12 queries in all)."""
    member, form, sheet = _sheet(request, timezone.now())
    if sheet is None or form is None:
        return nothing_asked(request, member)
    query = request.GET.urlencode() if form.is_bound and form.is_valid() else ""
    return _shown(request, form, sheet, query=f"?{query}" if query else "")


@require_safe
def transcript_pdf(request: HttpRequest) -> HttpResponse:
    """The same as sealed PDF, to be kept; where it cannot be made, the page says so."""
    at = timezone.now()
    _member, form, sheet = _sheet(request, at)
    if sheet is None or form is None:
        return redirect("cpe:transcript")
    try:
        made = drawn(sheet)
    except DomainError as error:
        return _shown(request, form, sheet, status=503, query="", sorry=str(error))
    headers = {"Content-Disposition": f'attachment; filename="{_name(sheet)}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _shown(
    request: HttpRequest, form: CyclesForm, sheet: TranscriptSheet, *, status: int = 200, **more: str
) -> HttpResponse:
    runs = any(held.current for held in form.sheets.values())
    shown = {"form": form, "sheet": sheet, "nothing_runs": not runs, **more}
    return render(request, "cpe/transcript.html", shown, status=status)


@require_safe
def transcript_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table for spreadsheets: a row for each activity and title."""
    _member, _form, sheet = _sheet(request, timezone.now())
    if sheet is None:
        return redirect("cpe:transcript")
    return csv_file(_name(sheet), *table(sheet))


def _name(sheet: TranscriptSheet) -> str:
    return f"cpe-transcript-{sheet.number}-{sheet.made_on.isoformat()}"
