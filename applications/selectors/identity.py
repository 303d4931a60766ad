"""Reads of identity appointments: what an applicant can choose from, and who can hold them."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import APPOINTED
from applications.enums import IdentityWay
from applications.models import Application, Appointment
from common.calendar import local_day
from common.models import AuditLine

AHEAD: Final = timedelta(weeks=8)
"""How far ahead an applicant chooses."""
OFFERS: Final = "applications.add_appointment"
TAKEN: Final = "applications.appointment-taken"
CHANGED: Final = "applications.identity-appointment-changed"
CALLED_OFF: Final = "applications.identity-appointment-called-off"


def to_choose(application: Application, way: IdentityWay, at: datetime) -> QuerySet[Appointment]:
    """Free appointments of a way in the next weeks, in order; nobody checks their own identity (1 query)."""
    free = Appointment.objects.filter(application__isnull=True, starts_at__gt=at, starts_at__lte=at + AHEAD)
    rows: QuerySet[Appointment] = free.filter(way=way.value).exclude(checker=application.person_id)
    return rows.order_by("starts_at", "pk")


def by_day(rows: QuerySet[Appointment]) -> list[tuple[date, list[Appointment]]]:
    """Appointments day by day; of several at one time the first (1 query)."""
    days = []
    for day, found in groupby(rows, key=lambda row: local_day(row.starts_at)):
        once = {row.starts_at: row for row in reversed(list(found))}
        days.append((day, sorted(once.values(), key=lambda row: row.starts_at)))
    return days


def appointment_of(application: Application) -> Appointment | None:
    """The appointment that an application took (1 query)."""
    found: Appointment | None = Appointment.objects.filter(application=application).first()
    return found


def told_of(application: Application) -> list[tuple[str, datetime]]:
    """What we did to the appointments an application took: ``CHANGED`` or ``CALLED_OFF``, and when (1 query)."""
    lines = AuditLine.objects.about(application).filter(act__in=[CHANGED, CALLED_OFF])
    return [(line.act, line.at) for line in lines]


def called_off_at(application: Application) -> datetime | None:
    """When we called off the appointment of an application, unless its applicant took another since (1 query)."""
    lines = AuditLine.objects.filter(person_id=application.person_id).order_by("-pk")
    newest = lines.filter(Q(act=TAKEN) | Q(act=CALLED_OFF, about_id=application.pk)).first()
    return newest.at if newest is not None and newest.act == CALLED_OFF else None


def checkers() -> QuerySet[User]:
    """The colleagues who can hold appointments (1 query)."""
    roles = [role.key for role in APPOINTED if OFFERS in role.permissions]
    found: QuerySet[User] = User.objects.filter(Q(grants__role__in=roles), is_active=True).distinct()
    return found.order_by("given_name", "family_name", "pk")
