"""How an identity is checked live: chosen by the applicant, offered and called off by colleagues.

Nothing is kept of a document. Account and application are locked before the appointment, so that of two who take one
the second gets a sentence, and an applicant never holds two.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import identity as emails
from applications.enums import ApplicationState, CopyEnd, IdentityVerdict, IdentityWay
from applications.models import Application, Appointment
from applications.selectors.copies import copies_of
from applications.services import destroying
from applications.services.drafts import ApplicationRefused, changed, locked, locked_draft
from applications.states import UNTIL_AWARD
from common import audit
from comms import outbox

FACTS: Final = ("starts_at", "minutes", "place")


class AppointmentRefused(ApplicationRefused):
    """Something that cannot be done with an appointment, with the reason."""


@transaction.atomic
def choose(application: Application, way: IdentityWay, slot: int | None, *, by: User, at: datetime) -> Application:
    """Choose how the identity is checked, and when: a free appointment, or none, and we propose one.

    Locks the draft, then the appointment. The one held before is free again. Queues the confirmation. Raises
    ``AppointmentRefused`` for a time that is taken, gone or over, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = locked_draft(application, by=by)
    held = _held(row)
    if slot is not None and held is not None and held.pk == slot:
        return row
    taken = None if slot is None else _locked_free(slot, row, way, at)
    if held is not None:
        _give_back(held, by=by, at=at)
    destroying.let_go(row, CopyEnd.TAKEN_BACK, by=by, at=at)
    row.identity_way = way.value
    changed(row, ("identity_way",), at=at)
    if taken is not None:
        _take(taken, row, at)
        audit.record("applications.appointment-taken", about=taken, person=row.person_id, by=by, at=at)
        outbox.queue(emails.TAKEN, emails.mail(taken, row, at), at=at)
    return row


@transaction.atomic
def choose_again(
    application: Application, way: IdentityWay, slot: int | None, *, by: User, at: datetime
) -> Application:
    """Choose an appointment after an acceptance, or none, and we propose one by mail; the one held before is free.

    So can be chosen before it, where a masked copy did not do or was destroyed unseen. Locks account and application,
    then the appointment. Queues the confirmation. Raises as ``choose`` does, also for any other application that was
    not accepted and for one whose identity is verified.
    """
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_write(by, row)
    verified = row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED.value).exists()
    if verified or (row.state != ApplicationState.ACCEPTED and not copies_of(row, at).asked):
        raise AppointmentRefused(_("This application waits for no appointment."))
    held = _held(row)
    if slot is not None and held is not None and held.pk == slot:
        return row
    taken = None if slot is None else _locked_free(slot, row, way, at)
    if held is not None:
        _give_back(held, by=by, at=at)
    destroying.let_go(row, CopyEnd.REPLACED, by=by, at=at)
    row.identity_way = way.value
    row.save(update_fields=["identity_way"])
    if taken is not None:
        _take(taken, row, at)
        audit.record("applications.appointment-taken", about=taken, person=row.person_id, by=by, at=at)
        outbox.queue(emails.TAKEN, emails.mail(taken, row, at), at=at)
    return row


@transaction.atomic
def give_back_again(application: Application, *, by: User, at: datetime) -> Application:
    """Give the appointment to come back after an acceptance; another one is chosen at any time.

    Locks account and application, then the appointment. Raises ``AppointmentRefused`` for an application that was not
    accepted and for an appointment that has begun, and ``Forbidden``.
    """
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_write(by, row)
    held = _held(row)
    if row.state != ApplicationState.ACCEPTED or (held is not None and held.starts_at <= at):
        raise AppointmentRefused(_("This appointment cannot be given back any more."))
    if held is not None:
        _give_back(held, by=by, at=at)
    return row


@transaction.atomic
def give_back(application: Application, *, by: User, at: datetime) -> Application:
    """Take back what was chosen: the appointment is free again, and the part is empty. Locks the draft."""
    row = locked_draft(application, by=by)
    held = _held(row)
    if held is not None:
        _give_back(held, by=by, at=at)
    destroying.let_go(row, CopyEnd.TAKEN_BACK, by=by, at=at)
    row.identity_way = ""
    changed(row, ("identity_way",), at=at)
    return row


