"""What people who were named do about what we hold of them: correct it, take their answer back, have it deleted."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.selectors import addresses_of
from applications.emails import answers as emails
from applications.emails import links
from applications.enums import ReferenceState, Stand
from applications.models import Application, Reference, ReferenceAnswer, ReferenceLink
from applications.rules.links import stand
from applications.rules.organisations import trace_in
from applications.services import asking, quorum
from applications.services.answering import NotOpen, locked_person, require_link
from applications.services.drafts import ApplicationRefused
from applications.services.forgetting import forget_named
from applications.states import HANDED_IN
from common import audit
from common.calendar import local_day
from common.traces import traces_of
from comms import outbox


class AddressTaken(ApplicationRefused):
    """An address at which we cannot ask for this reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Who somebody is and where we reach them, as they say it themselves."""

    name: str
    role: str
    organisation: str
    phone: str
    email: str


@transaction.atomic
def correct(reference: Reference, said: Details, *, at: datetime, link: ReferenceLink | None = None) -> bool:
    """Write anew who somebody is, as long as we hold it, and whatever became of them: whether a new link was mailed.

    A new address revokes every link so far, and one of its own is mailed to it. What somebody answered stays as they
    wrote it. Counts the organisations anew while the application is under way. Raises ``NotOpen`` for a link that was
    revoked and for who was forgotten, and ``AddressTaken`` for an address that cannot be used here.
    """
    row, person = locked_person(reference)
    require_link(link, row, person, at)
    if person.removed:
        raise NotOpen(Stand.WITHDREW)
    before = audit.snapshot(person, *asdict(said))
    differing = [name for name, value in asdict(said).items() if value != before[name]]
    if not differing:
        return False
    moved = said.email.casefold() != person.email.casefold()
    if moved:
        _require_address(row, person, said.email)
        person.returned_at = None
    for name in differing:
        setattr(person, name, getattr(said, name))
    person.save(update_fields=[*differing, "returned_at"])
    changed = audit.changes(before, person)
    audit.record("applications.reference-corrected", about=person, by=None, at=at, changes=changed)
    if moved:
        _move(row, person, at=at)
    if row.state in HANDED_IN and row.references_at is not None:
        quorum.reckon(row, at=at)
    return moved


@transaction.atomic
def take_answer_back(reference: Reference, *, at: datetime, link: ReferenceLink | None = None) -> None:
    """Delete the final answer of somebody before anything is decided; the applicant is told that they withdrew.

    Raises ``NotOpen`` once the application is not under way any more, or without an answer.
    """
    row, person = locked_person(reference)
    require_link(link, row, person, at)
    if person.state != ReferenceState.ANSWERED:
        raise NotOpen(Stand.WITHDREW)
    if row.state not in HANDED_IN:
        raise NotOpen(Stand.CLOSED)
    _withdraw(person, at=at)
    audit.record("applications.reference-withdrew", about=person, by=None, at=at)
    outbox.queue(emails.WITHDREW, emails.told(row, person, period=f"withdrew {at:%Y-%m-%dT%H:%M:%S.%f}"), at=at)
    quorum.reckon(row, at=at)


@transaction.atomic
def forget(reference: Reference, *, at: datetime, link: ReferenceLink | None = None) -> None:
    """Delete what is held about somebody, as they ask: draft, answer, and who it was; the organisation stays for the
    count. The applicant is told, without a name, that somebody withdrew.

    Raises ``NotOpen`` for a link that was revoked.
    """
    row, person = locked_person(reference)
    require_link(link, row, person, at)
    if person.forgotten:
        return
    told = row.state in HANDED_IN and person.state not in {ReferenceState.DECLINED, ReferenceState.WITHDREW}
    forget_named([person.pk], at=at)
    person.refresh_from_db()
    if told:
        outbox.queue(emails.WITHDREW, emails.told(row, person, period=f"withdrew {at:%Y-%m-%dT%H:%M:%S.%f}"), at=at)


def details(person: Reference) -> Details:
    """Who somebody is as it stands now."""
    return Details(
        name=person.name,
        role=person.role,
        organisation=person.organisation,
        phone=person.phone,
        email=person.email,
    )


def _move(row: Application, person: Reference, *, at: datetime) -> None:
    """Let earlier links open nothing, and mail one to the new address: to the form, or to what we hold."""
    asking.revoke(person, at=at)
    on = local_day(at)
    waits = stand(
        ReferenceState(person.state), revoked=False, under_way=row.state in HANDED_IN, ends_on=person.ends_on, on=on
    )
    if waits is Stand.OPEN:
        asking.send_link(row, person, links.INVITED, at=at)
    else:
        outbox.queue(emails.MOVED, emails.moved(row, person, asking.new_link(person, at=at)), at=at)


def _withdraw(person: Reference, *, at: datetime) -> None:
    """Delete an answer, and let somebody be one who withdrew."""
    ReferenceAnswer.objects.filter(reference=person).delete()
    person.become(ReferenceState.WITHDREW)
    person.ended_at = at
    person.save(update_fields=["state", "ended_at"])


def _require_address(row: Application, person: Reference, email: str) -> None:
    """Raise ``AddressTaken``, in words that tell nobody who else was named."""
    others = list(row.references.exclude(pk=person.pk).values_list("email", flat=True))
    gone = {trace_in(other) for other in others} & set(traces_of(email))
    if gone or email.casefold() in {*addresses_of(row.person), *(other.casefold() for other in others)}:
        raise AddressTaken(_("We cannot use this address here. Write another one of yours, or write to us."))
