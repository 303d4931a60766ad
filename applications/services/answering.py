"""What people who were asked for a reference do by their private link: open, decline, draft, answer.

They have no account: no line of the audit log names one, and none holds what they said. Every act locks account,
application and reference, and looks the link up again, so of two at once the second sees the first one's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from applications.emails import answers as emails
from applications.enums import Criterion, Declined, ReferenceState, Says, Stand
from applications.models import (
    Application,
    Reference,
    ReferenceAnswer,
    ReferenceDraft,
    ReferenceLink,
    ReferenceStatement,
)
from applications.rules.links import stand
from applications.rules.typed import Boxes, one_after_the_other, sort_out
from applications.selectors.private import is_own, stand_of
from applications.services import quorum
from applications.services.asking import new_link
from applications.services.drafts import ApplicationRefused, locked
from applications.services.forgetting import forget_details
from applications.states import HANDED_IN
from common import audit
from common.calendar import local_day
from comms import outbox


class NotOpen(ApplicationRefused):
    """The form does not open any more; ``stand`` says why."""

    def __init__(self, found: Stand) -> None:
        super().__init__(_("This form was closed meanwhile."))
        self.stand = found


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody says about one criterion."""

    says: Says
    words: str = ""
    known_from: date | None = None
    known_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A final answer: who says it, how they know the applicant, and a statement for each criterion."""

    name: str
    role: str
    relation: str
    remarks: str
    statements: Mapping[Criterion, Statement]


@dataclass(frozen=True, slots=True)
class Page:
    """What is kept of the form once a page was saved, and which fields were changed in another window, too."""

    kept: Mapping[str, str]
    both: tuple[Boxes, ...]


def open_form(link: ReferenceLink, *, at: datetime) -> None:
    """Note that somebody opened their form, the first time they do; so our mail reached them (1 query)."""
    waiting = Reference.objects.filter(pk=link.reference_id, state=ReferenceState.ASKED, opened_at__isnull=True)
    waiting.update(opened_at=at, returned_at=None)


@transaction.atomic
def decline(reference: Reference, why: Declined, *, at: datetime, link: ReferenceLink | None = None) -> Reference:
    """Take note that somebody does not act as a reference; their draft goes, the quorum is counted anew.

    Who never agreed to be named is forgotten at once, but for the organisation. Queues a mail to the applicant,
    without the reason. Raises ``NotOpen``.
    """
    row, person = awaited(reference, link, at)
    person.become(ReferenceState.DECLINED)
    person.declined, person.ended_at = why.value, at
    person.save(update_fields=["state", "declined", "ended_at"])
    ReferenceDraft.objects.filter(reference=person).delete()
    if why is Declined.NEVER_AGREED:
        forget_details(row, [person], at=at)
    audit.record("applications.reference-declined", about=person, by=None, at=at)
    _tell_applicant(row, person, at=at)
    quorum.reckon(row, at=at)
    return person


@transaction.atomic
def save_draft(
    reference: Reference, typed: Mapping[str, str], *, at: datetime, link: ReferenceLink | None = None
) -> ReferenceDraft:
    """Keep what somebody typed, beside what they typed on other pages before. Raises ``NotOpen``."""
    _row, person = awaited(reference, link, at)
    draft = ReferenceDraft.objects.filter(reference=person).first() or ReferenceDraft(reference=person)
    draft.typed, draft.saved_at = {**draft.typed, **typed}, at
    draft.save()
    return draft


@transaction.atomic
def save_page(
    reference: Reference,
    typed: Mapping[str, str],
    seen: str,
    *,
    at: datetime,
    link: ReferenceLink | None = None,
    join: bool = False,
) -> Page:
    """Keep what somebody typed into a page that was filled in with what it tells by ``seen``.

    What was changed here alone is saved. What was changed in another window, too, is not: ``both`` names it, for who
    sees it to choose; with ``join`` both texts are saved, one after the other. Raises ``NotOpen``.
    """
    _row, person = awaited(reference, link, at)
    draft = ReferenceDraft.objects.filter(reference=person).first()
    now = starting_from(person, draft)
    found = sort_out(now, typed, seen)
    kept = {**found.kept, **(one_after_the_other(now, typed, found.both) if join else {})}
    draft = save_draft(person, kept, at=at, link=link)
    return Page({**now, **draft.typed}, found.both)


def starting_from(person: Reference, draft: ReferenceDraft | None) -> dict[str, str]:
    """What stands in the boxes of the form: what was typed, and before that how somebody was named."""
    return {"name": person.name, "role": person.role, **(draft.typed if draft else {})}


@transaction.atomic
def give(reference: Reference, said: Answer, *, at: datetime, link: ReferenceLink | None = None) -> ReferenceAnswer:
    """Take the one final answer of somebody: their draft goes, a copy is mailed to them, the quorum is counted anew.

    Raises ``NotOpen``, also for the second of two at once.
    """
    row, person = awaited(reference, link, at)
    person.become(ReferenceState.ANSWERED)
    person.ended_at = at
    person.opened_at, person.returned_at = person.opened_at or at, None
    person.save(update_fields=["state", "ended_at", "opened_at", "returned_at"])
    answer = ReferenceAnswer.objects.create(
        reference=person,
        name=said.name,
        role=said.role,
        relation=said.relation,
        remarks=said.remarks,
        given_at=at,
    )
    ReferenceStatement.objects.bulk_create(
        ReferenceStatement(
            answer=answer,
            criterion=criterion.value,
            says=statement.says.value,
            words=statement.words,
            known_from=statement.known_from,
            known_until=statement.known_until,
        )
        for criterion, statement in ((criterion, said.statements[criterion]) for criterion in Criterion)
    )
    ReferenceDraft.objects.filter(reference=person).delete()
    audit.record("applications.reference-answered", about=person, by=None, at=at)
    outbox.queue(emails.COPY, emails.copy(row, answer, new_link(person, at=at)), at=at)
    quorum.reckon(row, at=at)
    return answer


def locked_person(reference: Reference) -> tuple[Application, Reference]:
    """Application and reference, locked after the applicant's account. Raises ``NotOpen`` where they are gone."""
    row = locked(reference.application_id)
    people = Reference.objects.select_for_update(of=("self",), no_key=True).filter(pk=reference.pk)
    person = people.first() if row else None
    if row is None or person is None:
        raise NotOpen(Stand.CLOSED)
    person.application = row
    return row, person