@transaction.atomic
def offer(
    checker: User,
    starts: Sequence[datetime],
    *,
    way: IdentityWay,
    minutes: int,
    place: str,
    by: User,
    at: datetime,
    agreed_with: Application | None = None,
) -> list[Appointment]:
    """Offer appointments of one checker, all or none; the first is put down for whom it was ``agreed_with`` by mail.

    Locks that application and its account, then the checker's row. Queues the confirmation; an appointment that passed
    is let go for it. Raises ``AppointmentRefused`` when a time has passed or meets another one of the checker's, or the
    application waits for none, and ``Forbidden``.
    """
    policies.require_offer_appointments(by)
    require_place(way, place)
    row = _locked_waiting(agreed_with, at) if agreed_with else None
    _require_times(checker, starts, minutes, at)
    made = Appointment.objects.bulk_create(
        Appointment(checker=checker, way=way.value, starts_at=begins, minutes=minutes, place=place) for begins in starts
    )
    audit.record_many("applications.appointment-offered", [audit.Entry(about=one) for one in made], by=by, at=at)
    if row is not None:
        _agree(made[0], row, by=by, at=at)
    return made


def require_place(way: str, place: str) -> None:
    """Raise ``AppointmentRefused`` unless a meeting by video names a link; in person, any text is a place."""
    if way != IdentityWay.VIDEO:
        return
    try:
        URLValidator(schemes=["https"])(place)
    except ValidationError as error:
        told = _(
            "By video the place is the link at which the applicant joins. Write an address that begins with https://."
        )
        raise AppointmentRefused(told) from error


def _locked_waiting(application: Application, at: datetime) -> Application:
    """One under way or accepted without an appointment to come, locked. Raises ``AppointmentRefused`` for another."""
    row = locked(application.pk)
    held = row and _held(row)
    seen = row and row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED).exists()
    if row is None or row.state not in UNTIL_AWARD or seen or (held and held.starts_at > at):
        raise AppointmentRefused(_("This application waits for no appointment."))
    return row


def _agree(appointment: Appointment, row: Application, *, by: User, at: datetime) -> None:
    if appointment.checker_id == row.person_id:
        raise AppointmentRefused(_("Nobody checks their own identity. Choose another checker."))
    if missed := _held(row):
        _give_back(missed, by=by, at=at)
    destroying.let_go(row, CopyEnd.REPLACED, by=by, at=at)
    row.identity_way = appointment.way
    row.save(update_fields=["identity_way"])
    _take(appointment, row, at)
    audit.record("applications.appointment-agreed", about=appointment, person=row.person_id, by=by, at=at)
    outbox.queue(emails.TAKEN, emails.mail(appointment, row, at), at=at)


@transaction.atomic
def change(
    appointment: Appointment, *, starts_at: datetime, minutes: int, place: str, by: User, at: datetime
) -> Appointment:
    """Change the time or place of an appointment still to come; whoever took it is told.

    Locks account and application, the checker and the appointment. Raises ``AppointmentRefused`` for one that is over
    or meets another, and ``Forbidden``.
    """
    policies.require_offer_appointments(by)
    row, application = _locked_with_application(appointment, at)
    require_place(row.way, place)
    began, before = row.starts_at, audit.snapshot(row, *FACTS)
    row.starts_at, row.minutes, row.place = starts_at, minutes, place
    if not (said := audit.changes(before, row)):
        return row
    if said.keys() & {"starts_at", "minutes"}:
        _require_times(row.checker, [starts_at], minutes, at, but=[row.pk])
    row.save(update_fields=FACTS)
    person = application.person_id if application else None
    audit.record("applications.appointment-changed", about=row, person=person, by=by, at=at, changes=said)
    if application is not None:
        audit.record("applications.identity-appointment-changed", about=application, person=person, by=by, at=at)
        outbox.queue(emails.CHANGED, emails.changed(row, application, began, at), at=at)
    return row


@transaction.atomic
def remove(appointment: Appointment, *, by: User, at: datetime) -> None:
    """Remove an appointment that nobody took. Raises ``AppointmentRefused`` for one that was, and ``Forbidden``."""
    policies.require_offer_appointments(by)
    row, application = _locked_with_application(appointment, at)
    if application is not None:
        raise AppointmentRefused(_("Somebody took this appointment meanwhile. Call it off; the applicant is told."))
    audit.record("applications.appointment-removed", about=row, by=by, at=at)
    row.delete()


