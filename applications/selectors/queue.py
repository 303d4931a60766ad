"""The queue of applications: what waits for whom, each line a choice in its list and on Today, in the order of answers.

Every line narrows rows it is given, so that number and list cannot disagree; of these none is of whoever asks, or names
them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower

from accounts.models import User
from accounts.roles import APPOINTED
from applications.enums import ApplicationState, ObjectionState, Quorum
from applications.models import Application, Finalisation, Interest, Objection, Question, Reference
from applications.models.intake import ApplicationQuerySet
from applications.rules import objecting
from applications.rules.clock import Urgency, amber_until, urgency
from applications.selectors import answers, finalising, judging
from common.calendar import local_day
from common.selectors import closed_days

REACH: Final = timedelta(days=30)
LONG: Final = timedelta(days=366)
"""No objection waits longer."""
HANDLES: Final = "applications.handle_application"
ASSESSES: Final = "applications.assess_application"
ENDED: Final = (
    ApplicationState.WITHDRAWN,
    ApplicationState.REJECTED,
    ApplicationState.AWARDED,
    ApplicationState.LAPSED,
)
OBJECTIONS: Final = ("objection", "objection-late", "to-confirm", "sent-back")
"""Lines that may hold a rejected application, to whose objection we owe an answer."""

Narrow = Callable[[ApplicationQuerySet, User, datetime], ApplicationQuerySet]


def _amber(rows: ApplicationQuerySet, _by: User, at: datetime) -> ApplicationQuerySet:
    on = local_day(at)
    return rows.due_by(on, amber_until(on, _closed(on)))


def _undeclared(rows: ApplicationQuerySet, by: User, _at: datetime) -> ApplicationQuerySet:
    return rows.filter(~Exists(_declared(by)), state=ApplicationState.ASSESSMENT)


def _declared(by: User) -> QuerySet[Interest]:
    return Interest.objects.filter(application=OuterRef("pk"), person=by)


def _judged_by(by: User) -> Q:
    """Those that somebody looks after, or judges: being assessed, and declared to be of no interest to them."""
    return Q(handler=by) | Q(Exists(_declared(by).filter(interested=False)), state=ApplicationState.ASSESSMENT)


LINES: Final[Mapping[str, Narrow]] = {
    "mine": lambda rows, by, _at: rows.waiting().filter(handler=by),
    "amber": _amber,
    "red": lambda rows, _by, at: rows.overdue(local_day(at)),
    "applicant": lambda rows, _by, _at: rows.filter(state=ApplicationState.INFORMATION),
    "quorum": lambda rows, _by, _at: rows.filter(state=ApplicationState.REFERENCES, quorum=Quorum.REACHED),
    "undeclared": _undeclared,
    "judging": lambda rows, by, _at: rows.filter(
        Exists(_declared(by).filter(interested=False)), state=ApplicationState.ASSESSMENT
    ),
    "scan": lambda rows, _by, _at: rows.scans_unseen(),
    "objection": lambda rows, by, _at: answers.decidable(rows, by),
    "objection-late": lambda rows, by, at: answers.decided_late(answers.decidable(rows, by), at),
    "finalising": lambda rows, _by, _at: rows.filter(pk__in=_of(finalising.still_open())),
    "lapsing": lambda rows, _by, at: rows.filter(pk__in=_of(finalising.about_to_lapse(local_day(at)))),
    "held-otherwise": lambda rows, _by, _at: rows.filter(pk__in=_of(finalising.held_otherwise())),
    "stuck": lambda rows, _by, at: rows.filter(pk__in=_of(finalising.ready(at))),
    "returned": lambda rows, _by, _at: rows.waiting().filter(pk__in=Reference.objects.returned().values("application")),
    "unjudged": lambda rows, _by, _at: judging.not_judged(rows),
    "to-confirm": lambda rows, by, _at: judging.to_confirm(rows, by),
    "sent-back": lambda rows, by, _at: judging.sent_back(rows, by),
}
"""Line → those of some rows that are in it: looked after by somebody, pressing, late, waiting for the applicant, ready
to be assessed; being assessed without somebody's word about their interest, or judged by them; signed on a scan that
nobody looked at; with an objection; accepted and not awarded yet, about to lapse, with a title that came another way,
or complete and not awarded all the same; with a mail to a reference that came back; judged by nobody yet, with an
answer that waits for a second person, or went back to who proposed it. All are open, but for objections."""


def in_turn(rows: QuerySet[Application], by: User) -> list[QuerySet[Application]]:
    """What is to be answered by its day, what stands still last; then what was accepted; then what ended, newest first.

    For who judges applications, theirs come before the others'.
    """
    waiting = rows.waiting().order_by(F("due_on").asc(nulls_last=True), "pk")  # type: ignore[attr-defined]
    ended = rows.filter(state__in=[state.value for state in ENDED], submitted_at__isnull=False)
    accepted = rows.filter(state=ApplicationState.ACCEPTED).order_by("decided_at", "pk")
    mine = _judged_by(by)
    parts = [waiting.filter(mine), waiting.filter(~mine)] if by.has_perm(ASSESSES) else [waiting]
    return [*parts, accepted, ended.order_by("-submitted_at", "-pk")]


def with_still_since(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Rows that know since when their first question waits, and since when their objection does (no query more)."""
    waits = Question.objects.open().filter(application=OuterRef("pk")).order_by("asked_at")
    objected = Objection.objects.filter(application=OuterRef("pk"), state=ObjectionState.MADE.value)
    return rows.annotate(
        still_since=Subquery(waits.values("asked_at")[:1]), objected_at=Subquery(objected.values("made_at")[:1])
    )


def with_mine(rows: QuerySet[Application], by: User) -> QuerySet[Application]:
    """Rows that know whether somebody looks after them, or judges them (no query more)."""
    return rows.annotate(mine=Case(When(_judged_by(by), then=True), default=False, output_field=BooleanField()))


def closed_around(on: date) -> frozenset[date]:
    """The closed days that any answer of a day needs, objections included (1 query)."""
    return closed_days(on - LONG, on + objecting.REACH)


def urgencies(on: date, closed: frozenset[date] | None = None) -> Callable[[Application], Urgency | None]:
    """How the answer of any application stands on a day; of one that ended there is nothing to tell.

    1 query, none with the closed days of ``closed_around``.
    """
    days = _closed(on) if closed is None else closed
    return lambda row: None if row.turn is None else urgency(row.due_on, on, days)


def handlers(application: Application) -> QuerySet[User]:
    """The colleagues who may look after an application: neither its applicant, nor named, nor interested (1 query)."""
    roles = [role.key for role in APPOINTED if HANDLES in role.permissions]
    named = application.references.values(small=Lower("email"))
    found: QuerySet[User] = User.objects.filter(grants__role__in=roles, is_active=True)
    found = found.exclude(pk=application.person_id).alias(small=Lower("email")).exclude(small__in=named)
    known = User.objects.filter(emailaddress__isnull=False).alias(small=Lower("emailaddress__email"))
    found = found.exclude(pk__in=known.filter(small__in=named).values("pk"))
    found = found.exclude(pk__in=application.interests.filter(interested=True).values("person"))
    return found.distinct().order_by("given_name", "family_name", "pk")


def _of(lists: QuerySet[Finalisation]) -> QuerySet[Finalisation, Any]:
    return lists.values("application")


def _closed(on: date) -> frozenset[date]:
    return closed_days(on, on + REACH)
