"""Public verification: what a number on a certificate says, for whoever has it, on a page, for programs and to keep.

No cookie is looked at or set, and nothing is kept but counts against guessing, so that these pages are the same for
everybody. What is typed changes nothing here, so no token proves that a form of ours sent it: there is no cookie such a
token could rest on, and nothing that a foreign page could do in somebody's name. So answers are compressed without
fear: they hold no secret whose letters somebody could guess from their length.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits
from accounts.limits import Costly, TooOften
from common.calendar import local_day
from common.errors import DomainError
from common.pdf import Unreadable
from members import verifying_words as words
from members.documents.receipts import receipt_json as signed
from members.documents.receipts import receipt_pdf as drawn
from members.rules.verifying import Answer, answer, matches
from members.selectors import verifying as selectors
from members.verify_forms import NameForm, VerifyForm
from members.views.membership import as_file
from members.views.private import NOBODY, QUIET

AN_HOUR: Final = "3600"
FORM_TYPE: Final = "application/x-www-form-urlencoded"

Page = Callable[Concatenate[HttpRequest, ...], HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Why a number was not answered: for a program, for a person, and the form that says what to mend."""

    why: str
    sentence: str
    status: int
    form: VerifyForm


def _quietly(page: Page) -> Page:
    """Pages with a number: found by no search engine, and telling no other site where the reader came from."""

    @wraps(page)
    def answered(request: HttpRequest, number: str) -> HttpResponse:
        response = page(request, number)
        for name, value in QUIET.items():
            response.headers[name] = value
        if response.status_code == 429:
            response.headers["Retry-After"] = AN_HOUR
        return response

    return answered


@require_safe
@login_not_required
@gzip_page
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what was typed leads to the page of the number."""
    today = local_day(timezone.now())
    if "number" not in request.GET:
        return _shown(request, "members/verify/ask.html", {"form": VerifyForm(today=today)})
    form = VerifyForm({"number": request.GET["number"], "on": _day(request)}, today=today)
    if not form.is_valid():
        return _shown(request, "members/verify/ask.html", {"form": form})
    return _led(form.cleaned_data["number"], form.cleaned_data["on"], today)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@gzip_page
@_quietly
def number(request: HttpRequest, number: str) -> HttpResponse:
    """What a number says, today or on the day ``on`` in the address; by POST, also whether a name is the holder's.

    The name is compared and forgotten: it stands in no address and no log.
    """
    at = timezone.now()
    found = _answer(request, number, at)
    if isinstance(found, NoAnswer):
        return _unanswered(request, found)
    if found.number != number and request.method != "POST":
        return _led(found.number, found.on, found.asked_on)
    named = NameForm(_typed(request)) if request.method == "POST" else NameForm()
    shown: dict[str, Any] = {
        "answer": found,
        "heading": words.heading(found),
        "explained": words.explained(found),
        "today": words.today(found),
        "renamed": words.renamed(found),
        "statuses": words.statuses(found),
        "rows": words.rows(found),
        "query": _query(found),
        "form": named,
        "day_form": VerifyForm(initial={} if found.is_today else {"on": found.on}, today=found.asked_on),
        "matches": None,
    }
    if found.name and named.is_bound and named.is_valid():
        shown["matches"] = matches(named.cleaned_data["name"], found.name)
    return _shown(request, "members/verify/answer.html", shown)


@require_safe
@login_not_required
@gzip_page
@_quietly
def number_json(request: HttpRequest, number: str) -> HttpResponse:
    """The same for a program; docs/verification.md tells of every key."""
    found = _answer(request, number, timezone.now())
    if isinstance(found, NoAnswer):
        return _unanswered_json(found)
    return _as_json(words.statement(found))


@require_safe
@login_not_required
@_quietly
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The answer as sealed PDF, to be kept."""
    found = _answer(request, number, timezone.now(), receipt=True)
    if isinstance(found, NoAnswer):
        return _unanswered(request, found)
    try:
        made = drawn(found, language=translation.get_language())
    except Unreadable as lacking:
        shown = {
            "number": found.number,
            "heading": _("No PDF of this answer"),
            "told": str(lacking),
            "instead": f"{reverse('members:verify-receipt-json', args=[found.number])}{_query(found)}",
        }
        return _shown(request, "members/verify/sorry.html", shown, status=404)
    except DomainError as error:
        shown = {"number": found.number, "heading": _("No PDF at the moment"), "told": str(error)}
        return _shown(request, "members/verify/sorry.html", shown, status=503)
    return as_file(made, f"{_name(found)}.pdf")


