"""The answer to an application: what was decided, the one objection, and what is still to do after an acceptance."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import APPOINTED
from applications.enums import Answer as Said
from applications.enums import ApplicationState, DecisionState, IdentityVerdict, ObjectionState, SignedHow
from applications.models import (
    Application,
    Appointment,
    Decision,
    Finalisation,
    IdentityCheck,
    Interest,
    Objection,
)
from applications.models.intake import ApplicationQuerySet
from applications.models.walls import not_concerning, taken_part
from applications.rules.finalising import lapses_on
from applications.rules.objecting import REACH, decided_by, made_before, open_from, open_until
from applications.selectors import applications_of, finalising
from applications.states import OPEN
from common.calendar import day_bounds, local_day
from common.selectors import closed_days
from members.models import Invoice
from members.rules.membership import NOTHING

ASSESSES: Final = "applications.assess_application"
NEEDED: Final = 2
"""So many people decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The answer to an application on a day.

    ``first`` is what was decided, ``second`` what was decided about the objection. ``until`` is the last day to object,
    of a rejection; ``decided_by`` the day of our answer to an objection; ``ended_at`` when the title was awarded or the
    acceptance lapsed. ``another`` was begun later for the same title.
    """

    first: Decision | None
    second: Decision | None
    objection: Objection | None
    until: date | None
    decided_by: date | None
    another: Application | None
    ended_at: datetime | None
    on: date

    @property
    def may_object(self) -> bool:
        """Whether the applicant can object now."""
        return self.objection is None and self.another is None and self.until is not None and self.on <= self.until

    @property
    def waits(self) -> bool:
        """Whether an objection waits."""
        return self.objection is not None and self.objection.state == ObjectionState.MADE

    @property
    def stands(self) -> Decision | None:
        """The decision that holds."""
        return self.second or self.first


def given(row: Application, on: date) -> Given:
    """The answer to an application that was decided, on a day (6 queries)."""
    confirmed = Decision.objects.filter(application=row, state=DecisionState.CONFIRMED.value)
    found = list(confirmed.order_by("decided_at").prefetch_related("grounds"))
    first = next((one for one in found if not one.on_objection), None)
    objection = Objection.objects.filter(application=row).first()
    rejected = first is not None and first.answer == Said.REJECT
    return Given(
        first=first,
        second=next((one for one in found if one.on_objection), None),
        objection=objection,
        until=open_until(local_day(first.decided_at)) if first and rejected and first.decided_at else None,
        decided_by=answer_by(local_day(objection.made_at)) if objection else None,
        another=another(row),
        ended_at=Finalisation.objects.filter(application=row).values_list("ended_at", flat=True).first(),
        on=on,
    )


def another(row: Application) -> Application | None:
    """The application for the same title that its person began after this one, draft or not (1 query)."""
    rows = Application.objects.filter(person=row.person_id, title=row.title_id, pk__gt=row.pk)
    found: Application | None = rows.order_by("pk").first()
    return found


def to_object(person: int, title: int, on: date) -> Given | None:
    """The rejection of somebody's application for a title that can still be objected to on a day (7 queries)."""
    rows = Application.objects.filter(person=person, title=title, state=ApplicationState.REJECTED.value)
    found = rows.order_by("-pk").first()
    answer = given(found, on) if found else None
    return answer if answer and answer.may_object else None


def objected(person: int, title: int) -> Application | None:
    """Somebody's rejected application for a title whose objection waits (1 query)."""
    rows = Application.objects.filter(person=person, title=title, state=ApplicationState.REJECTED.value)
    found: Application | None = rows.filter(objection__state=ObjectionState.MADE.value).first()
    return found


def answer_by(made_on: date) -> date:
    """The working day by which an objection is decided (1 query)."""
    return decided_by(made_on, closed_days(made_on, made_on + REACH))


def letter_of(row: Application, key: int) -> Decision | None:
    """A rejection of an application that was confirmed, with its grounds (2 queries)."""
    rows = Decision.objects.filter(application=row, state=DecisionState.CONFIRMED.value, answer=Said.REJECT.value)
    found: Decision | None = rows.filter(pk=key).prefetch_related("grounds").first()
    return found


