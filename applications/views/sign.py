"""Signing: by name in the portal, after a fresh proof of who it is; or by hand, on paper."""

import time
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions, unsaved
from accounts.models import User
from applications import documents, services, words
from applications.documents import FormSheet
from applications.enums import ApplicationState
from applications.forms.sign import ScanForm, SignForm
from applications.models import Application
from applications.services import ChangedMeanwhile, Submitted
from applications.shelves import SCAN
from applications.views import own
from common import references
from common.errors import DomainError
from common.files import keeping
from common.files.refusals import FileRefused
from common.files.states import FileState
from common.models import Upload
from members.selectors import agreements as document_selectors

FRESH: Final = 15 * 60
"""Seconds for which a proof of who it is lets somebody sign."""
KEPT: Final = "kept"
"""The field that names a scan that was accepted while something else was not right yet."""
FORM: Final = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree, type the name, submit. Pressed twice, the second one leads where the first one did."""
    application = own(request, reference)
    if application.state != ApplicationState.DRAFT:
        return _received(application)
    sessions.require_proof_since(request, time.time() - FRESH)
    person, at = sessions.person(request), timezone.now()
    sheet = documents.sheet_of(application, at)
    if answer := _not_read(request, application, sheet):
        return answer
    form = SignForm(
        request.POST if request.method == "POST" else None,
        written=sheet.name,
        asked=document_selectors.to_agree(person, timezone.localdate(at)),
        term_met=sheet.term_met,
        initial={"seen": sheet.fingerprint},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        short_term, name = said.get("short_term", False), said["name"]
        try:
            limits.spend(request, limits.Costly.SEALING)
            services.sign(
                application, name=name, seen=said["seen"], agree_to=form.asked, short_term=short_term, by=person, at=at
            )
        except Submitted:
            return _received(application)
        except ChangedMeanwhile as changed:
            return _read_again(request, application, str(changed))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _received(application)
    shown = {"application": application, "form": form, "sheet": sheet, **_told(sheet)}
    return render(request, "applications/sign.html", shown)


@require_http_methods(FORM)
@unsaved.keeps
def by_hand(request: HttpRequest, reference: str) -> HttpResponse:
    """The form to print and sign, and the way back for its scan.

    A scan that comes without a fresh proof is received first, since it would be lost on the way; then the proof is
    asked for, and the page opens again with the scan.
    """
    application = own(request, reference)
    if application.state != ApplicationState.DRAFT:
        return _received(application)
    prepares = request.POST.get("do") == "prepare"
    if request.method != "POST" or prepares:
        sessions.require_proof_since(request, time.time() - FRESH)
    person, at = sessions.person(request), timezone.now()
    sheet = documents.sheet_of(application, at)
    if prepares:
        return _prepared(request, application, sheet)
    if answer := _not_read(request, application, sheet):
        return answer
    kept = _kept(request, person)
    form = ScanForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        has_scan=kept is not None,
        term_met=sheet.term_met,
        initial={"seen": sheet.fingerprint},
    )
    if form.is_bound:
        valid = form.is_valid()
        if scan := request.FILES.get("scan"):
            try:
                limits.spend(request, limits.Costly.UPLOAD)
                kept = keeping.receive(scan, shelf=SCAN, owner=person, at=at)
                form.keep_scan()
            except DomainError as refusal:
                form.add_error("scan", str(refusal))
        if kept is not None and not sessions.proved_since(request, time.time() - FRESH):
            return redirect(f"{request.path}?{urlencode({'seen': sheet.fingerprint, KEPT: kept.reference})}")
        if valid and form.is_valid() and kept is not None:
            short_term = form.cleaned_data.get("short_term", False)
            try:
                services.submit_scan(application, kept, short_term=short_term, by=person, at=at)
            except Submitted:
                return _received(application)
            except FileRefused as refusal:
                kept = None
                form.add_error("scan", str(refusal))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return _received(application)
    shown = {
        "application": application,
        "form": form,
        "kept": kept,
        "printed": _printed(application, sheet),
        "was_printed": application.form_id is not None,
        **_told(sheet),
    }
    return render(request, "applications/sign_by_hand.html", shown)


def _prepared(request: HttpRequest, application: Application, sheet: FormSheet) -> HttpResponse:
    """Make the form to be printed, then back to the page."""
    seen, person = request.POST.get("seen", ""), sessions.person(request)
    try:
        limits.spend(request, limits.Costly.SEALING)
        services.prepare(application, seen=seen, by=person, at=timezone.now())
    except Submitted:
        return _received(application)
    except ChangedMeanwhile as changed:
        return _read_again(request, application, str(changed))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The form is ready. Print it, and sign it on its last page."))
    return redirect(f"{request.path}?seen={seen}")


def _not_read(request: HttpRequest, application: Application, sheet: FormSheet) -> HttpResponse | None:
    """The way to the answers, for who has not read what stands there now or cannot sign it yet."""
    seen = (request.POST if request.method == "POST" else request.GET).get("seen", "")
    if seen == sheet.fingerprint and sheet.complete:
        return None
    if not seen or not sheet.complete:
        return redirect("applications:check", application.reference.lower())
    told = _("Something was changed since you read your answers, here or in another window. Please read them again.")
    return _read_again(request, application, told)


def _read_again(request: HttpRequest, application: Application, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("applications:check", application.reference.lower())


def _received(application: Application) -> HttpResponse:
    return redirect("applications:received", application.reference.lower())


def _told(sheet: FormSheet) -> dict[str, object]:
    return {
        "term": sheet.term,
        "term_met": sheet.term_met,
        "versions": sheet.content.versions,
        "seen": sheet.fingerprint,
        "short_code": documents.short_code(sheet.fingerprint),
        "count": words.people(len(sheet.content.people), sheet.organisations),
    }


def _printed(application: Application, sheet: FormSheet) -> Upload | None:
    """The form that was made to be printed, while it says what stands there now."""
    form = application.form
    fits = form is not None and form.state == FileState.KEPT and application.content_sha256 == sheet.fingerprint
    return form if fits else None


def _kept(request: HttpRequest, person: User) -> Upload | None:
    """The scan that a sent form or an address names, if it is this person's and waits."""
    reference = (request.POST if request.method == "POST" else request.GET).get(KEPT, "")
    waiting = Upload.objects.waiting().filter(owner=person, shelf=SCAN, expires_at__gt=timezone.now())
    return waiting.filter(reference=reference).first() if references.is_whole(reference) else None
