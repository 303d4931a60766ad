"""Questions put to applicants: which wait, which were answered, and whose applicant is silent."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from applications.enums import QuestionKind, QuestionState
from applications.models import Application, Question, QuestionText
from applications.rules.questions import NUDGES, SILENT
from common.calendar import day_bounds, latest_waiting, local_day
from common.selectors import closed_days

LATELY: Final = timedelta(days=7)
"""For so long an answer that came in is new."""
REACH: Final = timedelta(days=60)


def questions_of(application: Application) -> list[Question]:
    """What was asked of an applicant, the first first, with the files of each answer (3 queries)."""
    rows = application.questions.select_related("asked_by").prefetch_related("files__file")
    return list(rows)


def open_of(questions: Iterable[Question]) -> list[Question]:
    """Those that wait, what a colleague asked before what the portal did."""
    waiting = [row for row in questions if row.state == QuestionState.OPEN]
    return sorted(waiting, key=lambda row: (row.kind == QuestionKind.REFERENCE, row.asked_at))


def ended_of(questions: Iterable[Question]) -> list[Question]:
    """Those that were answered or taken back, the newest first."""
    return [row for row in reversed(list(questions)) if row.state != QuestionState.OPEN]


def to_nudge(on: date) -> QuerySet[Question]:
    """Open questions that have come to a reminder by a day (1 query for the calendar)."""
    return _asked_for(on, NUDGES[0])


def silent(at: datetime) -> QuerySet[Application]:
    """Applications with a question that has waited for more working days than ten (1 query for the calendar)."""
    return Application.objects.filter(pk__in=_asked_for(local_day(at), SILENT + 1).values("application"))


def answered_lately(by: User, at: datetime) -> QuerySet[Application]:
    """Applications that this colleague looks after, to which an answer came in the last seven days."""
    answers = Question.objects.filter(
        kind=QuestionKind.INFORMATION, state=QuestionState.ANSWERED, ended_at__gt=at - LATELY
    )
    return Application.objects.waiting().filter(handler=by, pk__in=answers.values("application"))


def texts() -> QuerySet[QuestionText]:
    """The texts that a question may begin with (1 query)."""
    found: QuerySet[QuestionText] = QuestionText.objects.filter(offered=True)
    return found


def _asked_for(on: date, working_days: int) -> QuerySet[Question]:
    """Open questions that have waited for so many working days by a day."""
    latest = latest_waiting(on, working_days, closed_days(on - REACH, on))
    return Question.objects.open().filter(asked_at__lt=day_bounds(latest)[1])
