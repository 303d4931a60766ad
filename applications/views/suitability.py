"""The suitability check, a question a page, without an account: its answers live in the visitor's session alone."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import calendar_file, selectors
from applications import suitability_words as words
from applications import words as length_words
from applications.forms.suitability import AnswerForm, PeriodForm
from applications.rules import suitability as rules
from applications.rules.suitability import Answers, Gap, Question, Stretch
from members.models import Title
from members.selectors import exams as exam_selectors

KEPT: Final = "suitability"
"""What the session calls the answers: code of a title → answers."""
ORDER: Final = list(Question)


# The session ------------------------------------------------------------------------------------------


def kept(request: HttpRequest, title: Title) -> Answers:
    """What this visitor answered about a title so far."""
    return rules.unpacked(request.session.get(KEPT, {}).get(title.code, {}))


def keep(request: HttpRequest, title: Title, answers: Answers) -> None:
    """Remember the answers until the session ends."""
    request.session[KEPT] = {**request.session.get(KEPT, {}), title.code: rules.packed(answers)}


def forget(request: HttpRequest, title: Title) -> None:
    """Remember nothing about this title any more."""
    others = {code: answers for code, answers in request.session.get(KEPT, {}).items() if code != title.code}
    if KEPT in request.session:
        request.session[KEPT] = others


# What is shown ----------------------------------------------------------------------------------------


def lines(answers: Answers, on: date) -> dict[str, Any]:
    """The periods in words and as bars, and what they come to together."""
    single, merged = rules.bars(answers.stretches, on)
    found = rules.finding(answers, on)
    return {
        "periods": [(words.period(kept), bar) for kept, bar in zip(answers.stretches, single, strict=True)],
        "merged": merged,
        "length": length_words.length(found.term.length),
        "missing": "" if found.term.met else length_words.length(found.term.missing),
        "first_day": "" if found.term.met else length_words.missing(found.term),
        "finding": found,
    }


def _page(
    request: HttpRequest, title: Title, template: str, answers: Answers, question: Question | None = None, **more: Any
) -> HttpResponse:
    """A page of the check, which no search engine keeps."""
    place = ORDER.index(question) if question else len(ORDER)
    shown = {
        "title": title,
        "code": title.code.lower(),
        "question": question,
        "asked": question and words.QUESTIONS[question],
        "number": place + 1,
        "count": len(ORDER),
        "back": _question(title, ORDER[place - 1])
        if place
        else reverse("applications:officer-title", args=[_slug(title)]),
        **more,
    }
    answer = render(request, f"applications/public/{template}.html", shown)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _slug(title: Title) -> str:
    return title.code.lower()


def _question(title: Title, question: Question) -> str:
    return reverse("applications:check-question", args=[_slug(title), question.value])


def _next(title: Title, answers: Answers) -> HttpResponse:
    """Go to the first question without an answer, or to all answers."""
    left = rules.unanswered(answers)
    return redirect(_question(title, left) if left else reverse("applications:check-answers", args=[_slug(title)]))


def officer_title(code: str) -> Title:
    """The officer title of this code, whatever the case. Raises ``Http404``."""
    row = selectors.officer_titles().filter(code__iexact=code).first()
    if row is None:
        raise Http404
    return row


# Pages ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Go on where the check was left; a POST forgets its answers and begins anew."""
    title = officer_title(code)
    if request.method == "POST":
        forget(request, title)
    return _next(title, kept(request, title))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def question(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One question; what is answered is kept, and the next one asked."""
    title = officer_title(code)
    if name not in ORDER:
        raise Http404
    asked, answers = Question(name), kept(request, title)
    if asked == Question.PERIODS:
        if not answers.stretches:
            return redirect("applications:check-period-new", _slug(title))
        if request.method == "POST":
            return _next(title, answers)
        return _page(
            request, title, "periods", answers, asked, lines=lines(answers, timezone.localdate()), may_add=True
        )
    form = AnswerForm(request.POST if request.method == "POST" else None, question=asked, answers=answers)
    if form.is_bound and form.is_valid():
        answers = replace(answers, **form.answered())
        keep(request, title, answers)
        return _next(title, answers)
    hint = words.FIELDS.get(title.track.key, "") if asked == Question.FIELD else words.HINTS[asked]
    return _page(request, title, "question", answers, asked, form=form, hint=hint)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def period(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Add a period, or change or remove the one of this number."""
    title, on = officer_title(code), timezone.localdate()
    answers = kept(request, title)
    if number is not None and number >= len(answers.stretches):
        return redirect(_question(title, Question.PERIODS))
    if number is not None and request.method == "POST" and "remove" in request.POST:
        keep(request, title, answers.without_stretch(number))
        return redirect(_question(title, Question.PERIODS))
    form = _period_form(request.POST if request.method == "POST" else None, answers, number, on)
    if form.is_bound and form.is_valid():
        keep(request, title, answers.with_stretch(number, form.cleaned_data["stretch"]))
        return redirect(_question(title, Question.PERIODS))
    shown = {"form": form, "place": number, "first": not answers.stretches, "lines": lines(answers, on)}
    return _page(request, title, "period", answers, Question.PERIODS, **shown)


@require_POST
@login_not_required
def period_sum(request: HttpRequest, code: str) -> HttpResponse:
    """What the periods come to together with the one being typed; a piece of a page, and nothing is kept."""
    title, on = officer_title(code), timezone.localdate()
    answers = kept(request, title)
    place = request.POST.get("place", "")
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else None
    form = _period_form(request.POST, answers, number, on)
    if form.is_valid():
        answers = answers.with_stretch(number, form.cleaned_data["stretch"])
    answer = render(request, "applications/public/sum.html", {"lines": lines(answers, on)})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _period_form(data: Any, answers: Answers, number: int | None, on: date) -> PeriodForm:
    there = number is not None and number < len(answers.stretches)
    stretch: Stretch | None = answers.stretches[number] if there and number is not None else None
    return PeriodForm(data, others=len(answers.stretches) - there, on=on, stretch=stretch)


@require_safe
@login_not_required
def check_answers(request: HttpRequest, code: str) -> HttpResponse:
    """All answers, each with a way to change it."""
    title = officer_title(code)
    answers = kept(request, title)
    if rules.unanswered(answers):
        return _next(title, answers)
    rows = [
        (words.QUESTIONS[asked], _question(title, asked), _told(asked, answers))
        for asked in ORDER
        if _told(asked, answers)
    ]
    return _page(request, title, "answers", answers, rows=rows)


def _told(asked: Question, answers: Answers) -> list[Any]:
    """What was answered to a question, in words."""
    if asked == Question.PERIODS:
        return [words.period(stretch) for stretch in answers.stretches]
    if asked == Question.PAPERS:
        papers = None if answers.papers is None else sorted(answers.papers)
        return [] if papers is None else [words.said(asked, paper) for paper in papers] or [words.NOTHING]
    given = {
        Question.FIELD: answers.in_field,
        Question.LEVEL: answers.level,
        Question.RESULTS: answers.results,
        Question.PEOPLE: answers.people,
    }[asked]
    return [] if given is None else [words.said(asked, given)]


@require_safe
@login_not_required
def result(request: HttpRequest, code: str) -> HttpResponse:
    """What the answers come to: ready, not yet and from when on, or another title."""
    title, on = officer_title(code), timezone.localdate()
    answers = kept(request, title)
    if rules.unanswered(answers):
        return _next(title, answers)
    found = rules.finding(answers, on)
    shown: dict[str, Any] = {
        "finding": found,
        "today": on,
        "lines": lines(answers, on),
        "gaps": [(*words.GAPS[gap], gap == Gap.TERM) for gap in found.told],
        "to_bring": [words.said(Question.PAPERS, paper) for paper in found.to_bring],
        "dated": Gap.TERM in found.told and found.term.met_on is not None,
        "nearer": exam_selectors.claimable_titles().filter(track=title.track) if Gap.LEVEL in found.told else [],
    }  # fmt: skip
    return _page(request, title, "result", answers, **shown)


@require_safe
@login_not_required
def first_day(request: HttpRequest, code: str) -> HttpResponse:
    """The first day the term is met, for a calendar. Raises ``Http404`` where it is met already, or no work runs."""
    title = officer_title(code)
    found = rules.finding(kept(request, title), timezone.localdate()).term
    if found.met_on is None or found.met or found.again:
        raise Http404
    link = settings.BASE_URL + reverse("applications:prepare", args=[_slug(title)])
    host = urlsplit(settings.BASE_URL).hostname or ""
    content = calendar_file.first_day(title, found.met_on, host=host, link=link, at=timezone.now())
    name = f"{_slug(title)}-{found.met_on:%Y-%m-%d}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
