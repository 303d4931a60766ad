"""From accepted to certified: the list begins with the acceptance; the title is awarded once its facts are complete.

Nobody ticks an item and nobody awards by hand: facts are recorded by acts elsewhere, and a duty of every minute looks
whether they are all there. What is not complete in time lapses, after two warnings.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from applications.emails import finalising as emails
from applications.enums import ApplicationState, CopyEnd, Item, QuestionState
from applications.models import Application, Appointment, Finalisation
from applications.rules.finalising import WARNED, lapses_on, pay_by, warning_due
from applications.selectors import finalising as selectors
from applications.selectors.answers import ToPay
from applications.selectors.finalising import Found
from applications.services import destroying
from applications.services.drafts import locked
from common import audit
from common.calendar import local_day
from comms import outbox
from comms.models import Message
from members import services as register
from members.models import Invoice, Member
from members.services import Accepted, HeldAlready


def begin(row: Application, *, by: User, at: datetime) -> Finalisation:
    """Begin the list of an application that was accepted just now, called in the transaction that holds its lock.

    The person comes into the register, under the address of the form where none is known, and gets the invoice of the
    first year, to be paid within thirty days; where it asks nothing there is none. ``by`` confirmed the acceptance.
    Called again, the list that began stays. Raises ``NoTermsError``.
    """
    known: Finalisation | None = Finalisation.objects.filter(application=row).first()
    if known is not None:
        return known
    on = local_day(at)
    member = register.register_members([row.person], on=on, by=None, at=at)[row.person_id]
    _reach(member, row, at=at)
    invoice = register.ask_entry(member, row.title, due_on=pay_by(on), at=at)
    made: Finalisation = Finalisation.objects.create(
        application=row, began_at=at, lapses_on=lapses_on(on), invoice=invoice
    )
    audit.record("applications.finalising", about=row, person=row.person_id, by=by, at=at)
    return made


def would_ask(row: Application, on: date) -> ToPay:
    """What ``begin`` would ask for the first year on a day; nothing is made (8 queries at most)."""
    member = Member.objects.filter(user=row.person_id).first()
    asks = register.first_year(member, row.title, on)
    invoice = asks.invoice
    return ToPay(amount=asks.amount, by=invoice.due_on if invoice else pay_by(on), invoice=invoice)


def _reach(member: Member, row: Application, *, at: datetime) -> None:
    """Give a member without an address the one of the form, so that an invoice names it."""
    if member.contact.address or not row.contact.address:
        return
    member.move(row.contact, at=at)
    member.save()


@transaction.atomic
def award(keys: Collection[int], *, at: datetime) -> int:
    """Award the titles of these finalisations whose facts are complete, dated the day the last was learned; how many.

    Locks account, application, finalisation and invoice, one after the other of each, and reads the facts under the
    locks: once, whatever runs beside. Queues ``applications.awarded``. A title that came another way meanwhile is left
    to a person, and so is who was accepted before their membership was revoked: nothing is awarded on that.
    """
    return sum(_award(key, at=at) for key in keys)


def _award(key: int, *, at: datetime) -> int:
    found = _locked(key)
    if found is None or found.stopped:
        return 0
    row, on = found.row, found.awarded_on
    if on is None or on > local_day(at) or not found.in_time(found.lapses_after):
        return 0
    application, invoice = row.application, found.invoice
    member = Member.objects.select_related("user").get(user=application.person_id)
    if _asks_after_all(found, member, at=at):
        return 0
    asked = {member.pk: Accepted(on=local_day(row.began_at), invoice=invoice.pk if invoice else None)}
    try:
        (credential,) = register.award_many(
            [(member, application.title)], on=on, by=None, at=at, accepted=asked, names=_looked_at(application, member)
        )
    except HeldAlready:
        return 0
    _end(row, ApplicationState.AWARDED, at=at)
    row.credential = credential
    row.save(update_fields=["ended_at", "credential"])
    audit.record("applications.awarded", about=application, person=application.person_id, by=None, at=at)
    outbox.queue(emails.AWARDED, emails.awarded(application, credential, at=at), at=at)
    return 1


def _looked_at(application: Application, member: Member) -> dict[int, str]:
    """The name of the form, which those who judged it saw, where the account's changed since it was handed in."""
    renamed, handed_in = member.user.renamed_at, application.submitted_at
    return {member.pk: application.name} if renamed and handed_in and renamed > handed_in else {}


def _asks_after_all(found: Found, member: Member, *, at: datetime) -> bool:
    """Whether the first year asks something by now that it did not ask at the acceptance; then it stands on the list.

    So where a year that was paid already ends, or another award used the invoice and its title ended. What is asked
    anew can be paid for thirty days.
    """
    row, on = found.row, local_day(at)
    if found.invoice is not None and not register.is_used(found.invoice.pk):
        return False
    last = pay_by(on)
    asked = register.ask_entry(member, row.application.title, due_on=last, at=at)
    if asked is None:
        return False
    row.invoice, row.lapses_on = asked, max(row.lapses_on, last)
    row.save(update_fields=["invoice", "lapses_on"])
    audit.record("applications.asked-after-all", about=row.application, person=member.user_id, by=None, at=at)
    return True