def letters(row: Application) -> QuerySet[Decision]:
    """The rejections of an application that were confirmed, each with a letter, in order (1 query)."""
    rows = Decision.objects.filter(application=row, state=DecisionState.CONFIRMED.value, answer=Said.REJECT.value)
    found: QuerySet[Decision] = rows.order_by("decided_at")
    return found


def shown_first(person: User, on: date) -> QuerySet[Application]:
    """Somebody's applications that wait for them or for us: open ones, and rejected ones while an objection is open.

    1 query.
    """
    since = day_bounds(open_from(on))[0]
    lately = Q(decided_at__gte=since, objection=None) | Q(objection__state=ObjectionState.MADE.value)
    rows = Q(state__in=[state.value for state in OPEN]) | (Q(state=ApplicationState.REJECTED.value) & lately)
    return applications_of(person).filter(rows)


def decidable(rows: ApplicationQuerySet, by: User) -> ApplicationQuerySet:
    """Those of some rows whose objection waits for people like this colleague, who had no part in them (1 query more).

    They neither apply, nor are named, nor declared an interest.
    """
    interested = Interest.objects.filter(application=OuterRef("pk"), person=by, interested=True)
    return not_concerning(to_be_decided(rows), by).filter(~Exists(interested)).exclude(taken_part(by))


def left_to_decide(row: Application) -> list[User]:
    """The colleagues who can still decide an objection, two at most: more are not needed (1 query, and 4 for each)."""
    roles = [role.key for role in APPOINTED if ASSESSES in role.permissions]
    judges = User.objects.filter(grants__role__in=roles, is_active=True).distinct().order_by("pk")
    one = Application.objects.filter(pk=row.pk)
    return list(islice((judge for judge in judges if decidable(one, judge).exists()), NEEDED))


def to_be_decided(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Those of some rows whose objection waits."""
    return rows.filter(state=ApplicationState.REJECTED.value, objection__state=ObjectionState.MADE.value)


def decided_late(rows: ApplicationQuerySet, at: datetime) -> ApplicationQuerySet:
    """Those of some rows whose objection waits although the day named for its answer has passed (1 query)."""
    on = local_day(at)
    first = made_before(on, closed_days(on - REACH, on + REACH))
    return to_be_decided(rows).filter(objection__made_at__lt=day_bounds(first)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPay:
    """What an acceptance would ask for the first year: the amount, until when, and an invoice that asks it already."""

    amount: Decimal
    by: date
    invoice: Invoice | None = None


def to_do(row: Application, at: datetime, asks: ToPay | None = None) -> dict[str, Any]:
    """What is still to do after an acceptance, as plain facts (at most 15 queries).

    Before the list of it began, as it would stand if it began now and asked this. ``amount`` is 0 where nothing is to
    be paid;
    ``signature`` is ``seen``, ``looking`` or, where a document is not agreed to, ``agree``; ``identity`` is
    ``verified``, ``appointment``, ``held`` once that is over, ``copy`` while we look at one, or ``choose``.
    """
    begun = Finalisation.objects.filter(application=row).exists()
    told = finalising.what_is_next(row) if begun else _if_accepted(row, local_day(at), asks)
    identity, when = told["identity"], told["appointment_at"]
    agrees = told["signature"] != "seen" and row.signed_how == SignedHow.PORTAL
    return {
        "lapses_on": told["lapses_on"],
        "amount": told["amount"] or NOTHING,
        "invoice": told["invoice"],
        "pay_by": told["pay_by"] or told["lapses_on"],
        "signature": "agree" if agrees else told["signature"],
        "identity": "held" if identity == "appointment" and when <= at else identity,
        "appointment_at": when or at,
    }


def _if_accepted(row: Application, on: date, asks: ToPay | None) -> dict[str, Any]:
    checked = IdentityCheck.objects.filter(application=row, verdict=IdentityVerdict.VERIFIED.value).exists()
    held = None if checked else Appointment.objects.filter(application=row).first()
    sent = not checked and row.identity_copies.unjudged().exists()
    without = "appointment" if held else "copy" if sent else "choose"
    return {
        "lapses_on": lapses_on(on),
        "amount": asks and asks.amount,
        "invoice": asks.invoice.number if asks and asks.invoice else "",
        "pay_by": asks and asks.by,
        "signature": "seen" if row.signed_how == SignedHow.PORTAL or row.scan_checked_at else "looking",
        "identity": "verified" if checked else without,
        "appointment_at": held and held.starts_at,
    }
