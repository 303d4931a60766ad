"""What was submitted: the confirmation, how it stands, and taking it back."""

from datetime import date, datetime
from operator import itemgetter
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from applications import copy_words, finalising_words, reference_words, services, words
from applications.enums import ApplicationState, IdentityVerdict, IdentityWay, QuestionKind
from applications.models import Application, Question
from applications.rules.withdrawn import kept_until
from applications.selectors import copies, finalising, identity
from applications.selectors.checking import Identity, identity_of
from applications.selectors.clock import clock_of
from applications.selectors.people import People, Person, people_shown
from applications.selectors.questions import ended_of, open_of, questions_of
from applications.views import address, answers, own
from common.calendar import local_day
from common.errors import DomainError

FILES: Final = ("form", "signed_scan", "resume", "supplement")


def status(request: HttpRequest, application: Application) -> HttpResponse:
    """Whose turn it is, both dates, the stages, the people who were named, what happened, and what was sent.

    Of a reference it tells how far they are, never what they said nor why they do not act (18 or 19 queries; of one
    that was decided at most 24 more).
    """
    at = timezone.now()
    people = people_shown(application, at)
    appointment = identity.appointment_of(application)
    checked = identity_of(application, appointment, at)
    copied = copies.copies_of(application, at)
    listed = finalising.found_for(application) if application.decided_at else None
    questions = questions_of(application)
    waiting = open_of(questions)
    needed = any(question.kind == QuestionKind.REFERENCE for question in waiting)
    answer = answers.answer_shown(application, at) if application.decided_at else {}
    shown = {
        "application": application,
        "shape": words.SHAPES[ApplicationState(application.state)],
        "word": capfirst(application.get_state_display()),
        **_dates(application),
        "open_questions": waiting,
        "ended_questions": ended_of(questions),
        "clock": clock_of(application, local_day(at)),
        "turn": finalising_words.turn(listed)
        if listed
        else reference_words.whose_turn(application, questions, people, copy_asked=copied.asked),
        "finalisation": listed and {"row": listed.row, "last": listed.last, "items": finalising_words.told(listed, at)},
        "stages": reference_words.stages(application),
        "happened": _happened(
            application, people, questions, checked, [*_copied(copied), *answers.happened(application, answer)]
        ),
        "files": [(words.column(name), file) for name in FILES if (file := getattr(application, name)) is not None],
        "people": [_person(person, at, under_way=application.turn is not None) for person in people.people],
        "quorum": reference_words.quorum(people, asked=application.references_at is not None, needed=needed),
        "alike": bool(people.unanswered),
        "may_add": needed,
        "appointment": appointment,
        "identity": checked,
        "copies": copied,
        "copy_says": copy_words.why(checked.refused) if checked.refused else "",
        "copy_helps": copy_words.helps(checked.refused) if checked.refused else "",
        "kept_until": kept_until(local_day(application.withdrawn_at)) if application.withdrawn_at else None,
        **answer,
    }
    return render(request, "applications/status.html", shown)


@require_safe
def received(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation: reference, day, the day of our answer, the form as it was sealed, and what happens next."""
    row = own(request, reference)
    if row.turn is None:
        return redirect(address(row))
    return render(request, "applications/received.html", {"application": row, **_dates(row)})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an application back, after saying what follows from it."""
    row = own(request, reference)
    if request.method == "POST":
        try:
            services.withdraw(row, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You withdrew your application. You may apply again at any time."))
        return redirect(address(row))
    if row.turn is None:
        messages.info(request, services.not_withdrawn(row))
        return redirect(address(row))
    until = kept_until(timezone.localdate())
    shown = {"application": row, "appointment": identity.appointment_of(row), "kept_until": until}
    return render(request, "applications/withdraw.html", shown)


def _dates(row: Application) -> dict[str, date | None]:
    """The day of receipt and the day of our answer (1 query)."""
    return {
        "received_on": local_day(row.submitted_at) if row.submitted_at else None,
        "answer_by": row.answer_by,
    }


def _person(person: Person, at: datetime, *, under_way: bool) -> dict[str, Any]:
    """Somebody who was named, in words, and what can be done about them."""
    shape, word = reference_words.state_of(person, under_way=under_way)
    later = person.again_from if person.again and person.again_from and at < person.again_from else None
    return {
        "shown": person,
        "shape": shape,
        "word": word,
        "lines": reference_words.told(person, under_way=under_way),
        "later": later,
        "elsewhere": person.elsewhere and not later,
    }


def _happened(
    row: Application,
    people: People,
    questions: list[Question],
    checked: Identity,
    answered: list[tuple[datetime | None, str]],
) -> list[dict[str, Any]]:
    """What happened so far, the first first (1 query)."""
    ours = {
        identity.CHANGED: _("We changed the appointment at which we check your identity."),
        identity.CALLED_OFF: _("We called off the appointment at which we check your identity."),
    }
    seen: dict[tuple[str, bool], str] = {
        (IdentityVerdict.VERIFIED, False): _("We saw you with your document and verified your identity."),
        (IdentityVerdict.NOT_VERIFIED, False): _("We saw you with your document and could not verify your identity."),
        (IdentityVerdict.VERIFIED, True): _("We looked at your masked copy and verified your identity."),
        (IdentityVerdict.NOT_VERIFIED, True): _("We looked at your masked copy and could not verify your identity."),
    }
    judged = [check for check in checked.checks if check.verdict != IdentityVerdict.TAKEN_BACK]
    steps: list[tuple[datetime | None, str]] = [
        (row.started_at, _("You began the application.")),
        (row.submitted_at, _("You signed and submitted it.")),
        (row.screening_at, _("We began to look whether everything is there.")),
        (row.references_at, _("We wrote to the people you named.")),
        (row.assessment_at, _("We began to assess it.")),
        (row.withdrawn_at, _("You withdrew it.")),
        *answered,
        *reference_words.happened(people.people, row),
        *reference_words.asked(questions, row),
        *((check.checked_at, seen[check.verdict, check.way == IdentityWay.COPY]) for check in judged),
        *((moment, ours[act]) for act, moment in identity.told_of(row)),
    ]
    happened = sorted(((moment, sentence) for moment, sentence in steps if moment), key=itemgetter(0))
    return [{"at": moment, "sentence": sentence} for moment, sentence in happened]


def _copied(copied: copies.Copies) -> list[tuple[datetime | None, str]]:
    """The masked copies that came and went, and when they were opened (1 query where there are any)."""
    came = [(row.sent_at, _("You sent a masked copy of your document.")) for row in copied.rows]
    looked = [
        (moment, _("A colleague who checks identities opened your masked copy.")) for moment in copies.opened_at(copied)
    ]
    return [*came, *looked, *((row.destroyed_at, _("A masked copy was destroyed.")) for row in copied.rows)]
