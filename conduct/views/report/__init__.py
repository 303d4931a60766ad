"""Pages for people who report a member's conduct. They have no account.

Beginning a draft sets a signed cookie of it alone; once it was sent, the address in the mail carries a secret and
changes nothing, and its button exchanges it for a signed cookie of that one report. These pages read and set no other
cookie, are kept by nobody, found by no search engine, and tell no other site where the reader came from.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common import quiet
from common.quiet import NOBODY, forged, quietly
from conduct import report_words as words
from conduct.enums import ReportState, Shut
from conduct.models import Report
from conduct.selectors.reports import begun, opened
from conduct.services.steps import ConductRefused

DRAFT: Final = "__Secure-seco_report" if settings.SECURE else "seco_report"
OWN: Final = "__Secure-seco_report_link" if settings.SECURE else "seco_report_link"
OPEN_FOR: Final = 2 * 3600
"""Seconds for which a report that was sent stays open after it was last used."""
DAY: Final = 24 * 3600
"""Seconds for which the page that says where the link went stays open after it was last used."""
_SALT: Final = "conduct.report"

Page = Callable[Concatenate[HttpRequest, Report, ...], HttpResponse]


def of_draft(page: Page) -> Callable[..., HttpResponse]:
    """A page of a draft, for the browser in which it was begun. One that was sent says so."""
    return _begun(page, ReportState.DRAFT)


def of_unconfirmed(page: Page) -> Callable[..., HttpResponse]:
    """The same, also for one that was sent and is not confirmed yet."""
    return _begun(page, ReportState.DRAFT, ReportState.SENT)


def _begun(page: Page, *states: ReportState) -> Callable[..., HttpResponse]:

    @quietly
    @wraps(page)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        draft = draft_of(request)
        if draft is None:
            return sorry(request, Shut.NO_DRAFT)
        if request.method == "POST" and not pressed(request, bound(draft)):
            return sorry(request, Shut.OTHER, draft) if _from_our_page(request) else forged(request)
        if draft.state not in states:
            return sorry(request, after_sending(draft), draft)
        try:
            response = page(request, draft, **named)
        except ConductRefused:
            now = draft_of(request)
            return sorry(request, after_sending(now) if now else Shut.NO_DRAFT, now)
        return response if DRAFT in response.cookies else remember_draft(response, draft)

    return answered


def of_own(page: Page) -> Callable[..., HttpResponse]:
    """A page of a report that was sent, for whoever opened it by its link."""

    @quietly
    @wraps(page)
    def answered(request: HttpRequest, handle: str, **named: Any) -> HttpResponse:
        report = _own(request)
        if report is None or report.reference != handle.upper():
            return sorry(request, Shut.CLOSED)
        if request.method == "POST" and not pressed(request, bound(report)):
            return forged(request)
        response = page(request, report, **named)
        return response if OWN in response.cookies else remember_own(response, report)

    return answered


def show(
    request: HttpRequest, name: str, report: Report | None, shown: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about a report, with the token of its reader."""
    told: dict[str, Any] = {**NOBODY, "report": report}
    if report is not None:
        told |= {"csrf_token": token(bound(report)), "handle": report.reference.lower()}
    return render(request, f"conduct/report/{name}.html", {**told, **shown}, status=status)


def sorry(request: HttpRequest, shut: Shut, report: Report | None = None) -> HttpResponse:
    """A page that tells why another one does not open, with what was typed into it, if our own page sent that."""
    said = words.SORRY[shut]
    posted = request.method == "POST" and _from_our_page(request)
    typed = [text for name in words.TYPED if (text := request.POST.get(name, "").strip())] if posted else []
    shown = {"sorry": said, "typed": typed, "sent": shut is Shut.SENT}
    return show(request, "sorry", report, shown, status=said.status)


def _from_our_page(request: HttpRequest) -> bool:
    """Whether a browser says that our own site sent a form."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def after_sending(report: Report) -> Shut:
    """Why a draft's pages do not open for a report that was sent."""
    return Shut.SENT if report.state in {ReportState.DRAFT, ReportState.SENT} else Shut.CONFIRMED


def draft_of(request: HttpRequest) -> Report | None:
    """The report that was begun in this browser, looked up anew; for a day once it was sent (at most 1 query)."""
    cookie, salt = request.COOKIES.get(DRAFT, ""), f"{_SALT}.draft"
    with suppress(signing.BadSignature):
        found = begun(signing.loads(cookie, salt=salt))
        if found is not None and found.state != ReportState.DRAFT:
            signing.loads(cookie, salt=salt, max_age=DAY)
        return found
    return None


def _own(request: HttpRequest) -> Report | None:
    """The report that was opened in this browser, looked up anew (at most 1 query)."""
    with suppress(signing.BadSignature):
        key, print_ = signing.loads(request.COOKIES.get(OWN, ""), salt=f"{_SALT}.own", max_age=OPEN_FOR)
        found = opened(key)
        return found if found and found.secret_sha256 == print_ else None
    return None


def remember_draft(response: HttpResponse, draft: Report) -> HttpResponse:
    """Let this browser go on with a draft as long as it is kept; for a day once it was sent."""
    waits = draft.state == ReportState.DRAFT and draft.goes_on
    seconds = ((draft.goes_on - draft.changed_at.date()).days + 1) * DAY if waits and draft.goes_on else DAY
    return _remember(response, DRAFT, draft.pk, "draft", reverse("conduct:report"), seconds)


def remember_own(response: HttpResponse, report: Report) -> HttpResponse:
    """Let whoever opened a report by its link go on with it for a while."""
    path = reverse("conduct:report-held", args=[report.reference.lower()])
    return _remember(response, OWN, [report.pk, report.secret_sha256], "own", path, OPEN_FOR)


def leave_draft(response: HttpResponse) -> HttpResponse:
    """Forget a draft in this browser."""
    response.delete_cookie(DRAFT, path=reverse("conduct:report"), samesite="Lax")
    return response


def leave_own(response: HttpResponse, report: Report) -> HttpResponse:
    """Forget a report in this browser."""
    path = reverse("conduct:report-held", args=[report.reference.lower()])
    response.delete_cookie(OWN, path=path, samesite="Lax")
    return response


def token(bound_to: str) -> str:
    """What a form carries to show that it is ours; ``bound_to`` is what only its reader has."""
    return quiet.token(_SALT, bound_to)


def pressed(request: HttpRequest, bound_to: str) -> bool:
    """Whether a form was sent from our own page, with its token."""
    return quiet.pressed(request, _SALT, bound_to)


def bound(report: Report) -> str:
    """What binds a form to a report."""
    return f"report {report.pk}"


def _remember(response: HttpResponse, name: str, value: Any, salt: str, path: str, seconds: int) -> HttpResponse:
    response.set_cookie(
        name,
        signing.dumps(value, salt=f"{_SALT}.{salt}"),
        max_age=seconds,
        path=path,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
