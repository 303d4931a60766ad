"""The page on which everybody reads how a report goes, and begins one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Costly, TooOften
from common.quiet import forged, quietly
from conduct import report_words as words
from conduct.enums import ReportState
from conduct.selectors.terms import terms_on
from conduct.services import reporting
from conduct.views.report import draft_of, pressed, remember_draft, show, token

BEGIN = "begin"


@quietly
def start(request: HttpRequest) -> HttpResponse:
    """What can be reported, who reads it and what follows when; its button begins a draft, or goes on with one."""
    found = draft_of(request)
    draft = found if found and found.state == ReportState.DRAFT else None
    waits = found if found and found.state == ReportState.SENT else None
    if request.method == "POST":
        if not pressed(request, BEGIN):
            return forged(request)
        if draft is None:
            try:
                limits.spend(request, Costly.REPORT)
            except TooOften as refusal:
                return too_often(request, refusal)
            draft = reporting.begin(at=timezone.now())
        return remember_draft(redirect("conduct:report-tasks"), draft)
    terms = terms_on(timezone.localdate())
    shown = {"csrf_token": token(BEGIN), "terms": terms, "steps": words.steps(terms), "waits": waits}
    return show(request, "start", draft, shown)


def too_often(request: HttpRequest, refusal: TooOften) -> HttpResponse:
    """The page for what was asked too often."""
    shown = {"heading": _("Please try again in an hour"), "told": str(refusal)}
    return show(request, "too_often", None, shown, status=429)
