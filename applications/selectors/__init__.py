"""Reads of officer applications."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from applications.models import Application, Reference
from members.enums import EarnedBy
from members.models import Title
from members.selectors import exams as exam_selectors


def officer_titles() -> QuerySet[Title]:
    """The titles that are awarded after an assessed application (1 query)."""
    found: QuerySet[Title] = Title.objects.filter(level__earned_by=EarnedBy.ASSESSMENT.value)
    return found.select_related("level", "track")


def applications_of(person: User) -> QuerySet[Application]:
    """Somebody's own applications, the newest first (1 query)."""
    found: QuerySet[Application] = Application.objects.filter(person=person)
    return found.select_related("title__track", "title__level", "person")


def with_returned(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications that know whether our mail to somebody named in them came back (no query more)."""
    people = Reference.objects.returned().filter(application=OuterRef("pk"))
    return rows.annotate(returned=Exists(people))


def open_application(person: User, title: Title) -> Application | None:
    """Somebody's application for a title that nothing has ended, draft or not (1 query)."""
    return applications_of(person).open().filter(title=title).first()  # type: ignore[attr-defined,no-any-return]


def holds(person: User, title: Title, on: date) -> bool:
    """Whether somebody holds a title on a day (2 queries)."""
    return exam_selectors.holds(person, title, on)
