"""What an applicant was asked: answered on a page of its own; and what the status page tells of it and of the clock."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions, unsaved
from accounts.models import User
from applications.enums import QuestionKind, QuestionState
from applications.forms.questions import AnswerForm
from applications.models import Application, Question
from applications.models.questions import FILES
from applications.selectors import clock as clocks
from applications.selectors.questions import ended_of, open_of, questions_of
from applications.services import questions as services
from applications.services.questions import Answered
from applications.shelves import ANSWER
from applications.views import address, own
from common import references
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload

KEPT: Final = "kept"
"""The field that names the files that were received while something else was not right yet."""


def questions_shown(application: Application) -> dict[str, Any]:
    """What ``applications/questions.html`` shows: what waits first, then what ended, the newest first (3 queries)."""
    rows = questions_of(application)
    return {"open_questions": open_of(rows), "ended_questions": ended_of(rows)}


def clock_shown(application: Application, at: datetime) -> dict[str, Any]:
    """What ``applications/clock.html`` shows: both dates, the working day, since when it stands still (2 queries)."""
    return {"clock": clocks.clock_of(application, local_day(at))}


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def question(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A question with the form for its answer; once it ended, with what was answered.

    Files that were received stay, whatever is wrong with the rest. Answered twice, the second press leads on.
    """
    application = own(request, reference)
    row = application.questions.prefetch_related("files__file").filter(pk=pk).first()
    if row is None:
        raise Http404
    if row.kind == QuestionKind.REFERENCE:
        return redirect(address(application))
    if row.state != QuestionState.OPEN:
        if request.method == "POST":
            return _over(request, application, row)
        return _page(request, application, row)
    person, at = sessions.person(request), timezone.now()
    said = unsaved.typed(request)
    kept = _kept(person, said.getlist(KEPT) if said else [], at)
    form = AnswerForm(said, request.FILES if request.method == "POST" else None, kept=len(kept))
    if request.method == "POST":
        valid = form.is_valid()
        kept += _received(request, form, FILES - len(kept))
        if valid and not form.errors:
            try:
                services.answer(row, form.cleaned_data["text"], kept, by=person, at=at)
            except Answered:
                return _over(request, application, row)
            except FileRefused as refusal:
                kept = _kept(person, [upload.reference for upload in kept], at)
                form.add_error(None, str(refusal))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _received_by(own(request, reference)))
                return redirect(address(application))
        form = _with_room(form, said, kept=len(kept))
    return _page(request, application, row, form=form, kept=kept, then=clocks.if_answered(application, local_day(at)))


def _page(request: HttpRequest, application: Application, row: Question, **shown: Any) -> HttpResponse:
    context = {"application": application, "question": row, "today": timezone.localdate(), **shown}
    return render(request, "applications/question.html", context)


def _over(request: HttpRequest, application: Application, row: Question) -> HttpResponse:
    """The page of a question that does not wait any more, with the other answer that was sent to it."""
    row.refresh_from_db()
    if row.state == QuestionState.ANSWERED:
        messages.info(request, _("Your answer was received already."))
    else:
        messages.info(request, _("We took this question back meanwhile. You need not answer it."))
    typed = request.POST.get("text", "").strip()
    if typed and typed.split() != row.answer.split():
        return _page(request, application, row, unsent=typed)
    return redirect("applications:question", application.reference.lower(), row.pk)


def _received_by(application: Application) -> str:
    """What an answer led to."""
    if application.turn is None:
        return _("We received your answer. We look at the signature; you need do nothing for it now.")
    if application.answer_by is None:
        return _("We received your answer. Something else that we asked you still waits.")
    told = _("We received your answer. You will hear from us by %(day)s.")
    return told % {"day": date_format(application.answer_by, "j F Y")}


def _received(request: HttpRequest, form: AnswerForm, room: int) -> list[Upload]:
    """The files of a form that are right, received; what is wrong with another is said at its field."""
    person = sessions.person(request)
    found: list[Upload] = []
    for name in list(form.fields):
        file = request.FILES.get(name) if name.startswith("file_") else None
        if file is None or name in form.errors or len(found) >= room:
            continue
        try:
            limits.spend(request, limits.Costly.UPLOAD)
            found.append(keeping.receive(file, shelf=ANSWER, owner=person, at=timezone.now()))
        except DomainError as refusal:
            form.add_error(name, str(refusal))
    return found


def _with_room(form: AnswerForm, said: Any, *, kept: int) -> AnswerForm:
    """The form once more, with a field for each file that may still come, and what was wrong with it.

    Files that were received stand before those fields, so what was wrong with others is said from the first one on.
    """
    again = AnswerForm(said, kept=kept)
    again.is_valid()
    places = iter(field.name for field in again.papers)
    for name, sentences in form.errors.items():
        if name in again.errors:
            continue
        place = next(places, None) if name.startswith("file_") else None
        for sentence in sentences:
            again.add_error(place, sentence)
    return again


def _kept(person: User, named: list[str], at: datetime) -> list[Upload]:
    """The files that a sent form names, as far as they are this person's and wait."""
    whole = [reference for reference in named[:FILES] if references.is_whole(reference)]
    waiting = Upload.objects.waiting().filter(owner=person, shelf=ANSWER, expires_at__gt=at, reference__in=whole)
    return list(waiting.order_by("received_at", "pk"))