def awaited(reference: Reference, link: ReferenceLink | None, at: datetime) -> tuple[Application, Reference]:
    """Application and reference, locked, while the link opens the form. Raises ``NotOpen``."""
    row, person = locked_person(reference)
    found = _stand(row, person, link, local_day(at))
    if found is not Stand.OPEN:
        raise NotOpen(found)
    return row, person


def require_link(link: ReferenceLink | None, row: Application, person: Reference, at: datetime) -> None:
    """Raise ``NotOpen`` for a link that was revoked meanwhile."""
    if _stand(row, person, link, local_day(at)) is Stand.REVOKED:
        raise NotOpen(Stand.REVOKED)


def _stand(row: Application, person: Reference, link: ReferenceLink | None, on: date) -> Stand:
    if link is None:
        under_way = row.state in HANDED_IN
        state = ReferenceState(person.state)
        return stand(state, revoked=False, under_way=under_way, ends_on=person.ends_on, on=on)
    now = ReferenceLink.objects.filter(pk=link.pk, reference=person).first()
    if now is None:
        return Stand.REVOKED
    now.reference = person
    return Stand.OWN if is_own(now, AnonymousUser()) else stand_of(now, on)


def _tell_applicant(row: Application, person: Reference, *, at: datetime) -> None:
    """Queue the mail that somebody declined: without the reason, and without a name that we were told to forget."""
    outbox.queue(emails.DECLINED, emails.told(row, person, period=f"declined {at:%Y-%m-%dT%H:%M:%S.%f}"), at=at)
