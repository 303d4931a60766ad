"""Invite those who were brought in: mailed once each, and only while they never signed in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from common import audit
from comms import outbox
from comms.models import Message
from members import policies
from members.emails import INVITED
from members.imports.known import chunks
from members.models import Credential, OpeningPosition, RegisterImport

SHOWN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitations:
    """Who came with an import: whether anybody did, how many wait for an invitation, and who was mailed when.

    ``latest`` are the newest mails, at most ``SHOWN`` of ``mailed``.
    """

    brought: bool
    waiting: int
    mailed: int
    latest: Sequence[Message]

    @property
    def more(self) -> int:
        """How many mails are not among the latest."""
        return self.mailed - len(self.latest)


def came_with(run: RegisterImport) -> QuerySet[User]:
    """Whoever came with an import: it brought a title of theirs. No statement."""
    return User.objects.filter(pk__in=OpeningPosition.objects.filter(run=run).values("credential__member__user"))


def to_be_invited(run: RegisterImport) -> QuerySet[User]:
    """Whoever came with an import, may sign in, never did, and was not mailed about it. No statement."""
    mailed = Message.objects.filter(kind=INVITED.key, person__isnull=False).values("person")
    return came_with(run).filter(last_login=None, is_active=True).exclude(pk__in=mailed)


def invitations(run: RegisterImport) -> Invitations:
    """What became of inviting those who came with an import (4 statements)."""
    mails = Message.objects.filter(kind=INVITED.key, repeat=0, person__in=came_with(run))
    return Invitations(
        brought=came_with(run).exists(),
        waiting=to_be_invited(run).count(),
        mailed=mails.count(),
        latest=list(mails.select_related("person").order_by("-planned_at", "-pk")[:SHOWN]),
    )


@transaction.atomic
def invite_brought_in(run: RegisterImport, *, by: User, at: datetime) -> int:
    """Mail those who came with an import and never signed in how to choose a password; how many are mailed now.

    Who was mailed before is not mailed again. Queues ``members.invited``. Raises ``Forbidden`` unless ``by`` may
    import. Five statements for every 2 000 people.
    """
    policies.require_import(by)
    new = 0
    for some in chunks(to_be_invited(run).order_by("pk")):
        titles = _titles_of(some)
        mails = (
            outbox.Mail(to=user.email, about=f"accounts.user:{user.pk}", person=user, facts={"titles": titles[user.pk]})
            for user in some
        )
        new += outbox.queue_many(INVITED, mails, at=at)
    audit.record("members.import-invited", about=run, by=by, at=at)
    return new


def _titles_of(people: Collection[User]) -> dict[int, list[str]]:
    """The titles of these people that stand (1 statement)."""
    found: dict[int, list[str]] = {user.pk: [] for user in people}
    rows = Credential.objects.open().filter(member__user__in=people).select_related("title", "member")
    for row in rows.order_by("title__code"):
        found[row.member.user_id].append(str(row.title))
    return found
