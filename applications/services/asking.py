"""Asking people for a reference: each gets a private link of their own, and a clock of their own."""

from collections.abc import Collection
from datetime import datetime

from applications.emails import links as emails
from applications.enums import ReferenceState
from applications.models import Application, Reference, ReferenceLink
from applications.rules.asking import ends_on
from applications.selectors.references import REACH
from common import private_links
from common.calendar import local_day
from common.selectors import closed_days
from comms import outbox
from comms.kinds import MessageKind


def ask(row: Application, people: Collection[Reference], *, at: datetime) -> None:
    """Ask people of a locked application, or ask them anew: their clock begins today, and a mail with a link goes.

    Raises ``IllegalMove`` for somebody who answered, was replaced, or withdrew.
    """
    on = local_day(at)
    last = ends_on(on, closed_days(on, on + REACH))
    for person in people:
        person.become(ReferenceState.ASKED)
        person.asked_at, person.ends_on, person.ended_at, person.declined = at, last, None, ""
        person.returned_at = None
        person.save(update_fields=["state", "asked_at", "ends_on", "ended_at", "declined", "returned_at"])
        send_link(row, person, emails.INVITED, at=at)


def send_link(row: Application, person: Reference, kind: MessageKind, *, at: datetime) -> None:
    """Mail somebody whose answer is awaited a link of its own; earlier ones go on opening the form."""
    outbox.queue(kind, emails.mail(row, person, new_link(person, at=at)), at=at)


def new_link(person: Reference, *, at: datetime) -> ReferenceLink:
    """One more private link of somebody; a mail with it is made at sending."""
    seed = private_links.new_seed()
    secret = private_links.secret_of(seed)
    return ReferenceLink.objects.create(
        reference=person, seed=seed, secret_sha256=private_links.fingerprint(secret), made_at=at
    )


def revoke(person: Reference, *, at: datetime) -> int:
    """Let no link of somebody open anything any more: how many."""
    return person.links.filter(revoked_at__isnull=True).update(revoked_at=at)
