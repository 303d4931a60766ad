"""Reads of officer applications."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from applications.enums import IdentityVerdict, IdentityWay
from applications.models import Application, IdentityCheck, IdentityCopy, Reference
from applications.states import UNTIL_AWARD
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


def with_turn(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications that know what waits for their person (no query more).

    ``returned``: our mail to somebody named in them came back; ``copy_asked``: another masked copy, or another way to
    check the identity, is needed.
    """
    people = Reference.objects.returned().filter(application=OuterRef("pk"))
    waits = IdentityCopy.objects.unjudged().filter(application=OuterRef("pk"))
    verified = IdentityCheck.objects.filter(application=OuterRef("pk"), verdict=IdentityVerdict.VERIFIED.value)
    by_copy = Q(identity_way=IdentityWay.COPY.value, state__in=[state.value for state in UNTIL_AWARD])
    return rows.annotate(returned=Exists(people), copy_asked=by_copy & ~Exists(waits) & ~Exists(verified))


def open_application(person: User, title: Title) -> Application | None:
    """Somebody's application for a title that nothing has ended, draft or not (1 query)."""
    return applications_of(person).open().filter(title=title).first()  # type: ignore[attr-defined,no-any-return]


def holds(person: User, title: Title, on: date) -> bool:
    """Whether somebody holds a title on a day (2 queries)."""
    return exam_selectors.holds(person, title, on)
