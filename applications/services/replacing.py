"""What applicants and colleagues do about a reference who was named: somebody else, another address, the link again.

Every act locks account and application, and reckons what the references come to. Who is named instead of somebody is
asked at once where references were asked; who was asked in vain is told that they are not needed any more.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import references as emails
from applications.emails.links import INVITED
from applications.enums import Declined, QuestionKind, ReferenceState
from applications.models import Application, OrganisationAnswer, Reference, ReferenceDraft
from applications.rules.asking import ends_on
from applications.rules.organisations import PEOPLE, Names
from applications.rules.replacing import CAN_ACT, again_from, prolonged
from applications.selectors import replacing as selectors
from applications.selectors.references import REACH
from applications.services import asking
from applications.services.drafts import ApplicationRefused, locked
from applications.services.quorum import reckon
from applications.services.references import COLUMNS, OFFICE, Named, Said, named, require_address, require_name
from applications.states import HANDED_IN
from common import audit
from common.calendar import local_day
from common.selectors import closed_days
from comms import outbox

MOST: Final = PEOPLE.stop - 1
May = Callable[[User, Application], None]


class ConsentMissing(ApplicationRefused):
    """Somebody of whom the applicant does not say that they agreed to be contacted."""


class NotYet(ApplicationRefused):
    """A link that was sent a short while ago, with the moment from which it can be sent again."""


@transaction.atomic
def replace(reference: Reference, said: Named, *, by: User, at: datetime) -> Reference:
    """Name somebody else in the place of one who does not act, or is late; the same one sent twice is named once.

    Who was asked in vain becomes replaced: their links open nothing any more, what they typed goes, and a mail says
    that they are not needed, unless ours never reached them. Queues the link to the new one where references were
    asked. Raises ``ApplicationRefused`` for who answered or is in time, as ``add`` does, and ``Forbidden``.
    """
    row = _open(reference.application_id, policies.require_write, by)
    old = row.references.select_related("replaced_by").get(pk=reference.pk)
    if (new := getattr(old, "replaced_by", None)) is not None:
        if named(new) == said:
            return new  # type: ignore[no-any-return]
        raise ApplicationRefused(_("You named %(name)s in this person's place already.") % {"name": new.called})
    if (refusal := selectors.why_not_replaced(old, local_day(at))) is not None:
        raise ApplicationRefused(refusal)
    gone = [old.pk] if old.state in CAN_ACT else []
    made = _name(row, said, replaces=old, without=gone, at=at)
    if old.state in {ReferenceState.ASKED, ReferenceState.ENDED}:
        asking.revoke(old, at=at)
        _release(row, old, at=at)
        old.become(ReferenceState.REPLACED)
        old.ended_at = old.ended_at or at
        old.save(update_fields=["state", "ended_at"])
    audit.record("applications.reference-replaced", about=old, person=row.person_id, by=by, at=at)
    return _asked_at_once(row, made, at=at)


@transaction.atomic
def add(application: Application, said: Named, *, by: User, at: datetime) -> Reference:
    """Name one more person, where too few can still confirm; the same one sent twice is named once.

    Raises ``NameRefused``, ``AddressRefused`` and ``ConsentMissing`` for what was typed; ``ApplicationRefused`` where
    nobody else is needed, six people can still answer, or the application is not open; and ``Forbidden``.
    """
    row = _open(application.pk, policies.require_write, by)
    if same := next((person for person in row.references.all() if named(person) == said), None):
        return same
    if not row.questions.open().filter(kind=QuestionKind.REFERENCE).exists():
        raise ApplicationRefused(_("Enough people can still confirm what you wrote. You need name nobody else now."))
    made = _name(row, said, replaces=None, without=(), at=at)
    audit.record("applications.reference-added", about=made, person=row.person_id, by=by, at=at)
    return _asked_at_once(row, made, at=at)


@transaction.atomic
def new_address(reference: Reference, email: str, *, by: User, at: datetime) -> Reference:
    """Write to somebody who is asked at another address: earlier links open nothing any more, a new one goes.

    Where our mail had come back nobody was reached, and their clock begins anew; else it goes on, with at least five
    working days to answer, once. Whatever was typed so far goes: the new address may be somebody else's. A colleague
    tries the same address once more where our mail came back. Raises ``NotYet`` for an applicant within 48 hours of the
    newest link, unless it came back; ``AddressRefused``; ``ApplicationRefused`` for who is not asked, and for an
    applicant once the form was opened; and ``Forbidden`` for who is neither they nor a colleague who handles it.
    """
    row = _open(reference.application_id, _require_either, by)
    person = _waiting(row, reference)
    theirs = by.pk == row.person_id
    if theirs and (refusal := selectors.why_not_written_elsewhere(person)):
        raise ApplicationRefused(refusal)
    if email.casefold() == person.email.casefold():
        if person.returned_at is None:
            raise ApplicationRefused(_("We write to this address already. Give another one, or send the link again."))
        if theirs:
            raise ApplicationRefused(_("Our mail came back from this address. Give another one."))
    others = [other for other in row.references.all() if other.pk != person.pk]
    require_address(row, email, others, OFFICE if not theirs else None)
    if person.returned_at is None:
        _require_pause(row, person, by, at)
    on = local_day(at)
    closed = closed_days(on, on + REACH)
    assert person.asked_at is not None  # noqa: S101  who is asked has a clock
    assert person.ends_on is not None  # noqa: S101
    if person.returned_at is not None:
        person.asked_at, person.ends_on = at, ends_on(on, closed)
    else:
        person.ends_on = max(person.ends_on, prolonged(local_day(person.asked_at), on, closed))
    before = audit.snapshot(person, "email")
    person.email, person.returned_at, person.opened_at = email, None, None
    person.save(update_fields=["email", "returned_at", "opened_at", "asked_at", "ends_on"])
    ReferenceDraft.objects.filter(reference=person).delete()
    asking.revoke(person, at=at)
    asking.send_link(row, person, INVITED, at=at)
    audit.record(
        "applications.reference-address-changed",
        about=person,
        person=row.person_id,
        by=by,
        at=at,
        changes=audit.changes(before, person),
    )
    reckon(row, at=at)
    return person


@transaction.atomic
def send_again(reference: Reference, *, by: User, at: datetime) -> Reference:
    """Mail somebody who is asked a link once more; their clock goes on. Not where our mail came back.

    Raises ``NotYet`` for an applicant within 48 hours of the newest link, ``ApplicationRefused`` for who is not asked,
    and ``Forbidden`` as ``new_address`` does.
    """
    row = _open(reference.application_id, _require_either, by)
    person = _waiting(row, reference)
    if person.returned_at is not None:
        raise ApplicationRefused(came_back(person))
    _require_pause(row, person, by, at)
    asking.send_link(row, person, INVITED, at=at)
    audit.record("applications.reference-link-sent", about=person, person=row.person_id, by=by, at=at)
    reckon(row, at=at)
    return person


@transaction.atomic
def renew(reference: Reference, *, by: User, at: datetime) -> Reference:
    """Ask somebody anew whose link ended, or who could not act then: a colleague's act.

    Raises ``ApplicationRefused`` for who never agreed, asked us to remove them, or was replaced, answered or is asked;
    and ``Forbidden``.
    """
    row = _open(reference.application_id, policies.require_handle, by)
    person = row.references.select_related("replaced_by").get(pk=reference.pk)
    if person.removed or person.state == ReferenceState.WITHDREW or person.declined == Declined.NEVER_AGREED:
        raise ApplicationRefused(_("This person does not want to be written to about this application."))
    if getattr(person, "replaced_by", None) is not None:
        raise ApplicationRefused(_("The applicant named somebody else in this person's place."))
    if person.state not in {ReferenceState.ENDED, ReferenceState.DECLINED}:
        raise ApplicationRefused(_("Only somebody whose link ended, or who declined, can be asked anew."))
    asking.ask(row, [person], at=at)
    audit.record("applications.reference-renewed", about=person, person=row.person_id, by=by, at=at)
    reckon(row, at=at)
    return person


@transaction.atomic
def tell_organisations(application: Application, said: Mapping[Names, Said], *, by: User, at: datetime) -> None:
    """Keep what the applicant says of names that look alike since somebody else was named; answers given before stay.

    Raises ``ApplicationRefused`` for names that nothing is asked about, or an application that is not open, and
    ``Forbidden``.
    """
    row = _open(application.pk, policies.require_write, by)
    if not said.keys() <= set(selectors.unanswered(row, row.references.all())):
        raise ApplicationRefused(_("The names were changed or answered in another window. Please look at them again."))
    for names, answer in said.items():
        OrganisationAnswer.objects.create(application=row, names="\n".join(names), answered_at=at, **asdict(answer))
    audit.record("applications.organisations-told", about=row, person=row.person_id, by=by, at=at)
    reckon(row, at=at)


def came_back(person: Reference) -> str:
    """Why no link is sent again to an address from which our mail came back."""
    return _("Our mail to %(name)s came back from this address. Another address is needed.") % {"name": person.name}


def release_all(row: Application, *, at: datetime) -> None:
    """Tell everybody whose answer a locked application still awaits that it is not needed any more, once.

    Their links open no form of an application that is over, and say that it is.
    """
    for person in row.references.filter(state=ReferenceState.ASKED):
        _release(row, person, at=at)


def _open(key: int, may: May, by: User) -> Application:
    """The application, locked. Raises ``ApplicationRefused`` unless we owe an answer, and whatever ``may`` does."""
    row = locked(key)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    may(by, row)
    if row.state not in HANDED_IN:
        raise ApplicationRefused(_("This application is not under way. Nothing can be changed about its references."))
    return row


def _require_either(by: User, row: Application) -> None:
    if not policies.can_write(by, row):
        policies.require_handle(by, row)


def _waiting(row: Application, reference: Reference) -> Reference:
    """Somebody whose answer is awaited. Raises ``ApplicationRefused`` for anybody else."""
    person: Reference = row.references.get(pk=reference.pk)
    if person.state != ReferenceState.ASKED:
        raise ApplicationRefused(_("No answer of %(name)s is awaited now.") % {"name": person.called})
    return person


def _require_pause(row: Application, person: Reference, by: User, at: datetime) -> None:
    """Raise ``NotYet`` for an applicant within 48 hours of the newest link."""
    newest = person.links.order_by("-made_at").values_list("made_at", flat=True).first()
    if by.pk == row.person_id and newest is not None and at < (moment := again_from(newest)):
        told = _("We wrote to %(name)s a short while ago. You can have us write again from %(moment)s on.")
        raise NotYet(told % {"name": person.called, "moment": date_format(localtime(moment), "j F Y, H:i")})


def _name(
    row: Application, said: Named, *, replaces: Reference | None, without: Collection[int], at: datetime
) -> Reference:
    """A new person of a locked application; ``without``: people who make place for them."""
    there = list(row.references.all())
    require_name(row, said.name)
    require_address(row, said.email, there)
    if not said.agreed:
        raise ConsentMissing(_("Ask this person first, and tick that they agreed: we write to them at once."))
    if sum(person.state in CAN_ACT and person.pk not in without for person in there) >= MOST:
        told = _("The answers of %(most)d people are awaited already, the most we ask.")
        raise ApplicationRefused(told % {"most": MOST})
    columns = {name: getattr(said, name) for name in COLUMNS}
    made: Reference = row.references.create(added_at=at, agreed_at=at, replaces=replaces, **columns)
    return made


def _release(row: Application, person: Reference, *, at: datetime) -> None:
    """Drop what somebody typed who is not needed any more, and tell them if our mails reach them."""
    ReferenceDraft.objects.filter(reference=person).delete()
    if person.returned_at is None and not person.removed:
        outbox.queue(emails.RELEASED, emails.released(row, person), at=at)


def _asked_at_once(row: Application, person: Reference, *, at: datetime) -> Reference:
    """Ask a new person where references were asked, and reckon."""
    if row.references_at is not None:
        asking.ask(row, [person], at=at)
    reckon(row, at=at)
    return person
