"""The parts of a draft in any order, each saved as it goes; checked, sent once, or thrown away."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.limits import Costly
from common.calendar import local_day
from common.errors import DomainError
from common.quiet import forged, quietly
from conduct import report_words as words
from conduct.emails.kinds import about_report
from conduct.enums import ReportState, Shut
from conduct.forms.report import AgainForm, ConsentForm, FilesForm, PartForm, WhatForm, WhomForm, YouForm
from conduct.models import Report
from conduct.selectors.reports import files_of
from conduct.selectors.terms import terms_on
from conduct.selectors.traces import mails_to_reporter
from conduct.services import reporting
from conduct.views.report import (
    bound,
    draft_of,
    leave_draft,
    of_draft,
    of_unconfirmed,
    pressed,
    remember_draft,
    show,
    sorry,
)

FORMS: Final[dict[str, type[PartForm]]] = {"whom": WhomForm, "what": WhatForm, "you": YouForm}
CONFLICT: Final = 409


@of_draft
def tasks(request: HttpRequest, draft: Report) -> HttpResponse:
    """The parts, what each still lacks, and the way to check and send them."""
    files = files_of(draft)
    parts = words.parts(draft, reporting.lacking(draft), files)
    lacks = any(part.lacks for part in parts)
    shown = {"parts": parts, "complete": sum(part.complete for part in parts), "lacks": lacks}
    return show(request, "tasks", draft, {**shown, "saved": "saved" in request.GET})


@of_draft
def whom(request: HttpRequest, draft: Report) -> HttpResponse:
    """Whom it is about."""
    return _part(request, draft, "whom")


@of_draft
def what(request: HttpRequest, draft: Report) -> HttpResponse:
    """What happened, when, and how the reporter knows."""
    return _part(request, draft, "what")


@of_draft
def you(request: HttpRequest, draft: Report) -> HttpResponse:
    """Who reports."""
    return _part(request, draft, "you")


@of_draft
def files(request: HttpRequest, draft: Report) -> HttpResponse:
    """What was sent, and a box for more; each file that is right is kept, whatever is wrong with another."""
    form = FilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        for file in form.cleaned_data["papers"]:
            try:
                limits.spend(request, Costly.REPORT_FILE)
                reporting.attach(draft, file, at=timezone.now())
            except DomainError as refusal:
                there = draft_of(request)
                if there is None or there.state != ReportState.DRAFT:
                    raise
                form.add_error("papers", f"{file.name}: {refusal}")
        if not form.errors:
            return redirect("conduct:report-files")
    now = draft_of(request) or draft
    return show(request, "files", now, {"form": form, "files": files_of(draft), "most": reporting.MOST_FILES})


@of_draft
def file_remove(request: HttpRequest, draft: Report, reference: str) -> HttpResponse:
    """Remove a file, after asking."""
    if request.method == "POST":
        reporting.detach(draft, reference.upper(), at=timezone.now())
        return redirect("conduct:report-files")
    upload = next((one.file for one in files_of(draft) if one.file.reference == reference.upper()), None)
    if upload is None:
        raise Http404
    return show(request, "file_remove", draft, {"upload": upload})


@of_draft
def check(request: HttpRequest, draft: Report) -> HttpResponse:
    """Everything once more, what is missing first; sent once, and only as it was shown here."""
    seen = draft.changed_at.isoformat()
    form = ConsentForm(request.POST if request.method == "POST" else None, initial={"seen": seen})
    lacks = reporting.lacking(draft)
    other = request.method == "POST" and request.POST.get("seen", seen) != seen
    if other:
        form = ConsentForm(initial={"seen": seen})
    elif request.method == "POST" and form.is_valid() and not lacks:
        sent_one = reporting.send(draft, at=timezone.now())
        return remember_draft(redirect("conduct:report-sent"), sent_one)
    shown = {
        "form": form,
        "lacking": [(words.LACKS[name], _address_of(name)) for name in lacks],
        "held": words.held(draft, files_of(draft)),
        "other": other,
        "confirm_days": terms_on(local_day(timezone.now())).confirm_days,
    }
    return show(request, "check", draft, shown, status=CONFLICT if other else 200)


@quietly
def sent(request: HttpRequest) -> HttpResponse:
    """That it was sent, where the link went, how that mail fared and until when it is to be confirmed.

    The link can be mailed once more, also to another address, and the page closed in this browser.
    """
    report = draft_of(request)
    if report is None:
        return sorry(request, Shut.SENT_CLOSED)
    if report.state == ReportState.DRAFT:
        return redirect("conduct:report-tasks")
    if request.method == "POST" and not pressed(request, bound(report)):
        return forged(request)
    if request.method == "POST" and "close" in request.POST:
        return leave_draft(redirect("conduct:report"))
    if report.state != ReportState.SENT:
        return sorry(request, Shut.CONFIRMED, report)
    form = AgainForm(request.POST if request.method == "POST" else None, initial={"email": report.email})
    if request.method == "POST" and form.is_valid():
        try:
            limits.spend(request, Costly.REPORT)
            reporting.send_again(report, form.cleaned_data["email"], at=timezone.now())
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect(f"{reverse('conduct:report-sent')}?again")
    mails = mails_to_reporter(report, about_report(report))
    shown = {"form": form, "again": "again" in request.GET, "mailed": words.mailed(mails[-1] if mails else None)}
    return remember_draft(show(request, "sent", report, shown), report)


@of_unconfirmed
def throw_away(request: HttpRequest, draft: Report) -> HttpResponse:
    """Remove a draft, or a report that was sent and is not confirmed yet, at once, after asking."""
    was_sent = draft.state == ReportState.SENT
    if request.method == "POST":
        if was_sent:
            reporting.take_back(draft, at=timezone.now())
        else:
            reporting.throw_away(draft, at=timezone.now())
        return leave_draft(show(request, "gone", None, {"draft": not was_sent}))
    return show(request, "throw_away", draft, {"was_sent": was_sent})


def _part(request: HttpRequest, draft: Report, part: str) -> HttpResponse:
    """Save what is right of what was sent, and show what is not, with what was typed."""
    now = {name: getattr(draft, name) for name in reporting.PARTS[part]}
    sent_in = request.POST if request.method == "POST" else None
    form = FORMS[part](sent_in, now=now, today=timezone.localdate())
    if request.method == "POST":
        right = form.is_valid()
        draft = reporting.save(draft, part, form.said(), at=timezone.now())
        if right:
            after = words.AFTER[part]
            return redirect(f"{reverse('conduct:report-tasks')}?saved" if "later" in request.POST else reverse(after))
    return show(request, "part", draft, {"form": form, "part": words.PARTS[part], "name": part})


def _address_of(field: str) -> str:
    part = next(part for part, fields in reporting.PARTS.items() if field in fields)
    return f"{reverse(f'conduct:report-{part}')}#id_{field}"
