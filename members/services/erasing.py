"""Somebody asks to be forgotten: time to think, one colleague who puts it forward, another one who carries it out.

Membership and every title end first, then the data go, in one transaction; what must stay has no name any more.
Source: S0, G-220, G-221.
"""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, subjects
from common.calendar import local_day
from common.errors import DomainError, Forbidden
from comms import outbox
from members import policies
from members.emails import erasing as emails
from members.enums import ErasureState, Ground, OutcomeKind
from members.models import Erasure, Invoice
from members.selectors import erasing as selectors
from members.services.credentials import Ruling, record_outcomes


class ErasureRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """What cannot be asked or carried out yet, with the reason."""


@transaction.atomic
def ask_erasure(person: User, *, by: User, at: datetime) -> Erasure:
    """Ask to be forgotten; nothing ends yet, and it can be taken back. Queues ``members.erasure_asked``.

    Locks the account. Asked a second time it answers the request that is open. Raises ``Forbidden`` for others.
    """
    if by.pk != person.pk:
        raise Forbidden
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if waiting := Erasure.objects.open().filter(person=person).first():
        return waiting
    row: Erasure = Erasure.objects.create(person=person, asked_at=at)
    audit.record("members.erasure-asked", about=row, person=person.pk, by=by, at=at)
    outbox.queue(emails.ASKED, emails.asked(row, selectors.cost(person, local_day(at))), at=at)
    return row


@transaction.atomic
def take_erasure_back(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Stay: nothing ends. Queues ``members.erasure_taken_back``. Raises ``Forbidden``, ``IllegalMove``."""
    row = _locked(erasure)
    if by.pk != row.person_id:
        raise Forbidden
    row.become(ErasureState.TAKEN_BACK)
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    audit.record("members.erasure-taken-back", about=row, person=row.person_id, by=by, at=at)
    outbox.queue(emails.TAKEN_BACK, emails.taken_back(row), at=at)


@transaction.atomic
def put_forward(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Say that it can be carried out, to a second person. Raises ``Forbidden``, ``IllegalMove``, ``ErasureRefused``."""
    row = _locked(erasure)
    policies.require_put_erasure_forward(by, row)
    row.become(ErasureState.PUT_FORWARD)
    require_possible(row, at=at)
    row.put_forward_at, row.put_forward_by = at, by
    row.save(update_fields=["state", "put_forward_at", "put_forward_by"])
    audit.record("members.erasure-put-forward", about=row, person=row.person_id, by=by, at=at)


@transaction.atomic
def send_back(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Do not carry out yet what somebody put forward. Raises ``Forbidden``, ``IllegalMove``."""
    row = _locked(erasure)
    policies.require_put_erasure_forward(by, row)
    row.become(ErasureState.ASKED)
    row.put_forward_at, row.put_forward_by = None, None
    row.save(update_fields=["state", "put_forward_at", "put_forward_by"])
    audit.record("members.erasure-sent-back", about=row, person=row.person_id, by=by, at=at)


@transaction.atomic
def carry_out(erasure: Erasure, *, by: User, at: datetime) -> dict[str, int]:
    """End membership and every title, then forget the person in every table; how many rows, by table.

    Locks the account, then as ``record_outcomes`` and ``subjects.scrub``. Queues ``members.erased``, the last mail.
    Raises ``Forbidden``, ``IllegalMove``, ``ErasureRefused``; then nothing ended.
    """
    row = _locked(erasure)
    policies.require_settle_erasure(by, row)
    row.become(ErasureState.CARRIED_OUT)
    require_possible(row, at=at)
    person, on = row.person, local_day(at)
    rulings = [
        Ruling(
            credential=one.pk,
            kind=OutcomeKind.ENDED,
            ground=Ground.FORGOTTEN,
            effective_on=on,
            supersedes=one.closed_by_id,
        )
        for one in selectors.to_end(person, on)
    ]
    if rulings:
        record_outcomes(rulings, by=row.put_forward_by, at=at)
    last = emails.erased(row)
    gone = subjects.scrub(person, at=at)
    row.ended_at, row.carried_out_by = at, by
    row.save(update_fields=["state", "ended_at", "carried_out_by"])
    audit.record("members.erasure-carried-out", about=row, person=person.pk, by=by, at=at)
    outbox.queue(emails.ERASED, last, at=at)
    return gone


def require_possible(row: Erasure, *, at: datetime) -> None:
    """Raise ``ErasureRefused`` while there is time to think, or something hinders it."""
    if local_day(at) < row.from_day:
        told = _("There is time to think until %(day)s; it can be carried out from the day after.")
        raise ErasureRefused(told % {"day": date_format(row.think_until)})
    if hindered := subjects.hindered(row.person):
        raise ErasureRefused(" ".join(hindered))


def _works_here(person: User) -> str:
    """Colleagues are forgotten once they are none: what they have to decide is handed on first (1 query)."""
    return _("This person works here: an administrator takes the roles back first.") if person.roles else ""


def _is_owed(person: User) -> str:
    """Whom nobody knows any more cannot be paid (1 query)."""
    owed = Invoice.objects.filter(member__user=person, open__lt=0).exists()
    return _("We owe this person money: finance pays it back first.") if owed else ""


def _locked(erasure: Erasure) -> Erasure:
    """The row as it is now, its account locked first."""
    User.objects.select_for_update(no_key=True).get(pk=erasure.person_id)
    row: Erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person").get(pk=erasure.pk)
    return row


subjects.HINDRANCES.extend((_works_here, _is_owed))
