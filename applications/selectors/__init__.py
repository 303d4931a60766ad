"""Reads of officer applications."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from applications.enums import ApplicationState
from applications.models import Application
from common.calendar import answer_due, local_day
from common.selectors import closed_days
from members.enums import EarnedBy
from members.models import Title
from members.selectors import exams as exam_selectors

REACH: Final = timedelta(days=90)
"""No answer is due later."""


def officer_titles() -> QuerySet[Title]:
    """The titles that are awarded after an assessed application (1 query)."""
    found: QuerySet[Title] = Title.objects.filter(level__earned_by=EarnedBy.ASSESSMENT.value)
    return found.select_related("level", "track")


def applications_of(person: User) -> QuerySet[Application]:
    """Somebody's own applications, the newest first (1 query)."""
    found: QuerySet[Application] = Application.objects.filter(person=person)
    return found.select_related("title__track", "title__level", "person")


def open_application(person: User, title: Title) -> Application | None:
    """Somebody's application for a title that nothing has ended, draft or not (1 query)."""
    return applications_of(person).open().filter(title=title).first()  # type: ignore[attr-defined,no-any-return]


def holds(person: User, title: Title, on: date) -> bool:
    """Whether somebody holds a title on a day (2 queries)."""
    return exam_selectors.holds(person, title, on)


def answer_by(application: Application) -> date | None:
    """The working day by which an application is answered, once it is submitted and while it is open (1 query)."""
    if application.state != ApplicationState.SUBMITTED or application.submitted_at is None:
        return None
    return due(local_day(application.submitted_at))


def answers_by(applications: Iterable[Application]) -> dict[int, date]:
    """The working day by which each of those that are open is answered, by number (1 query)."""
    received = {
        row.pk: local_day(row.submitted_at)
        for row in applications
        if row.state == ApplicationState.SUBMITTED and row.submitted_at
    }
    if not received:
        return {}
    closed = closed_days(min(received.values()), max(received.values()) + REACH)
    return {number: _due(day, closed) for number, day in received.items()}


def due(received_on: date) -> date:
    """The working day by which an application that is complete on a day is answered (1 query)."""
    return _due(received_on, closed_days(received_on, received_on + REACH))


def _due(received_on: date, closed: Collection[date]) -> date:
    found = answer_due(received_on, closed=closed)
    assert found is not None  # noqa: S101  without a question the clock does not stand still
    return found