@transaction.atomic
def call_off(appointment: Appointment, *, words: str, by: User, at: datetime) -> None:
    """Call off an appointment that was taken and tell the applicant why; it is not offered again.

    A draft then has to choose anew; for what was submitted we propose another one. Raises ``AppointmentRefused`` for
    one that nobody has any more or is over, and ``Forbidden``.
    """
    policies.require_offer_appointments(by)
    row, application = _locked_with_application(appointment, at)
    if application is None:
        raise AppointmentRefused(_("Nobody has this appointment any more: it was given back, and is free."))
    person = application.person_id
    audit.record("applications.appointment-called-off", about=row, person=person, by=by, at=at, reason=words)
    audit.record("applications.identity-appointment-called-off", about=application, person=person, by=by, at=at)
    outbox.queue(emails.CALLED_OFF, emails.called_off(row, application, words, at), at=at)
    row.delete()
    if application.state == ApplicationState.DRAFT:
        application.identity_way = ""
        changed(application, ("identity_way",), at=at)


def give_way(row: Application, *, by: User, at: datetime) -> None:
    """Give the appointment to come of a locked application back, for its applicant goes another way."""
    held = _held(row)
    if held is not None and held.starts_at > at:
        _give_back(held, by=by, at=at)


def let_go(row: Application, *, by: User, at: datetime) -> None:
    """Give the appointment to come of a locked application back that nobody needs any more, and tell its applicant."""
    held = _held(row)
    if held is None or held.starts_at <= at:
        return
    told = emails.not_needed(held, row, at)
    _give_back(held, by=by, at=at)
    outbox.queue(emails.NOT_NEEDED, told, at=at)


def _held(row: Application) -> Appointment | None:
    found: Appointment | None = Appointment.objects.select_for_update(of=("self",)).filter(application=row).first()
    return found


def _locked_free(slot: int, row: Application, way: IdentityWay, at: datetime) -> Appointment:
    """A free appointment, locked. Raises ``AppointmentRefused`` when there is none of this number any more."""
    free = Appointment.objects.free(at).select_for_update(of=("self",))
    found: Appointment | None = free.filter(pk=slot, way=way.value).exclude(checker=row.person_id).first()
    if found is None:
        raise AppointmentRefused(_("This time is not free any more. Choose another one."))
    return found


def _locked_with_application(appointment: Appointment, at: datetime) -> tuple[Appointment, Application | None]:
    """An appointment still to come and the application that took it, locked, the account and the application first."""
    holder = Appointment.objects.filter(pk=appointment.pk).values_list("application", flat=True).first()
    application = locked(holder) if holder else None
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("checker")
    row = rows.filter(pk=appointment.pk).first()
    if row is None or row.application_id != (application and application.pk):
        raise AppointmentRefused(_("This appointment was changed just now. Please look at it again."))
    if row.starts_at <= at:
        raise AppointmentRefused(_("This appointment is over; it stays as it was."))
    return row, application


def _take(appointment: Appointment, row: Application, at: datetime) -> None:
    appointment.application, appointment.taken_at = row, at
    appointment.save(update_fields=["application", "taken_at"])


def _give_back(appointment: Appointment, *, by: User, at: datetime) -> None:
    person = appointment.application.person_id if appointment.application else None
    appointment.application = appointment.taken_at = None
    appointment.save(update_fields=["application", "taken_at"])
    audit.record("applications.appointment-given-back", about=appointment, person=person, by=by, at=at)


def _require_times(
    checker: User, starts: Sequence[datetime], minutes: int, at: datetime, *, but: Collection[int] = ()
) -> None:
    """Lock a checker, and raise ``AppointmentRefused`` when a time has passed or meets another one of theirs."""
    User.objects.select_for_update(no_key=True).get(pk=checker.pk)
    if min(starts) <= at:
        raise AppointmentRefused(_("This time has passed. Choose one that lies ahead."))
    last = max(starts) + timedelta(minutes=minutes)
    near = Appointment.objects.filter(
        checker=checker, starts_at__gt=min(starts) - timedelta(hours=1), starts_at__lt=last
    )
    for other in near.exclude(pk__in=but):
        if any(begins < other.ends_at and other.starts_at < begins + timedelta(minutes=minutes) for begins in starts):
            told = _("%(name)s has an appointment at that time already. Choose another time.")
            raise AppointmentRefused(told % {"name": checker})
