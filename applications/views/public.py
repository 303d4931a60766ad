"""Pages before there is an application, for everybody: officer titles, what to prepare; and the way into the form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from accounts.models import User
from applications import selectors, services
from applications import suitability_words as words
from applications.enums import ApplicationState
from applications.rules import suitability as rules
from applications.rules.organisations import ORGANISATIONS, PEOPLE
from applications.selectors import answers, clock
from applications.views import suitability as check
from applications.views.suitability import officer_title
from common.calendar import ANSWER_DAYS
from common.errors import DomainError
from members.models import Title
from members.selectors import money


@require_safe
@login_not_required
def titles(request: HttpRequest) -> HttpResponse:
    """The officer titles by track."""
    rows = [{"title": row, "about": words.FIELDS.get(row.track.key, "")} for row in selectors.officer_titles()]
    return render(request, "applications/public/titles.html", {"rows": rows})


@require_safe
@login_not_required
def title(request: HttpRequest, code: str) -> HttpResponse:
    """One screen about a title: what it stands for, what it takes and costs, what we promise, and the way to begin."""
    row, on = officer_title(code), timezone.localdate()
    shown = {
        **_about(row),
        "amount": money.amounts().of(row.level.key, on),
        "answer_days": ANSWER_DAYS,
        "answer_by": clock.due(on),
        "today": on,
        "criteria": words.CRITERIA,
        "begun": None,
        "holds": False,
        "checked": rules.unanswered(check.kept(request, row)) is None,
    }
    if isinstance(request.user, User):
        shown["begun"] = selectors.open_application(request.user, row)
        shown["holds"] = selectors.holds(request.user, row, on)
    return render(request, "applications/public/title.html", shown)


@require_safe
@login_not_required
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """What to have at hand before the form, to be printed, and a text for people who would confirm."""
    row = officer_title(code)
    subject, text = words.letter(row)
    shown = {**_about(row), "subject": subject, "text": text, "mail_link": words.mail_link(subject, text)}
    return render(request, "applications/public/prepare.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application with the answers of the check; a visitor makes an account first and comes back here."""
    row = officer_title(code)
    here = reverse("applications:begin", args=[code])
    if not isinstance(request.user, User):
        if request.method == "POST":
            sessions.go_on_after_sign_in(request, here)
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': here})}")
    said = check.kept(request, row)
    if request.method == "POST":
        try:
            return _begun(request, row, said)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("applications:officer-title", code)
    begun = selectors.open_application(request.user, row)
    objected = answers.objected(request.user.pk, row.pk)
    shown = {
        **_about(row),
        "begun": begun,
        "objected": objected,
        "rejected": None if begun or objected else answers.to_object(request.user.pk, row.pk, timezone.localdate()),
        "see": objected or (begun if begun and begun.submitted_at else None),
        "answer_by": begun and begun.answer_by,
        "lines": check.lines(said, timezone.localdate()),
    }
    return render(request, "applications/public/begin.html", shown)


def _begun(request: HttpRequest, row: Title, answers: rules.Answers) -> HttpResponse:
    """Begin the draft, or find it, and carry the answers over once."""
    by, at = sessions.person(request), timezone.now()
    application = services.start(by, row, by=by, at=at)
    if application.state == ApplicationState.DRAFT:
        carried = services.carry_over(application, answers, by=by, at=at)
        check.forget(request, row)
        if carried:
            told = ngettext(
                "%(count)d period of your check is in the form. Add where and as what you worked.",
                "%(count)d periods of your check are in the form. Add where and as what you worked.",
                carried,
            )
            messages.success(request, told % {"count": carried})
    return redirect("applications:application", application.reference.lower())


def _about(row: Title) -> dict[str, Any]:
    return {
        "title": row,
        "code": row.code.lower(),
        "field": words.FIELDS.get(row.track.key, ""),
        "people": PEOPLE.start,
        "organisations": ORGANISATIONS,
    }