def to_warn(on: date) -> QuerySet[Finalisation]:
    """Open ones that may have come to a warning by a day; ``warn`` looks exactly."""
    return selectors.still_open().filter(lapses_on__lte=on + timedelta(days=WARNED[0]))


@transaction.atomic
def warn(keys: Collection[int], *, at: datetime) -> int:
    """Queue the warning that each of these has come to, with what is missing; how many mails were new.

    Once for each and warning; of two that were missed only the later is sent. What is complete is not warned of, and
    neither is what waits for us.
    """
    on = local_day(at)
    rows = selectors.found_of(selectors.rows().filter(pk__in=keys))
    several = [found for found in rows if selectors.theirs(found) and not found.revoked]
    queued = _warned([found.row for found in several])
    mails = []
    for found in several:
        step = warning_due(found.row.lapses_on, on)
        if found.row.ended_at is None and step is not None and emails.key(found.row, step) not in queued:
            warned = replace(found, warned_on=on) if step == WARNED[-1] else found
            mails.append(emails.warning(warned, step))
    return outbox.queue_many(emails.LAPSES, mails, at=at)


def to_lapse(on: date) -> QuerySet[Finalisation]:
    """Open ones whose last day is past; ``lapse`` looks exactly."""
    return selectors.still_open().filter(lapses_on__lt=on)


@transaction.atomic
def lapse(keys: Collection[int], *, at: datetime) -> int:
    """Let acceptances lapse that were not complete by their last day; how many.

    Not before a week after the second warning, nor while what is missing waits for us, nor before we know what the bank
    booked by then: the outcome does not depend on the night on which this runs. An unpaid invoice is credited, what was
    paid is owed back. Locks as ``award`` does; queues ``applications.lapsed``.
    """
    return sum(_lapse(key, at=at) for key in keys)


def _lapse(key: int, *, at: datetime) -> int:
    on, found = local_day(at), _locked(key)
    last = found.lapses_after if found else None
    if found is None or last is None or on <= last or not _is_over(found, last, on):
        return 0
    row, application = found.row, found.row.application
    dropped = _drop(found, at=at)
    _end(row, ApplicationState.LAPSED, at=at)
    row.save(update_fields=["ended_at"])
    Appointment.objects.filter(application=application).give_back()
    audit.record("applications.lapsed", about=application, person=application.person_id, by=None, at=at)
    outbox.queue(emails.LAPSED, emails.lapsed(found, last, dropped), at=at)
    return 1


def _is_over(found: Found, last: date, on: date) -> bool:
    """Whether it was not complete by its last day, and nothing of that is ours."""
    if found.stopped:
        return True
    if found.in_time(last) or selectors.waits_for_us(found, last):
        return False
    unpaid = found.facts[Item.PAID] is None
    return not unpaid or selectors.bank_told(on, last)


def _drop(found: Found, *, at: datetime) -> Invoice | None:
    """Credit the invoice of one that lapses, unless another acceptance of the person rests on it."""
    if found.invoice is None or selectors.shared(found.row, found.invoice):
        return None
    return register.drop_entry(found.invoice.pk, at=at)


def _end(row: Finalisation, state: ApplicationState, *, at: datetime) -> None:
    application = row.application
    application.questions.open().update(state=QuestionState.TAKEN_BACK.value, ended_at=at)
    application.become(state)
    application.changed_at = row.ended_at = at
    application.save(update_fields=["state", "changed_at"])
    destroying.let_go(application, CopyEnd.GONE, by=None, at=at)


def _locked(key: int) -> Found | None:
    """An open finalisation with account, application, itself and its invoice locked, and its facts read after that."""
    about = Finalisation.objects.filter(pk=key).values_list("application", flat=True).first()
    application = locked(about) if about else None
    row = selectors.rows().select_for_update(of=("self",)).filter(pk=key, ended_at=None).first()
    if application is None or row is None or application.state != ApplicationState.ACCEPTED:
        return None
    row.application = application
    (found,) = selectors.found_of([row])
    if found.invoice is None:
        return found
    register.lock_entry(found.invoice.pk)
    (again,) = selectors.found_of([row])
    return again


def _warned(several: Iterable[Finalisation]) -> dict[tuple[str, str], datetime]:
    """When warnings about these were queued first, by subject and period (1 query)."""
    about = [emails.about(row.application) for row in several]
    found = Message.objects.filter(kind=emails.LAPSES.key, about__in=about).order_by("-queued_at", "-pk")
    return {(subject, period): moment for subject, period, moment in found.values_list("about", "period", "queued_at")}