@require_safe
@login_not_required
@_quietly
def receipt_json(request: HttpRequest, number: str) -> HttpResponse:
    """The answer as signed JSON, to be kept."""
    found = _answer(request, number, timezone.now(), receipt=True)
    if isinstance(found, NoAnswer):
        return _unanswered_json(found)
    try:
        made = signed(found)
    except DomainError as error:
        return _as_json({"answer": "not-now", "sentence": str(error)}, status=503)
    headers = {"Content-Disposition": f'attachment; filename="{_name(found)}.json"'}
    return HttpResponse(made, content_type="application/json", headers=headers)


def _answer(request: HttpRequest, number: str, at: datetime, *, receipt: bool = False) -> Answer | NoAnswer:
    """What a number says on the day asked for, or why there is no answer (1 statement, or none).

    A number with a mistyped character is refused by arithmetic alone, and counts for nothing. One that nobody has
    counts as a guess, and so does one of somebody who was forgotten: the database tells no difference.
    """
    asked = {"number": number, "on": _day(request)}
    form = VerifyForm(asked, today=local_day(at), exact="on" in request.GET)
    if not form.is_valid():
        mistyped = "number" in form.errors
        sentences = form.errors["number" if mistyped else "on"]
        return NoAnswer(
            why="mistyped" if mistyped else "no-such-day",
            sentence=str(sentences[0]),
            status=404 if mistyped else 400,
            form=form,
        )
    try:
        limits.look(request, Costly.GUESSED_NUMBER)
        found = selectors.by_number(form.cleaned_data["number"])
        if found is None:
            limits.spend(request, Costly.GUESSED_NUMBER)
            limits.spend(request, Costly.UNKNOWN_NUMBER)
            return NoAnswer(why="unknown", sentence=str(words.UNKNOWN), status=404, form=form)
        if receipt:
            limits.spend(request, Costly.RECEIPT)
    except TooOften as refusal:
        return NoAnswer(why="too-often", sentence=str(refusal), status=429, form=form)
    return answer(found, form.cleaned_data["on"], at)


def _day(request: HttpRequest) -> str:
    """The day as it stands in the address; two of them are none."""
    return "&".join(request.GET.getlist("on"))


def _unanswered(request: HttpRequest, why: NoAnswer) -> HttpResponse:
    headings = {"unknown": _("We know no title by this number"), "too-often": _("Please try again in an hour")}
    shown: dict[str, Any] = {"form": why.form}
    if heading := headings.get(why.why):
        shown |= {"heading": heading, "told": why.sentence}
    return _shown(request, "members/verify/ask.html", shown, status=why.status)


def _unanswered_json(why: NoAnswer) -> HttpResponse:
    return _as_json({"answer": why.why, "sentence": why.sentence}, status=why.status)


def _typed(request: HttpRequest) -> QueryDict:
    """What a form of ours sends; a file is not even read."""
    return request.POST if request.content_type == FORM_TYPE else QueryDict()


def _led(number: str, on: date, today: date) -> HttpResponse:
    address = reverse("members:verify-number", args=[number])
    return redirect(address if on == today else f"{address}?{urlencode({'on': on.isoformat()})}")


def _query(found: Answer) -> str:
    return "" if found.is_today else f"?{urlencode({'on': found.on.isoformat()})}"


def _name(found: Answer) -> str:
    return f"verification-{found.number}-{found.on.isoformat()}"


def _as_json(content: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _shown(request: HttpRequest, template: str, shown: Mapping[str, Any], status: int = 200) -> HttpResponse:
    here = {"label": _("Verify a title"), "url": reverse("members:verify"), "current": True}
    titles = {"label": _("Titles"), "url": reverse("members:titles"), "current": False}
    return render(request, template, {**NOBODY, "navigation": (here, titles), **shown}, status=status)
